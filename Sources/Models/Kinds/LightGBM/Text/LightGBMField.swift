import Primitives

/// One `name=value` line of a model's text, and how its values are read: strictly, since LightGBM's own reader takes
/// `x`, `1e` and too few values for something.
struct LightGBMField {
  let path: String
  /// Counted from 1.
  let line: Int
  /// As messages show it: `max_feature_idx`, `trees[3].left_child`.
  let name: String
  let value: ArraySlice<UInt8>

  func damaged(_ problem: Message) -> Diagnostic { .damagedText(path, line: line, field: name, problem) }

  var text: String { String(decoding: value, as: UTF8.self) }

  /// - Parameter loosely: more than one blank may stand between two values, as LightGBM writes lists of lists.
  func tokens(count: Int, loosely: Bool = false) throws -> [ArraySlice<UInt8>] {
    let tokens =
      value.isEmpty ? [] : value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: loosely)
    guard tokens.count == count else { throw damaged(.valueCount(tokens.count, expected: count)) }
    return tokens
  }

  func whole(_ range: ClosedRange<Int>) throws -> Int { try wholes(range, count: 1)[0] }

  func wholes(_ range: ClosedRange<Int>, count: Int, loosely: Bool = false) throws -> [Int] {
    try tokens(count: count, loosely: loosely).map { token in
      guard let number = LightGBMField.whole(token), range.contains(number) else {
        throw damaged(.noWhole(LightGBMField.shown(token), range))
      }
      return number
    }
  }

  /// - Parameter infinite: `inf` and `-inf` are written too: for gains of huge labels and for the last bin's bound.
  func numbers(count: Int, infinite: Bool = false, loosely: Bool = false) throws -> [Double] {
    try tokens(count: count, loosely: loosely).map { token in
      guard let number = LightGBMField.number(token, infinite: infinite) else {
        throw damaged(.noDecimal(LightGBMField.shown(token)))
      }
      return number
    }
  }

  static func number(_ token: ArraySlice<UInt8>, infinite: Bool) -> Double? {
    if infinite, token.elementsEqual("inf".utf8) { return .infinity }
    if infinite, token.elementsEqual("-inf".utf8) { return -.infinity }
    guard NumberReader.isDecimal(token) else { return nil }
    let number = token.withUnsafeBufferPointer { NumberReader.double($0) }
    return number.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Digits with a minus sign at most, no leading zero; nil beyond 18 digits.
  static func whole(_ token: ArraySlice<UInt8>) -> Int? {
    let isNegative = token.first == UInt8(ascii: "-")
    let digits = isNegative ? token.dropFirst() : token
    guard (1...18).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
    var number = 0
    for byte in digits {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return isNegative ? -number : number
  }

  static func shown(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes.prefix(40), as: UTF8.self) }
}

/// The fields of the header or of one tree, each at most once.
struct LightGBMFields {
  private var fields: [String: LightGBMField] = [:]
  private let known: Set<String>
  /// `trees[3].`, empty for the header.
  private let owner: String

  init(known: Set<String>, owner: String) {
    self.known = known
    self.owner = owner
  }

  subscript(name: String) -> LightGBMField? { fields[name] }

  mutating func add(_ line: ArraySlice<UInt8>, of lines: LightGBMLines) throws {
    let end = line.firstIndex(of: UInt8(ascii: "=")) ?? line.endIndex
    let name = String(decoding: line[..<end], as: UTF8.self)
    guard known.contains(name) else { throw lines.damaged(.foreignLine(LightGBMField.shown(line))) }
    let field = LightGBMField(
      path: lines.path, line: lines.line, name: owner + name, value: line[end...].dropFirst())
    guard fields.updateValue(field, forKey: name) == nil else { throw field.damaged(.fieldTwice(name)) }
  }

  /// Throws where the field is not there; the line is that of the section's end.
  func required(_ name: String, _ lines: LightGBMLines) throws -> LightGBMField {
    guard let field = fields[name] else { throw lines.damaged(.fieldMissing(name), field: owner + name) }
    return field
  }
}

/// Lines of a text as bytes, so that the sizes in a model's header can be followed exactly.
struct LightGBMLines {
  let path: String
  private let bytes: [UInt8]
  /// Of the next line's first byte.
  private(set) var index = 0
  /// Counted from 1: the line read last.
  private(set) var line = 0

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  mutating func next() -> ArraySlice<UInt8>? {
    guard index < bytes.count else { return nil }
    let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
    defer {
      index = end + 1
      line += 1
    }
    return bytes[index..<end]
  }

  /// Whether the line read last has no line feed: the text ends within it.
  var isCut: Bool { index > bytes.count }

  func damaged(_ problem: Message, field: String? = nil) -> Diagnostic {
    .damagedText(path, line: max(1, line), field: field, problem)
  }
}

extension Message {
  static func fieldMissing(_ name: String) -> Message {
    Message(
      "model.field-missing", ["name": .text(name)], en: "The field '{name}' is missing.", zh: "缺少字段“{name}”。")
  }

  fileprivate static func fieldTwice(_ name: String) -> Message {
    Message(
      "model.field-twice", ["name": .text(name)], en: "The field '{name}' is given twice.", zh: "字段“{name}”重复。")
  }

  static func foreignLine(_ line: String) -> Message {
    Message(
      "model.foreign-line", ["line": .text(line)], en: "LightGBM does not write the line '{line}' here.",
      zh: "LightGBM 不会在此处写出“{line}”这一行。")
  }

  fileprivate static func valueCount(_ found: Int, expected: Int) -> Message {
    Message(
      "model.value-count", ["found": .count(found), "expected": .count(expected)],
      en: "The field has {found} {found:value|values} instead of {expected}.",
      zh: "该字段应有 {expected} 个值，实有 {found} 个。")
  }

  fileprivate static func noWhole(_ found: String, _ range: ClosedRange<Int>) -> Message {
    Message(
      "model.no-whole",
      ["found": .text(found), "least": .count(range.lowerBound), "most": .count(range.upperBound)],
      en: "'{found}' is not a whole number from {least} to {most}.", zh: "“{found}”不是 {least} 到 {most} 的整数。")
  }

  fileprivate static func noDecimal(_ found: String) -> Message {
    Message(
      "model.no-decimal", ["found": .text(found)], en: "'{found}' is not a finite decimal number.",
      zh: "“{found}”不是有限的十进制数。")
  }
}
