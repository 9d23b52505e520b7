package import Primitives

/// Typed reading of a mapping's fields, each failure with file, line and field.
///
/// Python's view of YAML is kept: `5` is a number where a number is wanted, `1e8` too; a text where a
/// number is wanted is an error, never a default.
package struct YAMLFields {
  package let document: YAMLDocument
  package let mapping: YAMLValue?
  /// The field's dotted path, for messages.
  package let path: String

  package init(_ document: YAMLDocument, _ mapping: YAMLValue?, path: String) {
    self.document = document
    self.mapping = mapping
    self.path = path
  }

  package subscript(name: String) -> YAMLValue? { mapping?[name] }

  package func fields(_ name: String) -> YAMLFields {
    YAMLFields(document, mapping?[name], path: dotted(name))
  }

  /// Nil where the field is absent or null.
  package func double(_ name: String) throws -> Double? {
    guard let value = present(name) else { return nil }
    guard let text = value.text, let number = NumberReader.double(text), number.isFinite else {
      throw wrong(name, value, "a number")
    }
    return number
  }

  package func int(_ name: String) throws -> Int? {
    guard let number = try double(name) else { return nil }
    guard let whole = Int(exactly: number) else { throw wrong(name, mapping?[name], "a whole number") }
    return whole
  }

  package func bool(_ name: String) throws -> Bool? {
    guard let value = present(name) else { return nil }
    switch value.text {
    case "true", "True", "TRUE", "yes", "on": return true
    case "false", "False", "FALSE", "no", "off": return false
    default: throw wrong(name, value, "true or false")
    }
  }

  package func text(_ name: String) throws -> String? {
    guard let value = present(name) else { return nil }
    guard let text = value.text else { throw wrong(name, value, "a text") }
    return text
  }

  package func day(_ name: String) throws -> TradingDay? {
    guard let value = present(name) else { return nil }
    guard let text = value.text, let day = TradingDay(text) else { throw wrong(name, value, "a date YYYY-MM-DD") }
    return day
  }

  /// The error for a field of the wrong kind.
  package func wrong(_ name: String, _ value: YAMLValue?, _ wanted: String) -> Diagnostic {
    let shown = value.map { String(decoding: $0.json.canonical.prefix(60), as: UTF8.self) } ?? "nothing"
    return Diagnostic(
      "config.value", "\(wanted) is expected, found \(shown)",
      at: document.place(value ?? mapping, field: dotted(name)),
      remedy: "Correct the value.")
  }

  package func missing(_ name: String) -> Diagnostic {
    Diagnostic(
      "config.missing", "the field is missing", at: document.place(mapping, field: dotted(name)),
      remedy: "Add it, or name the configuration that was really run.")
  }

  private func present(_ name: String) -> YAMLValue? {
    guard let value = mapping?[name], !value.isNull else { return nil }
    return value
  }

  private func dotted(_ name: String) -> String { path.isEmpty ? name : path + "." + name }
}
