/// Reads JSON as RD-Agent's Python writes it: a leading byte order mark and the bare tokens `NaN`,
/// `Infinity` and `-Infinity` are accepted, the latter three as null (missing).
///
/// Everything else is RFC 8259: numbers in its grammar and in the range of a double, strings of valid UTF-8
/// without bare control characters, surrogates in pairs.
package struct JSONReader {
  /// What becomes of a member whose name its object has already.
  package enum Duplicates: Sendable {
    /// The last one counts, as in Python.
    case lastCounts
    /// The document is refused: for what is signed or digested, where two readers must never see two documents.
    case refused
  }

  package struct Failure: Error, Equatable {
    package var line: Int
    package var message: Message
  }

  /// Deeper documents than this are refused instead of exhausting the stack.
  package static let depthMax = 200

  private let bytes: [UInt8]
  private let duplicates: Duplicates
  private var index = 0

  package static func read(
    _ bytes: [UInt8], duplicates: Duplicates = .lastCounts
  ) throws(Failure) -> JSONValue {
    var reader = JSONReader(bytes: bytes, duplicates: duplicates)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
    let value = try reader.value(depth: 0)
    reader.skipBlanks()
    if reader.index < bytes.count { throw reader.failure(.textBehindTheEnd) }
    return value
  }

  /// The document in a file; `id` names the diagnostic that a damaged one raises.
  package static func read(
    file path: String, id: String, duplicates: Duplicates = .lastCounts
  ) throws -> JSONValue {
    let bytes = try FileReader.unpacked(path, as: .document)
    do {
      return try read(bytes, duplicates: duplicates)
    } catch {
      throw Diagnostic(
        id, .damaged, at: .init(path, line: error.line), ["problem": .message(error.message)],
        (en: "The file is not valid JSON. {problem}", zh: "文件不是有效的 JSON。{problem}"),
        remedy: (en: "Restore the file, or export it again.", zh: "请恢复该文件，或重新导出。"))
    }
  }

  private init(bytes: [UInt8], duplicates: Duplicates) {
    self.bytes = bytes
    self.duplicates = duplicates
  }

  private mutating func value(depth: Int) throws(Failure) -> JSONValue {
    if depth > JSONReader.depthMax { throw failure(.tooDeep(JSONReader.depthMax)) }
    skipBlanks()
    guard index < bytes.count else { throw failure(.endsEarly) }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default: return try scalar()
    }
  }

  private mutating func object(depth: Int) throws(Failure) -> JSONValue {
    index += 1
    var members: [String: JSONValue] = [:]
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw failure(.noMemberName) }
      let key = try string()
      skipBlanks()
      guard take(":") else { throw failure(.noColon(behind: key)) }
      let value = try value(depth: depth + 1)
      if members.updateValue(value, forKey: key) != nil, duplicates == .refused { throw failure(.memberTwice(key)) }
      skipBlanks()
      if take(",") { continue }
      if take("}") { return .object(members) }
      throw failure(.noEndOfObject)
    }
  }

  private mutating func array(depth: Int) throws(Failure) -> JSONValue {
    index += 1
    var items: [JSONValue] = []
    skipBlanks()
    if take("]") { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipBlanks()
      if take(",") { continue }
      if take("]") { return .array(items) }
      throw failure(.noEndOfArray)
    }
  }

  private mutating func scalar() throws(Failure) -> JSONValue {
    let start = index
    while index < bytes.count, !JSONReader.ends.contains(bytes[index]) { index += 1 }
    let token = String(decoding: bytes[start..<index], as: UTF8.self)
    switch token {
    case "null", "NaN", "Infinity", "-Infinity": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      if NumberReader.isDecimal(bytes[start..<index]) {
        if let whole = Int(token) { return .integer(whole) }
        if let number = NumberReader.double(token), number.isFinite { return .number(number) }
        index = start
        throw failure(.numberOutOfRange(String(token.prefix(20))))
      }
      index = start
      throw failure(.noValue(String(token.prefix(20))))
    }
  }

  private mutating func string() throws(Failure) -> String {
    index += 1
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw failure(.notUTF8) }
        return string
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20:
        index -= 1
        throw failure(.controlCharacter)
      default: text.append(byte)
      }
    }
    throw failure(.openString)
  }

  private mutating func escape(into text: inout [UInt8]) throws(Failure) {
    guard index < bytes.count else { throw failure(.openString) }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "u"):
      var unit = try hexUnit()
      if (0xD800..<0xDC00).contains(unit) {
        guard bytes[index...].starts(with: Array("\\u".utf8)) else { throw failure(.halfPair) }
        index += 2
        let low = try hexUnit()
        guard (0xDC00..<0xE000).contains(low) else { throw failure(.halfPair) }
        unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
      }
      guard let character = Unicode.Scalar(unit) else { throw failure(.halfPair) }
      text.append(contentsOf: String(character).utf8)
    default: throw failure(.unknownEscape)
    }
  }

  private mutating func hexUnit() throws(Failure) -> UInt32 {
    guard index + 4 <= bytes.count else { throw failure(.noHexadecimalDigits) }
    var unit: UInt32 = 0
    for byte in bytes[index..<(index + 4)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw failure(.noHexadecimalDigits)
      }
      unit = unit << 4 + UInt32(digit)
    }
    index += 4
    return unit
  }

  private mutating func skipBlanks() {
    while index < bytes.count, JSONReader.blanks.contains(bytes[index]) { index += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private func failure(_ message: Message) -> Failure {
    Failure(line: 1 + bytes[..<min(index, bytes.count)].count { $0 == 0x0A }, message: message)
  }

  private static let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
  private static let ends: [UInt8] = blanks + Array(",]}".utf8)
}

/// What is wrong with a document.
extension Message {
  fileprivate static let textBehindTheEnd = Message(
    "json.text-behind-the-end", en: "There is text behind the end of the document.", zh: "文档结束之后还有内容。")
  fileprivate static let endsEarly = Message(
    "json.ends-early", en: "The document ends too early.", zh: "文档过早结束。")
  fileprivate static let noMemberName = Message(
    "json.no-member-name", en: "A member name is missing.", zh: "缺少成员名。")
  fileprivate static let noEndOfObject = Message(
    "json.no-end-of-object", en: "A comma or a closing brace is missing.", zh: "缺少逗号或右花括号。")
  fileprivate static let noEndOfArray = Message(
    "json.no-end-of-array", en: "A comma or a closing bracket is missing.", zh: "缺少逗号或右方括号。")
  fileprivate static let openString = Message(
    "json.open-string", en: "A string has no end.", zh: "字符串没有结束。")
  fileprivate static let unknownEscape = Message(
    "json.unknown-escape", en: "A string holds an unknown escape.", zh: "字符串中有未知的转义。")
  fileprivate static let noHexadecimalDigits = Message(
    "json.no-hexadecimal-digits", en: "Four hexadecimal digits are missing.", zh: "缺少四位十六进制数字。")
  fileprivate static let halfPair = Message(
    "json.half-pair", en: "A string holds half of a surrogate pair.", zh: "字符串中有不成对的代理项。")
  fileprivate static let notUTF8 = Message(
    "json.not-utf8", en: "A string is not valid UTF-8.", zh: "字符串不是有效的 UTF-8。")
  fileprivate static let controlCharacter = Message(
    "json.control-character", en: "A string holds a control character or a line break.",
    zh: "字符串中有控制字符或换行。")

  fileprivate static func memberTwice(_ name: String) -> Message {
    Message(
      "json.member-twice", ["name": .text(name)], en: "An object has the member \"{name}\" twice.",
      zh: "对象中的成员“{name}”重复。")
  }

  fileprivate static func numberOutOfRange(_ token: String) -> Message {
    Message(
      "json.number-out-of-range", ["token": .text(token)], en: "The number '{token}' is out of range.",
      zh: "数字“{token}”超出范围。")
  }

  fileprivate static func tooDeep(_ levels: Int) -> Message {
    Message(
      "json.too-deep", ["levels": .count(levels)], en: "The document is nested deeper than {levels} levels.",
      zh: "文档嵌套超过 {levels} 层。")
  }

  fileprivate static func noColon(behind name: String) -> Message {
    Message(
      "json.no-colon", ["name": .text(name)], en: "A colon is missing behind the name \"{name}\".",
      zh: "名称“{name}”后缺少冒号。")
  }

  fileprivate static func noValue(_ token: String) -> Message {
    Message(
      "json.no-value", ["token": .text(token)], en: "'{token}' is not a JSON value.", zh: "“{token}”不是 JSON 值。")
  }
}
