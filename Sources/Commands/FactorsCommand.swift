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
      let work = FactorColumns(market: market, columns: factors)
      let meter = FactorMeter(count: work.meterCount(scope)) {
        console.pieces(.computing(factors.count), $0, $1, passed: clock.now - begin)
      }
      defer { console.endSteps() }
      let table = try state?.append(market, scope, meter: meter) ?? work.compute(scope, meter: meter)
      console.endSteps()
      let elapsed = (clock.now - begin).components
      let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
      let failed = try table.rowFindings()
      console.report(failed)
      findings += failed
      if output == "-" {
        try table.csv { FileHandle.standardOutput.write(Data($0)) }
        try state?.keep()
        return
      }
      if output != "none" {
        var bytes: [UInt8] = []
        try table.csv { bytes.append(contentsOf: $0) }
        try FileWriter.write(bytes, to: output)
      }
      try state?.keep()
      let shown = String(format: "%.3f", seconds)
      console.answer(
        [
          "instruments": .integer(table.blocks.count), "rows": .integer(table.rowCount),
          "factors": .integer(factors.count), "cells": .integer(table.cellCount), "seconds": .number(seconds),
          "checksum": .string(table.checksum), "continued_behind": .optional(before),
          "findings": .array(findings.map(\.json)),
        ],
        lines: [
          .cells(table, factors: factors.count), .seconds(shown), .checksum(table.checksum),
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

  fileprivate static func cells(_ table: FactorTable, factors: Int) -> Message {
    Message(
      "factors.cells-name",
      [
        "cells": .count(table.cellCount), "instruments": .count(table.blocks.count), "rows": .count(table.rowCount),
        "factors": .count(factors),
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
