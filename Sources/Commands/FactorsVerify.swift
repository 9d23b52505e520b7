import ArgumentParser
import FactorEngine
import Foundation
import MarketData
import Primitives

/// `aistock factors verify`: factors computed here against reference values.
struct FactorsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compares factors with reference values, cell by cell.",
    discussion: "Exit code 1 where a factor differs or no cell could be compared.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "A qlib provider folder, or demo.") var market: String
  @Option(help: "Reference values: instrument,datetime,NAME...; gzip accepted.") var reference: String
  @Option(help: "A file with NAME<tab>EXPRESSION a line, without header.") var exprs: String?
  @Option(help: "RD-Agent's factor_catalog.json: factors with an expression are compared.") var catalog: String?
  @Option(help: "Start of the reference's query, YYYY-MM-DD; default: its first day.") var start: DayArgument?

  func run() throws {
    let console = global.console
    let values = try ReferenceValues(csv: reference)
    let offered = try factors()
    let known = Set(values.names)
    let factors = offered.filter { known.contains($0.name) }
    guard !factors.isEmpty else {
      throw Diagnostic(
        "factor.reference", "none of the \(offered.count) factors is a column of the reference", at: .init(reference),
        remedy: "Columns are: \(values.names.prefix(20).joined(separator: ", ")).")
    }
    let market = try Markets.open(market)
    console.progress("computing \(factors.count) factors")
    let table = try FactorEngine(market: market, factors: factors).compute(values.scope(start: start?.day))
    let results = try values.compare(table)
    console.answer(
      [
        "schema": 1, "tolerance": .number(Alignment.tolerance), "factors": .array(results.map(FactorsVerify.json)),
        "failures": .array(
          table.failures.map {
            ["factor": .string(table.names[$0.column]), "instrument": .string($0.instrument.name), "reason": .string($0.reason)]
          }),
      ],
      lines: results.flatMap(FactorsVerify.lines))
    let good = results.allSatisfy { $0.verdict == .identical || $0.verdict == .equal }
    if !good || !table.failures.isEmpty { throw Differs() }
  }

  private func factors() throws -> [Factor] {
    switch (exprs, catalog) {
    case (let file?, nil): return try FactorFile.read(file)
    case (nil, let file?): return try FactorFile.catalog(file)
    default:
      throw Diagnostic(
        "factor.option", "exactly one of --exprs and --catalog is needed", remedy: "Name the factors' expressions.",
        exit: .usage)
    }
  }

  private static func lines(_ result: Alignment) -> [String] {
    let correlation = result.rankCorrelation.map { String(format: "%.6f", $0) } ?? "n/a"
    var lines = [
      "\(result.name): \(result.verdict.rawValue); n \(result.count), identical \(result.identicalCount), "
        + "missing mismatches \(result.missingMismatches), max abs \(result.maxAbsolute), rel \(result.maxRelative), "
        + "ulp \(result.maxUlp), rank correlation \(correlation)"
    ]
    if let first = result.firstDivergence { lines.append("  first divergence " + text(first)) }
    for cell in result.worst { lines.append("  " + text(cell)) }
    return lines
  }

  private static func text(_ cell: Alignment.Cell) -> String {
    "\(cell.day) \(cell.instrument): \(cell.ours) here, \(cell.reference) in the reference"
  }

  private static func json(_ result: Alignment) -> JSONValue {
    [
      "name": .string(result.name), "verdict": .string(result.verdict.rawValue), "n": .integer(result.count),
      "identical": .integer(result.identicalCount), "missing_mismatches": .integer(result.missingMismatches),
      "max_abs": .number(result.maxAbsolute), "max_rel": .number(result.maxRelative), "max_ulp": .integer(result.maxUlp),
      "rank_correlation": .optional(result.rankCorrelation), "worst": .array(result.worst.map(json)),
      "first_divergence": result.firstDivergence.map(json) ?? .null,
    ]
  }

  private static func json(_ cell: Alignment.Cell) -> JSONValue {
    [
      "day": .string(cell.day.description), "instrument": .string(cell.instrument.name),
      "ours": .optional(cell.ours.isNaN ? nil : Double(cell.ours)),
      "reference": .optional(cell.reference.isNaN ? nil : Double(cell.reference)),
    ]
  }
}
