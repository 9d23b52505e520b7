import ArgumentParser
import FactorEngine
import Foundation
import MarketData
import Primitives
import Records

/// `aistock factors …`: computes factors.
struct FactorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "factors", abstract: "Computes factors and compares them with reference values.",
    subcommands: [Compute.self, FactorsVerify.self, FactorsLibrary.self])

  /// Computes factors of a market.
  struct Compute: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compute",
      abstract: "Computes factors: instrument,datetime,NAME..., sorted by both, float32.",
      discussion: """
        With --state FILE the first call computes all days and keeps where each kernel stopped. A later call with \
        the same factors and start on a market with more days computes and writes only the days behind, with the \
        bits that computing all again would give. It refuses a state of other factors, another start, another \
        version, or of values that were changed since; remove the file to begin anew.

        Memory holds 256 MB of cells at a time, whatever the market's size, and beside them the fields read of a database \
        or a .csv. A factor that compares instruments, such as CSRank, is held whole: 4 bytes a cell. What goes to \
        standard output is written as it is computed, so an error may follow rows that stand there; a file takes its \
        place only when it is whole.
        """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "A market: a folder, a .csv, tdx:FOLDER or demo; several by commas, the first that opens.")
    var market: String
    @OptionGroup var chosen: FactorOptions
    @OptionGroup var data: PanelOptions
    @OptionGroup var scope: ScopeOptions
    @Flag(help: "Permits looking ahead: the factors are labels.") var label = false
    @Option(
      help:
        "The CSV file to write; - for standard output; none prints cells, seconds and a checksum.")
    var output: String
    @Option(help: "A file that keeps the state; if it exists, only the days behind it are computed.") var state: String?

    private func checkOutputs() throws {
      let inputs: [OutputPlace.Input?] =
        MarketPlaces(market).inputs + [.init(.factors, chosen.exprs), .init(.library, chosen.kept.library)]
        + data.panel.map { .init(.factors, $0) }
      if !["-", "none"].contains(output) {
        try global.check(file: output, against: inputs + [.init(.state, state)])
      }
      if let state { try global.check(file: state, against: inputs) }
    }

    func run() throws {
      try checkOutputs()
      let factors = try chosen.columns()
      if !label { for factor in factors { try factor.requirePast() } }
      let (market, found) = try data.open(market)
      let members = try self.scope.findings(market)
      let scope = try scope.scope(market)
      var findings =
        try found + members + FieldCheck.findings(factors, in: market, of: scope.instruments)
      let console = global.console
      console.report(findings)
      console.progress(.computing(factors.count))
      var state = try state.map { try KeptSession($0, factors, start: scope.start) }
      let before = state?.lastDay
      let clock = ContinuousClock()
      let begin = clock.now
      let work = FactorColumns(market: market.withoutCache, columns: factors)
      let meter = FactorMeter(count: work.meterCount(scope)) {
        console.pieces(.computing(factors.count), $0, $1, passed: clock.now - begin)
      }
      defer { console.endSteps() }
      var tally = FactorTally(factors.map(\.name))
      let sink = try FactorOutput(output)
      let written = try sink.map { sink in try FactorCSV(tally.names) { try sink.write($0) } }
      var aside = Duration.zero
      func take(_ part: FactorTable) throws {
        let begin = clock.now
        tally.add(part)
        try written?.add(part)
        aside += clock.now - begin
      }
      if state != nil {
        try state?.append(market.withoutCache, scope, meter: meter, take)
      } else {
        try work.parts(scope, meter: meter).forEach(take)
      }
      console.endSteps()
      let seconds = (clock.now - begin - aside) / .seconds(1)
      let failed = try tally.rowFindings()
      console.report(failed)
      findings += failed
      try sink?.finish()
      try state?.keep()
      if output == "-" { return }
      let shown = String(format: "%.3f", seconds)
      console.answer(
        [
          "instruments": .integer(tally.instrumentCount), "rows": .integer(tally.rowCount),
          "factors": .integer(factors.count), "cells": .integer(tally.cellCount), "seconds": .number(seconds),
          "checksum": .string(tally.checksum), "continued_behind": .optional(before),
          "findings": .array(findings.map(\.json)),
        ],
        lines: [
          .cells(tally), .seconds(shown), .checksum(tally.checksum),
        ] + (before.map { [.continued(behind: $0)] } ?? []))
    }
  }
}

extension Message {
  static func computing(_ factors: Int) -> Message {
    Message(
      "factors.computing-name", ["count": .count(factors)], en: "computing {count} {count:factor|factors}",
      zh: "计算 {count} 个因子")
  }

  fileprivate static func cells(_ tally: FactorTally) -> Message {
    Message(
      "factors.cells-name",
      [
        "cells": .count(tally.cellCount), "instruments": .count(tally.instrumentCount), "rows": .count(tally.rowCount),
        "factors": .count(tally.names.count),
      ],
      en: "{cells} cells ({instruments} instruments, {rows} rows, {factors} factors)",
      zh: "{cells} 个单元（{instruments} 只证券，{rows} 行，{factors} 个因子）")
  }

  fileprivate static func seconds(_ seconds: String) -> Message {
    Message("factors.seconds-name", ["seconds": .text(seconds)], en: "{seconds} seconds", zh: "{seconds} 秒")
  }

  fileprivate static func checksum(_ checksum: String) -> Message {
    Message("factors.checksum-name", ["checksum": .text(checksum)], en: "checksum {checksum}", zh: "校验和 {checksum}")
  }

  fileprivate static func continued(behind day: TradingDay) -> Message {
    Message("factors.continued-name", ["day": .day(day)], en: "continued behind {day}", zh: "自 {day} 之后续算")
  }
}
