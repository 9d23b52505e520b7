import Primitives

/// Reading of the documents that tell of factors: the factor library, and verifications.
package enum FactorDocuments {
  /// Factors of a library file, in its order.
  package static func library(_ path: String) throws -> [FactorEntry] {
    try factors(path, id: "factor.library").compactMap { item -> FactorEntry? in
      guard let name = item["name"]?.stringValue else { return nil }
      let reference = ["impl_module", "impl_func", "impl_version"].compactMap { item[$0]?.stringValue }
      return FactorEntry(
        name: name, expression: item["expression"]?.stringValue, implementation: item["implementation"]?.stringValue,
        fields: (item["input_schema"]?["fields"]?.arrayValue ?? []).compactMap(\.stringValue).sorted(),
        lookback: item["lookback"]?.intValue, looksAhead: item["looks_ahead"]?.boolValue ?? false,
        source: item["source"]?.stringValue, description: item["description"]?.stringValue,
        reference: reference.isEmpty ? nil : reference.joined(separator: " "), state: item["state"].flatMap(state))
    }
  }

  /// Results of a verification by the factor's name.
  package static func checks(_ path: String) throws -> [String: FactorCheck] {
    var checks: [String: FactorCheck] = [:]
    for item in try factors(path, id: "factor.verification") {
      guard let name = item["name"]?.stringValue, let check = FactorCheck(item) else { continue }
      checks[name] = check
    }
    return checks
  }

  private static func factors(_ path: String, id: String) throws -> [JSONValue] {
    guard let factors = try JSONReader.read(file: path, id: id)["factors"]?.arrayValue else {
      throw Diagnostic(
        id, .damaged, at: .init(path, field: "factors"),
        (en: "The document has no list 'factors'.", zh: "文档中没有“factors”列表。"),
        remedy: (
          en: "Name a factor library, or what `aistock factors verify --json` printed.",
          zh: "请指定因子库，或 `aistock factors verify --json` 的输出。"
        ))
    }
    return factors
  }

  private static func state(_ json: JSONValue) -> FactorEntry.State? {
    guard let name = json["name"]?.stringValue else { return nil }
    let against = json["against"]?.objectValue ?? [:]
    return FactorEntry.State(
      name: name, reason: json["reason"].flatMap { Message($0) }, by: json["by"]?.stringValue,
      at: json["at"]?.stringValue,
      against: against.keys.sorted().compactMap { key in
        let value = against[key]
        return (value?.stringValue ?? value?.intValue.map(String.init)).map { .init(name: key, value: $0) }
      })
  }
}
