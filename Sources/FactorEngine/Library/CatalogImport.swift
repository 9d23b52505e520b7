package import Primitives

/// Takes RD-Agent's factors into a library: `factor_catalog.json`, `alpha*_meta.json`, `factor_meta.json`.
///
/// Identity is name and code (`Contracts.md`, what goes wrong, 36): an entry without code joins the one of its name,
/// the same code under one name is one factor, and different code under one name is a clash, kept as
/// two factors. A LaTeX text in `expression` is a picture of a formula and never code.
package struct CatalogImport {
  /// In the order in which they came.
  private var factors: [LibraryFactor]
  /// Places of the factors of each name, by the digest of their code, those without code first.
  private var places: [String: [Int]]
  private let by: String
  private let clock: Clock
  package private(set) var added = 0
  package private(set) var updated = 0
  /// Items that could not be used, with the reason.
  package private(set) var skipped: [Diagnostic] = []

  package init(into library: FactorLibrary, by: String, clock: Clock) {
    factors = library.factors
    places = Dictionary(grouping: factors.indices) { [factors] in factors[$0].name }
    self.by = by
    self.clock = clock
  }

  /// What was known, with what the catalogs say.
  package var library: FactorLibrary { FactorLibrary(factors) }

  package mutating func read(_ path: String) throws {
    let document = try JSONReader.read(file: path, id: "factor.catalog")
    guard let items = document["factors"]?.arrayValue else {
      throw Diagnostic(
        "factor.catalog", .damaged, at: .init(path, field: "factors"),
        (en: "The document has no list 'factors'.", zh: "文档中没有“factors”列表。"),
        remedy: (
          en: "Name RD-Agent's factor_catalog.json, or a factor_meta.json.",
          zh: "请指定 RD-Agent 的 factor_catalog.json 或 factor_meta.json。"
        ))
    }
    for (number, item) in items.enumerated() {
      guard let name = item["name"]?.stringValue, !name.trimmed.isEmpty else {
        skipped.append(
          Diagnostic(
            "factor.catalog-name", .damaged, at: .init(path), ["number": .count(number + 1)],
            (en: "Entry {number} has no name.", zh: "第 {number} 条没有名称。"),
            remedy: (en: "Export the catalog again.", zh: "请重新导出目录。"), severity: .warning))
        continue
      }
      take(CatalogImport.factor(item, raw: name))
    }
  }

  /// A catalog's entry as a factor of the library.
  static func factor(_ item: JSONValue, raw: String) -> LibraryFactor {
    let name = FactorName.normalised(raw)
    func text(_ key: String) -> String? {
      item[key]?.stringValue.flatMap { $0.trimmed.isEmpty ? nil : $0 }
    }
    let written = text("expression")
    let isLaTeX = written.map { $0.contains("\\") || $0.contains("{") } ?? false
    var factor = LibraryFactor(
      name: name, expression: isLaTeX ? nil : written,
      implementation: written == nil || isLaTeX
        ? ImplementationCatalog.entry(name).map { $0.implementation.name } : nil)
    if name != raw { factor.rawNames = [raw] }
    factor.source = text("source")
    factor.description = text("description_cn") ?? text("description")
    factor.formulaHint = text("formula_hint") ?? (isLaTeX ? written : nil)
    factor.implModule = text("impl_module")
    factor.implFunction = text("impl_func").map(FactorName.normalised)
    factor.implVersion = text("impl_version")
    factor.experiment = text("experiment_id")
    factor.declaredFields = (item["input_schema"]?["required_fields"]?.arrayValue ?? [])
      .compactMap(\.stringValue)
    factor.declaredLookback = item["input_schema"]?["lookback_days"]?.intValue
    if factor.code == nil {
      if item["interface_info"]?["type"]?.stringValue == "class" {
        factor.explain(missing: .modelClass)
      } else if isLaTeX {
        factor.explain(missing: .isLaTeX)
      } else if written == nil {
        factor.explain(missing: factor.formulaHint == nil ? .nothingInCatalog : .formulaOnly)
      }
    }
    return factor
  }

  private mutating func take(_ new: LibraryFactor) {
    let same = places[new.name] ?? []
    guard let place = home(of: new, among: same) else {
      var factor = new
      let at = clock.timestamp
      if factor.code != nil {
        factor.setState(FactorState(.migrated, by: by, at: at))
      } else {
        factor.setState(FactorState(.notMigrated, reason: factor.reason, by: by, at: at))
      }
      factors.append(factor)
      settle(same + [factors.count - 1], of: new.name)
      added += 1
      return
    }
    let old = factors[place]
    let merged = CatalogImport.merged(old, new, by: by, at: clock.timestamp)
    if merged.json != old.json { updated += 1 }
    factors[place] = merged
    if merged.code?.digest != old.code?.digest { settle(same, of: new.name) }
  }

  private mutating func settle(_ same: [Int], of name: String) {
    guard same.count > 1 else {
      places[name] = same
      return
    }
    let digests = Dictionary(uniqueKeysWithValues: same.map { ($0, factors[$0].code?.digest ?? "") })
    places[name] = same.sorted { (digests[$0] ?? "", $0) < (digests[$1] ?? "", $1) }
  }

  /// The factor of the same name that this entry speaks of.
  private func home(of new: LibraryFactor, among same: [Int]) -> Int? {
    if let digest = new.code?.digest {
      if let known = same.first(where: { factors[$0].code?.digest == digest }) { return known }
      return same.first {
        factors[$0].code == nil && CatalogImport.agree(factors[$0], new)
      }
    }
    let agreeing = same.filter { CatalogImport.agree(factors[$0], new) }
    return agreeing.first { factors[$0].code != nil } ?? agreeing.first
  }

  /// Two texts of a formula, where both have one, are the same text.
  private static func agree(_ left: LibraryFactor, _ right: LibraryFactor) -> Bool {
    guard let first = left.formulaHint, let second = right.formulaHint else { return true }
    func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    return bare(first) == bare(second)
  }

  /// What the catalog says now, over what was known; code that the library has stays.
  private static func merged(_ old: LibraryFactor, _ new: LibraryFactor, by: String, at: String)
    -> LibraryFactor
  {
    var factor = old
    factor.rawNames = Set(old.rawNames + new.rawNames).sorted()
    factor.source = old.source ?? new.source
    factor.description = new.description ?? old.description
    factor.formulaHint = old.formulaHint ?? new.formulaHint
    factor.implModule = new.implModule ?? old.implModule
    factor.implFunction = new.implFunction ?? old.implFunction
    factor.implVersion = new.implVersion ?? old.implVersion
    factor.experiment = old.experiment ?? new.experiment
    if factor.declaredFields.isEmpty { factor.declaredFields = new.declaredFields }
    factor.declaredLookback = old.declaredLookback ?? new.declaredLookback
    if old.code == nil, new.code != nil {
      factor.setCode(expression: new.expression, implementation: new.implementation)
      factor.setState(FactorState(.migrated, by: by, at: at))
    } else if old.code == nil, old.formulaHint == nil, new.formulaHint != nil {
      // The entry that has the formula knows better why there is no code.
      factor.setState(FactorState(.notMigrated, reason: new.reason, by: by, at: at))
    }
    factor.settle()
    return factor
  }
}

/// Why an entry of a catalog computes nothing.
extension Message {
  fileprivate static let modelClass = Message(
    "catalog.model-class", en: "It is a class of a model, not a factor.", zh: "这是模型类，不是因子。")
  fileprivate static let isLaTeX = Message(
    "catalog.latex", en: "Its expression is LaTeX, not the language of qlib.", zh: "表达式为 LaTeX，不是 qlib 语言。")
  fileprivate static let nothingInCatalog = Message(
    "catalog.nothing", en: "The catalog holds neither an expression nor a formula.", zh: "目录中既无表达式也无公式。")
  fileprivate static let formulaOnly = Message(
    "catalog.formula-only", en: "The catalog holds a formula for people and no expression.",
    zh: "目录中只有供人阅读的公式，没有表达式。")
}
