import ArgumentParser
import FactorEngine
import MarketData
import Primitives

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
  @Option(help: "A market: a folder, a .csv, tdx:FOLDER or demo; several by commas, the first that opens.") var market:
    String
  @OptionGroup var data: PanelOptions
  @Option(help: "Reference values: instrument,datetime,NAME...; gzip accepted.") var reference: String
  @Option(help: "A file with NAME<tab>EXPRESSION a line, without header.") var exprs: String?
  @Option(
    help:
      "RD-Agent's factor_catalog.json or factor_meta.json: factors with an expression are compared."
  )
  var catalog: String?
  @OptionGroup var kept: LibraryOptions
  @Option(help: "Start of the reference's query, YYYY-MM-DD; default: its first day.") var start: DayArgument?
  @Option(
    help: "First day of the data that the reference was made from: earlier days are not read.")
  var dataStart: DayArgument?
  @Flag(help: "Takes statistically equal for good enough: exit code 0.") var statistical = false
  @Option(help: "Who verifies, for the library's record; default: this system's user.") var by: String?

  func run() throws {
    let console = global.console
    let values = try ReferenceValues(csv: reference)
    var offered = try FactorOffer(file: exprs, catalog: catalog, library: kept.library, names: kept.factor)
    try offered.restrict(to: values)
    for diagnostic in offered.notes { console.report(diagnostic) }
    let record = try ReferenceRecord(of: reference)
    var (market, findings) = try data.open(market)
    findings += record.findings
    if let dataStart { market = LaterMarket(market, from: dataStart.day) }
    try values.requireKnown(to: market)
    findings += try FieldCheck.findings(offered.columns, in: market, of: values.instruments)
    console.report(findings)
    let count = offered.columns.count
    console.progress(.computing(count))
    let begin = ContinuousClock.now
    defer { console.endSteps() }
    let verification = try FactorVerification(offered.columns, against: values, in: market, start: start?.day) {
      console.pieces(.computing(count), $0, $1, passed: ContinuousClock.now - begin)
    }
    console.endSteps()
    if let library = kept.library {
      let recorder = VerificationRecorder(
        by: Operator.name(by), clock: .system, reference: values, record: record, market: market)
      for diagnostic in try recorder.record(verification, to: library) {
        console.report(diagnostic)
      }
    }
    console.answer(
      verification.document(of: record, missing: offered.missing, findings: findings), lines: verification.lines)
    try end(verification, offered, console)
  }

  private func end(_ verification: FactorVerification, _ offered: FactorOffer, _ console: Console)
    throws
  {
    if let first = verification.unusedColumns.first {
      console.report(.unusedColumns(verification.unusedColumns, at: .init(reference, line: 1, field: first)))
    }
    if offered.isExplicit, let first = offered.missing.first {
      console.report(.columnsMissing(offered.missing, at: .init(reference, line: 1, field: first)))
      throw Ended(exit: .input)
    }
    if !verification.isGood(statistical: statistical) { throw Differs() }
  }
}
