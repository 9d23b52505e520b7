import Primitives

/// Typed reading of a stored object: every field must be there and none beside those asked for.
struct JSONFields {
  /// What the object is, for messages: `the strategy`.
  let name: String
  let values: [String: JSONValue]
  let place: Diagnostic.Place?
  let id: String
  private var read: Set<String> = []

  init(_ json: JSONValue, name: String, id: String, at place: Diagnostic.Place?) throws {
    self.name = name
    self.place = place
    self.id = id
    guard case .object(let members) = json else {
      values = [:]
      throw damaged("is no object")
    }
    values = members
  }

  func damaged(_ what: String) -> Diagnostic {
    Diagnostic(
      id, "\(name) \(what)", at: place,
      remedy: "Restore the configuration, or create the strategy again.")
  }

  mutating func value<T>(_ key: String, _ convert: (JSONValue) -> T?) throws -> T {
    read.insert(key)
    guard let value = values[key].flatMap(convert) else {
      throw damaged("has no valid value '\(key)'")
    }
    return value
  }

  /// Nil where the field is null; it must still be there.
  mutating func optional<T>(_ key: String, _ convert: (JSONValue) -> T?) throws -> T? {
    read.insert(key)
    guard let value = values[key] else { throw damaged("has no value '\(key)'") }
    if value == .null { return nil }
    guard let converted = convert(value) else { throw damaged("has no valid value '\(key)'") }
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
      throw damaged("has an unknown field '\(unknown)'\(Spelling.hint(unknown, among: read.sorted()))")
    }
  }
}
