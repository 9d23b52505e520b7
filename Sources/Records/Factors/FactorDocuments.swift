import Primitives

/// Reading of the documents that tell of factors: the factor library, and verifications.
package enum FactorDocuments {
  /// Factors of a library file, in its order.
  package static func library(_ path: String) throws -> [FactorEntry] {
    factors(try document(path, id: "factor.library")).compactMap { item -> FactorEntry? in
      guard let name = item["name"]?.stringValue else { return nil }
      let reference = ["impl_module", "impl_func", "impl_version"].compactMap { item[$0]?.stringValue }
      return FactorEntry(
        name: name, expression: item["expression"]?.stringValue, implementation: item["implementation"]?.stringValue,
        fields: (item["input_schema"]?["fields"]?.arrayValue ?? []).compactMap(\.stringValue).sorted(),
        lookback: item["lookback"]?.intValue, looksAhead: item["looks_ahead"]?.intValue.map { $0 > 0 } ?? false,
        source: item["source"]?.stringValue, description: item["description"]?.stringValue,
        reference: reference.isEmpty ? nil : reference.joined(separator: " "),
        state: item["state"].flatMap { state($0, in: Path.lastComponent(path)) })
    }
  }

  /// Results of a verification by the factor's name.
  package static func checks(_ path: String) throws -> [String: FactorCheck] {
    var checks: [String: FactorCheck] = [:]
    let document = try document(path, id: "factor.verification")
    let findings = (document["reference"]?["findings"]?.arrayValue ?? []).compactMap(Finding.init)
    for item in factors(document) {
      guard let name = item["name"]?.stringValue, var check = FactorCheck(item) else { continue }
      check.findings = findings
      checks[name] = check
    }
    return checks
  }

  private static func document(_ path: String, id: String) throws -> JSONValue {
    let document = try JSONReader.read(file: path, id: id)
    guard document["factors"]?.arrayValue != nil else {
      throw Diagnostic(
        id, .damaged, at: .init(path, field: "factors"),
        (en: "The document has no list 'factors'.", zh: "文档中没有“factors”列表。"),
        remedy: (
          en: "Name a factor library, or what `aistock factors verify --json` printed.",
          zh: "请指定因子库，或 `aistock factors verify --json` 的输出。"
        ))
    }
    return document
  }

  private static func factors(_ document: JSONValue) -> [JSONValue] { document["factors"]?.arrayValue ?? [] }

  /// - Parameter library: the file that holds the state.
  private static func state(_ json: JSONValue, in library: String) -> FactorEntry.State? {
    guard let name = json["name"]?.stringValue else { return nil }
    let against = json["against"]?.objectValue ?? [:]
    return FactorEntry.State(
      name: name, reason: json["reason"].flatMap { Message($0) }, by: json["by"]?.stringValue,
      at: json["at"]?.stringValue,
      against: against.keys.sorted().compactMap { key in
        let value = against[key]
        return (value?.stringValue ?? value?.intValue.map(String.init)).map { .init(name: key, value: $0) }
      }, findings: against["unsandboxed"]?.boolValue == true ? [.unsandboxed(library)] : [])
  }
}
