import Metrics
import Primitives
import Reconciliation
import Records

/// How every number of the site is made and judged: rungs, verdicts, tolerances, formulas, conventions, rules.
struct MethodsPage {
  let rules: [ExchangeRule]

  var document: PageDocument {
    PageDocument(
      page: .methods, title: .label("methods"), description: .label("methodsLead"),
      values: [
        "contents": .list(MethodsPage.sections.map(MethodsPage.entry)), "rungs": .list(rungs),
        "verdicts": .list(verdicts), "tolerances": .list(tolerances), "toleranceNote": .label("methodToleranceNote"),
        "groups": .list(groups),
        "conventions": .list(MethodsPage.texts("method.convention.", MethodsPage.conventions)),
        "formats": .list(formats), "hasRules": .flag(!rules.isEmpty), "rules": .list(rules.map(MethodsPage.row)),
        "missing": .list(MethodsPage.texts("method.missing.", MethodsPage.missing)),
      ])
  }

  /// Where the entry of a formula stands on the page: `formula-sharpe-252-1`.
  static func anchor(ofFormula id: String) -> String { "formula-" + slug(id) }

  static func anchor(ofTolerance name: String) -> String { "tolerance-" + slug(name) }

  private static func anchor(of rule: ExchangeRule) -> String { "rule-" + slug(rule.id) + "-" + rule.from.description }

  /// Where a formula is explained, from another page; the head of all formulas for one that the catalogue does not have.
  static func link(toFormula id: String, from page: PageShell.Page) -> PageValue {
    let place = FormulaCatalogue.entry(id).map { anchor(ofFormula: $0.id) } ?? "formulas"
    return .text(page.up + PageShell.Page.methods.path + "#" + place)
  }

  private static func slug(_ text: String) -> String {
    String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }

  // MARK: - Sections

  private static let sections: [(id: String, label: String)] = [
    ("rungs", "ladder"), ("verdicts", "methodVerdicts"), ("tolerances", "methodTolerances"), ("formulas", "formulas"),
    ("conventions", "methodConventions"), ("formats", "methodFormats"), ("rules", "methodRules"),
    ("missing", "methodMissing"),
  ]

  private static func entry(_ section: (id: String, label: String)) -> [String: PageValue] {
    ["id": .text(section.id), "label": .label(section.label), "isMarked": false, "mark": ""]
  }

  private var rungs: [[String: PageValue]] {
    Rung.allCases.map { rung in
      [
        "id": .text("rung-" + rung.rawValue), "name": .label("rung." + rung.rawValue), "code": .text(rung.rawValue),
        "meaning": .label("meaning." + rung.rawValue), "judged": .label("method.judged." + rung.rawValue),
      ]
    }
  }

  private var verdicts: [[String: PageValue]] {
    Comparison.Verdict.allCases.map { verdict in
      [
        "id": .text("verdict-" + MethodsPage.slug(verdict.rawValue)), "name": .label("verdict." + verdict.rawValue),
        "rule": .label("method.verdict." + verdict.rawValue),
      ]
    }
  }

  private var tolerances: [[String: PageValue]] {
    let standard = Tolerances()
    return Tolerances.Name.allCases.map { name in
      [
        "id": .text(MethodsPage.anchor(ofTolerance: name.rawValue)), "name": .text(name.rawValue),
        "limit": .figure(Figure(standard[name], .tolerance)), "rung": .label("rung." + name.rung.rawValue),
        "reason": .message(name.reason),
      ]
    }
  }

  private var groups: [[String: PageValue]] {
    let conventions: [FormulaEntry.Convention?] = [.summed, .compounded, .daily, nil]
    return conventions.map { convention in
      let key = convention?.rawValue ?? "other"
      return [
        "id": .text("formulas-" + key), "title": .label("method.formulas." + key),
        "rows": .list(FormulaCatalogue.entries.filter { $0.convention == convention }.map(MethodsPage.row)),
      ]
    }
  }

  private static func row(_ entry: FormulaEntry) -> [String: PageValue] {
    [
      "id": .text(anchor(ofFormula: entry.id)), "name": .text(entry.id), "meaning": .message(entry.meaning),
      "expression": .text(entry.expression), "source": .text(entry.source),
    ]
  }

  private static func row(_ rule: ExchangeRule) -> [String: PageValue] {
    [
      "id": .text(anchor(of: rule)), "name": .text(rule.id), "from": .text(rule.from.description),
      "text": .message(rule.text), "basis": .label("method.basis." + rule.basis.rawValue),
      "source": .message(rule.source), "hasPage": .flag(rule.page != nil), "page": .text(rule.page ?? ""),
      "isLeftOut": .flag(rule.notApplied != nil), "reason": .message(optional: rule.notApplied),
    ]
  }

  // MARK: - Prose

  private static let conventions = ["days", "sums", "compounding", "excess", "cost", "market", "ties"]
  private static let missing = ["dividends", "intraday", "impact", "warnings", "issue", "announcements", "financing"]

  private static func texts(_ family: String, _ keys: [String]) -> [[String: PageValue]] {
    keys.map { ["id": .text(slug(family + $0)), "text": .label(family + $0)] }
  }

  /// Each with a number as the site writes it.
  private var formats: [[String: PageValue]] {
    let examples: [(String, Figure)] = [
      ("money", Figure(-64_843_736.59, .money)), ("wholeMoney", Figure(-64_843_736.59, .wholeMoney)),
      ("percent", Figure(0.1252, .percent)), ("points", Figure(0.0836, .points, signed: true)),
      ("basisPoints", Figure(-0.00012, .basisPoints)), ("ratio", Figure(1.2345, .ratio)),
      ("correlation", Figure(0.03456, .correlation)), ("price", Figure(10.5, .price)),
      ("equal", Figure(0, .difference)), ("absent", Figure(nil as Double?, .money)),
      ("tolerance", Figure(1e-12, .tolerance)),
    ]
    return examples.map { key, figure in
      ["id": .text("format-" + key), "text": .label("method.format." + key), "example": .figure(figure)]
    }
  }
}
