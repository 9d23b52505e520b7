import ArgumentParser
import FactorEngine
import Foundation
import MarketData
import Primitives
import Records

/// Which factors are meant.
struct FactorOptions: ParsableArguments {
  @Option(help: "alpha158, alpha360 or rdagent20.") var set: FactorSetArgument?
  @Option(
    parsing: .upToNextOption,
    help: "NAME=EXPRESSION; several may follow, or the option be repeated.")
  var expr: [String] = []
  @Option(help: "A file with NAME<tab>EXPRESSION a line, without header.") var exprs: String?
  @OptionGroup var kept: LibraryOptions

  func columns() throws -> [FactorColumn] {
    var choice = FactorChoice()
    (choice.set, choice.expressions, choice.file) = (set?.set, expr, exprs)
    (choice.library, choice.names) = (kept.library, kept.factor)
    return try choice.columns()
  }
}

/// Factors of a library.
struct LibraryOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help:
      "A factor of the library; several may follow, or the option be repeated. NAME@DIGEST where a name clashes."
  )
  var factor: [String] = []
  @Option(help: "The factor library; see `aistock factors library`.")
  var library: String?
}

/// A factor set on the command line.
struct FactorSetArgument: ExpressibleByArgument, Sendable {
  let set: FactorSet

  init?(argument: String) {
    guard let set = FactorSet(rawValue: argument) else { return nil }
    self.set = set
  }

  static var allValueStrings: [String] { FactorSet.allCases.map(\.rawValue) }
}

/// Which instruments and days are meant.
struct ScopeOptions: ParsableArguments {
  @Option(help: "A universe of the market, such as csi300: rows on members' days.") var universe: String?
  @Option(help: "Instruments, separated by commas: all their days.") var instruments: String?
  @Option(help: "First day, YYYY-MM-DD.") var start: DayArgument?
  @Option(help: "Last day, YYYY-MM-DD.") var end: DayArgument?

  func scope(_ market: any Market) throws -> FactorScope {
    FactorScope(
      try FactorScope.Members(universe: universe, instruments: instruments, in: market), start: start?.day,
      end: end?.day)
  }

  /// That the universe has no members on these days.
  func findings(_ market: any Market) throws -> [Finding] {
    try universe.map { try UniverseFindings.withoutMembers($0, in: market, start: start?.day, end: end?.day) } ?? []
  }
}

/// Fields beside the market's own.
struct PanelOptions: ParsableArguments {
  @Option(
    help: "Further fields: a CSV of instrument,datetime,FIELD..., gzip accepted; may be repeated.")
  var panel: [String] = []

  /// The market with the panels' fields, and what there is to say of them.
  func open(_ name: String) throws -> (market: any Market, findings: [Finding]) {
    let market = try Markets.open(name)
    let fallback = [market.fallback].compactMap(\.self)
    if panel.isEmpty { return (market, fallback) }
    let whole = try PanelMarket(market, panels: try panel.map { try PanelFile(csv: $0) })
    return (whole, fallback + whole.findings)
  }
}

extension Console {
  /// Findings as warnings and notes on standard error; notes are progress.
  func report(_ findings: [Finding]) {
    for finding in findings where finding.severity > .note || !quiet { report(.of(finding)) }
  }
}

extension Diagnostic {
  fileprivate static func of(_ finding: Finding) -> Diagnostic {
    var diagnostic = Diagnostic(
      "terminal.finding", .absent,
      [
        "evidence": .message(finding.evidence), "consequence": .message(finding.consequence),
        "instruction": .message(finding.remedy),
      ], (en: "{evidence} {consequence}", zh: "{evidence}{consequence}"),
      remedy: (en: "{instruction}", zh: "{instruction}"), severity: finding.severity == .note ? .note : .warning)
    diagnostic.id = finding.id
    return diagnostic
  }
}

/// Who runs the program, for records.
enum Operator {
  static func name(_ given: String?) -> String {
    let environment = ProcessInfo.processInfo.environment
    let user = environment["USER"] ?? environment["LOGNAME"] ?? NSUserName()
    return given ?? (user.isEmpty ? "unknown" : user)
  }
}
