import Primitives

/// Typed reading of a stored object: every field must be there and none beside those asked for.
struct JSONFields {
  /// What the object is, for messages: `The stored strategy`.
  let name: Message
  let values: [String: JSONValue]
  let place: Diagnostic.Place?
  private let damage: Damage
  private var read: Set<String> = []

  /// The diagnostic of an object that cannot be read: what it is, what is wrong with it, where it stands.
  typealias Damage = @Sendable (Message, Message, Diagnostic.Place?) -> Diagnostic

  init(_ json: JSONValue, name: Message, at place: Diagnostic.Place?, damage: @escaping Damage) throws {
    self.name = name
    self.place = place
    self.damage = damage
    guard case .object(let members) = json else {
      values = [:]
      throw damaged(.noObject)
    }
    values = members
  }

  /// - Parameter problem: a sentence.
  func damaged(_ problem: Message) -> Diagnostic { damage(name, problem, place) }

  mutating func value<T>(_ key: String, _ convert: (JSONValue) -> T?) throws -> T {
    read.insert(key)
    guard let value = values[key].flatMap(convert) else { throw damaged(.noValidValue(key)) }
    return value
  }

  /// Nil where the field is null; it must still be there.
  mutating func optional<T>(_ key: String, _ convert: (JSONValue) -> T?) throws -> T? {
    read.insert(key)
    guard let value = values[key] else { throw damaged(.noValue(key)) }
    if value == .null { return nil }
    guard let converted = convert(value) else { throw damaged(.noValidValue(key)) }
    return converted
  }

  /// Nil where the field is absent.
  mutating func member(_ key: String) -> JSONValue? {
    read.insert(key)
    return values[key]
  }

  /// Throws for a field that nothing asked for: a misspelt rule must not be passed over.
  func finish() throws {
    if let unknown = values.keys.filter({ !read.contains($0) }).min() {
      throw damaged(.unknownField(unknown, among: read.sorted()))
    }
  }
}

extension Message {
  fileprivate static let noObject = Message("fields.no-object", en: "It is not a JSON object.", zh: "它不是 JSON 对象。")

  fileprivate static func noValue(_ key: String) -> Message {
    Message("fields.no-value", ["key": .text(key)], en: "The value '{key}' is missing.", zh: "缺少值“{key}”。")
  }

  static func noValidValue(_ key: String) -> Message {
    Message(
      "fields.no-valid-value", ["key": .text(key)], en: "The value '{key}' is missing or not valid.",
      zh: "值“{key}”缺失或无效。")
  }

  fileprivate static func unknownField(_ key: String, among known: [String]) -> Message {
    Message(
      "fields.unknown", ["key": .text(key), "hint": Spelling.suggestion(for: key, among: known)],
      en: "The field '{key}' is unknown.{hint}", zh: "未知字段“{key}”。{hint}")
  }
}
