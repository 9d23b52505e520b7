import FactorEngine
import Primitives

/// A set of factors under which a model is trained: RD-Agent's `FactorSetConfig` (`Contracts.md`, experiment requests), or one
/// of qlib's named sets.
package struct FactorSetDefinition: Sendable {
  package let name: String
  /// Factors with an expression, in the set's order.
  let expressions: [NamedExpression]
  /// Factors that exist as values only, in the set's order, and the file that holds them.
  let generated: [String]
  let values: String?

  package var count: Int { expressions.count + generated.count }

  /// Where the factors of a set are looked for besides qlib's named sets.
  package struct Sources: Sendable {
    /// Name → qlib expression, from a factor catalog.
    fileprivate var catalog: [String: String] = [:]
    /// Neutral file of factor values, and its columns.
    fileprivate var values: String?
    fileprivate var columns: [String] = []

    /// - Parameters:
    ///   - catalog: `factor_catalog.json`; entries without a qlib expression have none here.
    ///   - values: `datetime,instrument,NAME...`.
    package init(catalog: String?, values: String?) throws {
      if let catalog {
        let json = try JSONReader.read(file: catalog, id: "factor.catalog")
        for entry in json["factors"]?.arrayValue ?? [] {
          guard let name = entry["name"]?.stringValue, let expression = entry["expression"]?.stringValue,
            (try? Factor(name: name, text: expression)) != nil
          else { continue }
          self.catalog[GeneratedFactors.normalized(name)] = expression
        }
      }
      if let values {
        self.values = values
        columns = try GeneratedFactors(file: values).frame.names(of: "feature")
      }
    }
  }

  /// - Parameter text: a file of a `FactorSetConfig`, or the name of one of qlib's sets.
  /// - Throws: `factor.set` for a file of another form, `factor.unknown` for a factor that no source has.
  package init(_ text: String, sources: Sources) throws {
    if let set = FactorSet(rawValue: text), !FileReader.exists(text) {
      name = text
      expressions = set.columns.map { NamedExpression(name: $0.name, expression: $0.expression) }
      generated = []
      values = nil
      return
    }
    let json = try JSONReader.read(file: text, id: "factor.set")
    let set = json["factor_set"] ?? json
    guard let entries = set["factors"]?.arrayValue else {
      throw Diagnostic(
        "factor.set", .damaged, at: .init(text, field: "factors"),
        ["form": .text(#"{"factors": [{"name": "KLEN", "source": "qlib_alpha158"}]}"#)],
        (en: "The document has no list 'factors'.", zh: "文档中没有“factors”列表。"),
        remedy: (en: "Write a FactorSetConfig: `{form}`.", zh: "请写成 FactorSetConfig：`{form}`。"))
    }
    var expressions: [NamedExpression] = []
    var generated: [String] = []
    // Entries without a name are dropped, as RD-Agent drops them.
    for (index, entry) in entries.enumerated() {
      guard let written = entry["name"]?.stringValue else { continue }
      let name = GeneratedFactors.normalized(written)
      guard !expressions.contains(where: { $0.name == name }), !generated.contains(name) else {
        throw Diagnostic(
          "factor.duplicate", .damaged, at: .init(text, field: "factors[\(index)]"), ["factor": .text(name)],
          (en: "The factor '{factor}' occurs twice.", zh: "因子“{factor}”重复出现。"),
          remedy: (en: "Name each factor once.", zh: "每个因子只写一次。"))
      }
      if let expression = FactorSetDefinition.expression(name, entry, sources) {
        expressions.append(NamedExpression(name: name, expression: expression))
      } else if sources.columns.contains(name) {
        generated.append(name)
      } else {
        throw FactorSetDefinition.unknown(name, entry, .init(text, field: "factors[\(index)]"), sources)
      }
    }
    guard !expressions.isEmpty else {
      throw Diagnostic(
        "factor.set", .absent, at: .init(text, field: "factors"),
        (en: "The set has no factor with an expression.", zh: "因子集中没有带表达式的因子。"),
        remedy: (
          en: "Add a factor of qlib's sets or of the catalog. Rows come from expressions.",
          zh: "请加入 qlib 因子集或目录中的因子，行由表达式产生。"
        ))
    }
    name = json["name"]?.stringValue ?? FactorSetDefinition.stem(text)
    self.expressions = expressions
    self.generated = generated
    values = generated.isEmpty ? nil : sources.values
  }

  /// The base's dataset on this set's features. Processors that choose columns of another set go.
  package func applied(to base: DatasetConfig) -> DatasetConfig {
    var dataset = base
    dataset.source =
      values.map { path in
        FeatureSource.combined(
          .expressions(expressions), FeatureSource.FactorFile(path: path, join: "left", columns: generated))
      } ?? .expressions(expressions)
    let choosing = ["FilterCol", "DropCol"]
    dataset.sharedProcessors.removeAll { choosing.contains($0.name) }
    dataset.inferProcessors.removeAll { choosing.contains($0.name) }
    dataset.learnProcessors.removeAll { choosing.contains($0.name) }
    return dataset
  }

  private static func expression(_ name: String, _ entry: JSONValue, _ sources: Sources) -> String? {
    if let written = entry["expression"]?.stringValue { return written }
    let named: [FactorSet] =
      switch entry["source"]?.stringValue {
      case "qlib_alpha158": [.alpha158]
      case "qlib_alpha360": [.alpha360]
      default: [.alpha158, .alpha360]
      }
    // What was generated by RD-Agent is never taken for the namesake of a stock set.
    let isOwn = entry["source"]?.stringValue.map { $0.hasPrefix("rdagent") || $0.hasPrefix("rd_agent") } ?? false
    if !isOwn {
      for set in named {
        if let column = set.columns.first(where: { $0.name == name }) { return column.expression }
      }
    }
    return sources.catalog[name]
  }

  private static func unknown(
    _ name: String, _ entry: JSONValue, _ place: Diagnostic.Place, _ sources: Sources
  ) -> Diagnostic {
    let known = FactorSet.alpha158.columns.map(\.name) + sources.catalog.keys.sorted() + sources.columns
    return Diagnostic(
      "factor.unknown", .absent, at: place,
      [
        "factor": .text(name), "source": .text(entry["source"]?.stringValue ?? "-"),
        "hint": Spelling.suggestion(for: name, among: known),
      ],
      (
        en: "No source knows the factor '{factor}' (source: {source}).{hint}",
        zh: "没有来源认识因子“{factor}”（来源：{source}）。{hint}"
      ),
      remedy: (
        en: "Correct the name, or give --catalog with its expression or --values with its values.",
        zh: "请更正名称，或用 --catalog 给出其表达式，或用 --values 给出其取值。"
      ))
  }

  private static func stem(_ path: String) -> String {
    let last = Path.lastComponent(path)
    return last.hasSuffix(".json") ? String(last.dropLast(5)) : last
  }
}
