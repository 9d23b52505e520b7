import ArgumentParser
import FactorEngine
import Foundation
import MarketData
import Primitives
import Records

/// Which factors are meant.
struct FactorChoice: ParsableArguments {
  @Option(help: "alpha158, alpha360 or rdagent20.") var set: FactorSetArgument?
  @Option(
    parsing: .upToNextOption,
    help: "NAME=EXPRESSION; several may follow, or the option be repeated.")
  var expr: [String] = []
  @Option(help: "A file with NAME<tab>EXPRESSION a line, without header.") var exprs: String?
  @OptionGroup var kept: LibraryChoice

  func columns() throws -> [FactorColumn] {
    var columns = try (set?.set.factors() ?? []).map { FactorColumn($0) }
    for text in expr {
      guard let sign = text.firstIndex(of: "="), sign > text.startIndex else {
        throw Diagnostic(
          "factor.option", "'\(text)' is not of the form NAME=EXPRESSION",
          remedy: "Write --expr 'MA5=Mean($close,5)'.", exit: .usage)
      }
      let name = text[..<sign].trimmingCharacters(in: .whitespaces)
      columns.append(
        FactorColumn(try Factor(name: name, text: String(text[text.index(after: sign)...]))))
    }
    if let exprs { columns += try FactorFile.read(exprs).map { FactorColumn($0) } }
    if kept.library != nil || !kept.factor.isEmpty { columns += try kept.columns() }
    guard !columns.isEmpty else {
      throw Diagnostic(
        "factor.none", "no factor is named",
        remedy: "Give --set, --expr, --exprs, or --factor with --library.", exit: .usage)
    }
    var seen: Set<String> = []
    for column in columns where !seen.insert(column.name).inserted {
      throw Diagnostic(
        "factor.duplicate", "the name '\(column.name)' occurs twice",
        remedy: "Give each factor its own name.")
    }
    return columns
  }
}

/// Factors of a library.
struct LibraryChoice: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help:
      "A factor of the library; several may follow, or the option be repeated. NAME@HASH where a name clashes."
  )
  var factor: [String] = []
  @Option(help: "The factor library; see `aistock factors library`.")
  var library: String?

  func columns() throws -> [FactorColumn] {
    guard let library, !factor.isEmpty else {
      throw Diagnostic(
        "factor.option",
        library == nil ? "--factor needs --library" : "--library needs --factor",
        remedy: "Write --factor NAME --library LIBRARY.json.", exit: .usage)
    }
    let known = try FactorLibrary.read(library)
    return try factor.compactMap { known.factors[try known.place(of: $0, path: library)].column }
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
    if panel.isEmpty { return (market, []) }
    let whole = try PanelMarket(market, panels: try panel.map { try PanelFile(csv: $0) })
    return (whole, whole.findings)
  }
}

extension Console {
  /// Findings as warnings and notes on standard error; notes are progress.
  func report(_ findings: [Finding]) {
    for finding in findings where finding.severity > .note || !quiet {
      report(
        Diagnostic(
          finding.id, finding.evidence.english + " " + finding.consequence.english, remedy: finding.remedy.english,
          severity: finding.severity == .note ? .note : .warning))
    }
  }
}
