/// A JSON document as data; objects are unordered, so that text made from one is canonical.
package enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// NaN and infinities cannot be written: they become `null` (missing).
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Sorted keys, no blanks: the form that is hashed and signed.
  package var canonical: [UInt8] {
    var writer = ByteWriter(capacity: 256)
    write(to: &writer, indent: nil)
    return writer.bytes
  }

  /// Sorted keys, two-space indent, a newline at the end: the form for files that people open.
  package var pretty: [UInt8] {
    var writer = ByteWriter(capacity: 1024)
    write(to: &writer, indent: 0)
    writer.newline()
    return writer.bytes
  }

  package subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var stringValue: String? { if case .string(let text) = self { text } else { nil } }
  package var boolValue: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  package var arrayValue: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
  package var objectValue: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
  package var intValue: Int? { if case .integer(let value) = self { value } else { nil } }
  package var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  /// A number, or null where the value is missing.
  package static func optional(_ value: Double?) -> JSONValue {
    if let value, value.isFinite { .number(value) } else { .null }
  }

  package static func optional(_ text: String?) -> JSONValue {
    if let text { .string(text) } else { .null }
  }

  package static func optional(_ day: TradingDay?) -> JSONValue { optional(day?.description) }

  private func write(to writer: inout ByteWriter, indent: Int?) {
    switch self {
    case .null: writer.text("null")
    case .bool(let flag): writer.text(flag ? "true" : "false")
    case .integer(let value): writer.number(value)
    case .number(let value):
      if value.isFinite { writer.number(value) } else { writer.text("null") }
    case .string(let text): JSONValue.write(text, to: &writer)
    case .array(let items):
      JSONValue.write(items.count, open: "[", close: "]", to: &writer, indent: indent) { index, inner, writer in
        items[index].write(to: &writer, indent: inner)
      }
    case .object(let members):
      let keys = members.keys.sorted()
      JSONValue.write(keys.count, open: "{", close: "}", to: &writer, indent: indent) { index, inner, writer in
        JSONValue.write(keys[index], to: &writer)
        writer.text(inner == nil ? ":" : ": ")
        (members[keys[index]] ?? .null).write(to: &writer, indent: inner)
      }
    }
  }

  private static func write(
    _ count: Int, open: String, close: String, to writer: inout ByteWriter, indent: Int?,
    element: (Int, Int?, inout ByteWriter) -> Void
  ) {
    writer.text(open)
    for index in 0..<count {
      if index > 0 { writer.comma() }
      if let indent { line(indent + 1, to: &writer) }
      element(index, indent.map { $0 + 1 }, &writer)
    }
    if let indent, count > 0 { line(indent, to: &writer) }
    writer.text(close)
  }

  private static func line(_ indent: Int, to writer: inout ByteWriter) {
    writer.newline()
    for _ in 0..<indent { writer.text("  ") }
  }

  private static func write(_ text: String, to writer: inout ByteWriter) {
    writer.byte(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22: writer.text("\\\"")
      case 0x5C: writer.text("\\\\")
      case 0x0A: writer.text("\\n")
      case 0x0D: writer.text("\\r")
      case 0x09: writer.text("\\t")
      case 0..<0x20:
        writer.text("\\u00")
        writer.byte(hexDigits[Int(byte >> 4)])
        writer.byte(hexDigits[Int(byte & 15)])
      default: writer.byte(byte)
      }
    }
    writer.byte(0x22)
  }

  private static let hexDigits = Array("0123456789abcdef".utf8)
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
  }
}
