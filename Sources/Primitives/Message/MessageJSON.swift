/// A message on disk: identifier, arguments and both texts, so that it reads in both languages without the
/// program that wrote it.
extension Message {
  package var json: JSONValue { .object(members) }

  /// The members of the object, for records that add their own.
  package var members: [String: JSONValue] {
    [
      "id": .string(id), "arguments": .object(arguments.mapValues(\.json)), "en": .string(english),
      "zh": .string(chinese),
    ]
  }

  /// Nil for what is no message. A plain text, as records held it before messages were typed, stands verbatim.
  package init?(_ json: JSONValue) {
    if let text = json.stringValue {
      self = .verbatim(text)
      return
    }
    guard let id = json["id"]?.stringValue, let members = json["arguments"]?.objectValue,
      let english = json["en"]?.stringValue, let chinese = json["zh"]?.stringValue
    else { return nil }
    let arguments = members.compactMapValues(MessageArgument.init)
    guard arguments.count == members.count else { return nil }
    self.init(id: id, arguments: arguments, english: english, chinese: chinese)
  }
}

extension Message {
  /// The form for one text column of a table.
  package var stored: String { String(decoding: json.canonical, as: UTF8.self) }

  /// A text that is no message of this form, as tables held before messages were typed, stands verbatim.
  package init(stored text: String) {
    let json = text.hasPrefix("{") ? try? JSONReader.read(Array(text.utf8)) : nil
    self = json.flatMap { Message($0) } ?? .verbatim(text)
  }
}

extension JSONValue {
  package static func optional(_ message: Message?) -> JSONValue { message?.json ?? .null }
}

extension MessageArgument {
  /// `{"ratio": 0.0123}`: one member, the kind of the value. A number that is missing is null.
  package var json: JSONValue {
    switch self {
    case .money(let value): ["money": .optional(value)]
    case .ratio(let value): ["ratio": .optional(value)]
    case .rate(let value): ["rate": .optional(value)]
    case .points(let value): ["points": .optional(value)]
    case .number(let value): ["number": .optional(value)]
    case .exact(let value): ["exact": .optional(value)]
    case .count(let count): ["count": .integer(count)]
    case .day(let day): ["day": .string(day.description)]
    case .instrument(let instrument): ["instrument": .string(instrument.name)]
    case .text(let text): ["text": .string(text)]
    case .list(let items): ["list": .array(items.map(\.json))]
    case .message(let message): ["message": message.json]
    }
  }

  package init?(_ json: JSONValue) {
    guard let members = json.objectValue, members.count == 1, let (kind, value) = members.first else { return nil }
    func number() -> Double? { value == .null ? .nan : value.doubleValue }
    let argument: MessageArgument? =
      switch kind {
      case "money": number().map { .money($0) }
      case "ratio": number().map { .ratio($0) }
      case "rate": number().map { .rate($0) }
      case "points": number().map { .points($0) }
      case "number": number().map { .number($0) }
      case "exact": number().map { .exact($0) }
      case "count": value.intValue.map { .count($0) }
      case "day": value.stringValue.flatMap { TradingDay($0) }.map { .day($0) }
      case "instrument": value.stringValue.flatMap { InstrumentID($0) }.map { .instrument($0) }
      case "text": value.stringValue.map { .text($0) }
      case "list": value.arrayValue.flatMap(MessageArgument.list)
      case "message": Message(value).map { .message($0) }
      default: nil
      }
    guard let argument else { return nil }
    self = argument
  }

  private static func list(_ items: [JSONValue]) -> MessageArgument? {
    let arguments = items.compactMap(MessageArgument.init)
    return arguments.count == items.count ? .list(arguments) : nil
  }
}
