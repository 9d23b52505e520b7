import ArgumentParser
import FactorEngine
import Foundation
import MarketData
import Primitives
import Records

/// `aistock factors verify`: factors computed here against reference values.
struct FactorsVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compares factors with reference values, cell by cell.",
    discussion: """
      Verdicts: identical; equal, within 1e-8 + 1e-8 * |reference|; reference environment, distances that
      other versions of pandas and numpy or another processor give; statistically equal, by a named
      criterion; failed; not comparable. Exit code 1 where a factor is none of the first three
      (--statistical accepts the fourth); 3 where the reference cannot be compared with.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "A qlib provider folder, or demo.") var market: String
  @OptionGroup var data: PanelOptions
  @Option(help: "Reference values: instrument,datetime,NAME...; gzip accepted.") var reference: String
  @Option(help: "A file with NAME<tab>EXPRESSION a line, without header.") var exprs: String?
  @Option(
    help:
      "RD-Agent's factor_catalog.json or factor_meta.json: factors with an expression are compared."
  )
  var catalog: String?
  @OptionGroup var kept: LibraryChoice
  @Option(help: "Start of the reference's query, YYYY-MM-DD; default: its first day.") var start: DayArgument?
  @Option(
    help: "First day of the data that the reference was made from: earlier days are not read.")
  var dataStart: DayArgument?
  @Flag(help: "Takes statistically equal for good enough: exit code 0.") var statistical = false
  @Option(help: "Who verifies, for the library's record; default: this system's user.") var by: String?

  func run() throws {
    let console = global.console
    let values = try ReferenceValues(csv: reference)
    var offered = try FactorOffer(exprs: exprs, catalog: catalog, kept: kept)
    try offered.restrict(to: values)
    for diagnostic in offered.notes { console.report(diagnostic) }
    var (market, findings) = try data.open(market)
    if let dataStart { market = LaterMarket(market, from: dataStart.day) }
    try values.requireKnown(to: market)
    findings += try FieldCheck.findings(offered.columns, in: market, of: values.instruments)
    console.report(findings)
    console.progress("computing \(offered.columns.count) factors")
    let verification = try FactorVerification(
      offered.columns, against: values, in: market, start: start?.day)
    if let library = kept.library {
      let recorder = VerificationRecorder(
        by: Operator.name(by), clock: .system, reference: values, market: market)
      for diagnostic in try recorder.record(verification, from: offered, to: library) {
        console.report(diagnostic)
      }
    }
    console.answer(
      VerificationText.json(verification, offered, findings),
      lines: verification.results.flatMap(VerificationText.lines)
        + VerificationText.summary(verification))
    try end(verification, offered, console)
  }

  private func end(_ verification: FactorVerification, _ offered: FactorOffer, _ console: Console)
    throws
  {
    if let first = verification.unusedColumns.first {
      console.report(
        Diagnostic(
          "factor.reference-column-unused",
          "\(verification.unusedColumns.count) columns are none of the factors compared: "
            + verification.unusedColumns.prefix(10).joined(separator: ", "),
          at: .init(reference, line: 1, field: first),
          remedy: "Name their factors, or leave the columns out.", severity: .warning))
    }
    if offered.isExplicit, let first = offered.missing.first {
      console.report(
        Diagnostic(
          "factor.reference-column",
          "\(offered.missing.count) factors are no column of the reference: "
            + offered.missing.prefix(10).joined(separator: ", "),
          at: .init(reference, line: 1, field: first),
          remedy: "Export these columns, or do not ask for the factors."))
      throw Ended(exit: .input)
    }
    let good = verification.results.allSatisfy {
      $0.alignment.verdict.isEqual || (statistical && $0.alignment.verdict == .statisticallyEqual)
    }
    if !good || !verification.failures.isEmpty { throw Differs() }
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
