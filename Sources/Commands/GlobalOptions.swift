import ArgumentParser
import Foundation
import MarketData
import Night
import Primitives

/// Options that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(help: "Configuration file; default: aistock.yaml here if present, else the embedded demo.")
  var config: String?

  @Flag(help: "One JSON document on standard output.")
  var json = false

  @Flag(help: "No progress on standard error.")
  var quiet = false

  var console: Console { Console(json: json, quiet: quiet) }

  func configuration() throws -> AistockConfiguration { try configuration(secrets: .demanded) }

  private func configuration(secrets: AistockConfiguration.Secrets) throws -> AistockConfiguration {
    try AistockConfiguration.load(config, environment: ProcessInfo.processInfo.environment, secrets: secrets)
  }
}

extension GlobalOptions {
  /// The market that an option or the configuration names. That it is not the first of its list is said on standard error.
  func market(_ name: String?, or places: MarketPlaces = .demo) throws -> any Market {
    let market = try Markets.open(name.map { MarketPlaces($0) } ?? places)
    console.report([market.fallback].compactMap(\.self))
    return market
  }

  /// The same where the command's own options are not at hand.
  static func market(_ name: String?, of configuration: AistockConfiguration) throws -> any Market {
    let market = try Markets.open(name.map { MarketPlaces($0) } ?? configuration.provider)
    Console().report([market.fallback].compactMap(\.self))
    return market
  }

  /// Refuses a folder that this command may not write, before it does anything.
  ///
  /// - Parameters:
  ///   - inputs: what the command reads.
  ///   - place: a folder inside the archive in which this output belongs.
  /// - Throws: what `OutputPlace.check` and `StagedFolder.check` say, and `output.settings-unreadable`, all exit 2.
  func check(
    _ output: String, as kind: OutputKind, isAt place: String? = nil, against inputs: [OutputPlace.Input?] = []
  ) throws {
    let isInPlace = place.map { Path.folder(of: OutputPlace.resolved(output)) == OutputPlace.resolved($0) } ?? false
    try OutputPlace.check(output, against: inputs + configured().filter { !isInPlace || $0.role != .archive })
    try StagedFolder.check(output, as: kind)
  }

  /// Refuses a file that this command may not write, before it does anything.
  ///
  /// - Parameter role: what of the configuration the file may be, because the command continues it.
  func check(file: String, keeps role: OutputPlace.Input.Role? = nil, against inputs: [OutputPlace.Input?] = []) throws
  {
    try OutputPlace.check(file, against: inputs + configured().filter { $0.role != role })
    try FileWriter.refuseOther(at: file)
  }

  /// What the configuration that is named or lies here reads and keeps.
  ///
  /// - Throws: `output.settings-unreadable`: what it protects is not known then, so that nothing is written.
  private func configured() throws -> [OutputPlace.Input] {
    guard config != nil || FileReader.exists("aistock.yaml") else { return [] }
    do {
      let configuration = try configuration(secrets: .left)
      return configuration.inputs + configuration.places
    } catch let error as any DiagnosableError {
      throw Diagnostic.unprotected(error.diagnostic)
    }
  }
}

extension Diagnostic {
  fileprivate static func unprotected(_ reason: Diagnostic) -> Diagnostic {
    Diagnostic(
      "output.settings-unreadable", .usage, at: reason.place, ["reason": .message(reason.summary)],
      (
        en: "The configuration cannot be read, and so what the output must not touch is unknown. {reason}",
        zh: "无法读取配置，因而不知道输出不得覆盖哪些文件。{reason}"
      ),
      remedy: (
        en: "Repair the configuration, or name another one with `--config FILE`. Nothing was written.",
        zh: "请修复配置，或用 `--config FILE` 指定另一份。未写入任何内容。"
      ))
  }
}

/// A day on the command line.
struct DayArgument: ExpressibleByArgument, Sendable {
  let day: TradingDay

  init?(argument: String) {
    guard argument.utf8.count == 10, let day = TradingDay(argument) else { return nil }
    self.day = day
  }

  static let help = "YYYY-MM-DD"
}

/// A time of day in China, `HH:MM`.
struct TimeArgument: ExpressibleByArgument, Sendable {
  /// After midnight.
  let minute: Int

  init?(argument: String) {
    guard let minute = argument.minuteOfDay else { return nil }
    self.minute = minute
  }
}
