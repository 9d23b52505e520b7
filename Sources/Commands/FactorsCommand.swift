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
    @Option(help: "A qlib provider folder, or demo.") var market: String
    @OptionGroup var chosen: FactorChoice
    @OptionGroup var data: PanelOptions
    @OptionGroup var scope: ScopeOptions
    @Flag(help: "Permits looking ahead: the factors are labels.") var label = false
    @Option(
      help:
        "The CSV file to write; - for standard output; none prints cells, seconds and a checksum.")
    var output: String
    @Option(help: "A file that keeps the state; if it exists, only the days behind it are computed.") var state: String?

    func run() throws {
      let factors = try chosen.columns()
      if !label { for factor in factors { try factor.requirePast() } }
      let (market, found) = try data.open(market)
      let scope = try scope.scope(market)
      let findings =
        try found + FieldCheck.findings(factors, in: market, of: scope.instruments)
      let console = global.console
      console.report(findings)
      console.progress("computing \(factors.count) factors")
      var state = try state.map { try FactorProgress($0, factors, start: scope.start) }
      let before = state?.lastDay
      let clock = ContinuousClock()
      let begin = clock.now
      let table =
        try state?.append(market, scope) ?? FactorColumns(market: market, columns: factors).compute(scope)
      let elapsed = (clock.now - begin).components
      let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
      if let failure = table.failures.first {
        throw Compute.refused(failure, factors, table.failures.count)
      }
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
          "\(table.cellCount) cells (\(table.blocks.count) instruments, \(table.rowCount) rows, \(factors.count) factors)",
          "\(shown) seconds", "checksum \(table.checksum)",
        ] + (before.map { ["continued behind \($0)"] } ?? []))
    }

    private static func refused(
      _ failure: FactorTable.Failure, _ factors: [FactorColumn], _ count: Int
    ) -> Diagnostic {
      Diagnostic(
        "factor.rows",
        "\(factors[failure.column].name) of \(failure.instrument): \(failure.reason)"
          + (count > 1 ? " (\(count) cases in all)" : ""),
        remedy:
          "qlib stops here too; leave the instrument out, or combine fields that have the same days."
      )
    }
  }
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
    FactorScope(try members(market), start: start?.day, end: end?.day)
  }

  private func members(_ market: any Market) throws -> FactorScope.Members {
    switch (universe, instruments) {
    case (let name?, nil): return .universe(try market.universe(name))
    case (nil, let list?):
      return .instruments(
        try list.split(separator: ",").map { text in
          guard let instrument = InstrumentID(text.trimmingCharacters(in: .whitespaces)) else {
            throw Diagnostic(
              "factor.instrument", "'\(text)' is no instrument", remedy: "Write it as SH600000.",
              exit: .usage)
          }
          guard market.hasData(instrument) else {
            throw Diagnostic(
              "factor.instrument-missing", "the market has no data of \(instrument)",
              at: .init(market.location),
              remedy: "Check the code, or load the instrument.")
          }
          return instrument
        })
    default:
      throw Diagnostic(
        "factor.scope", "exactly one of --universe and --instruments is needed",
        remedy: "Give --universe csi300, or --instruments SH600000,SZ000001.", exit: .usage)
    }
  }
}
