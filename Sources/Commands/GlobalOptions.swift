import ArgumentParser
import Foundation
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

  func configuration() throws -> AistockConfiguration {
    try AistockConfiguration.load(config, environment: ProcessInfo.processInfo.environment)
  }
}

extension GlobalOptions {
  /// Refuses a folder that this command may not write, before it does anything.
  ///
  /// - Parameters:
  ///   - inputs: what the command reads.
  ///   - place: a folder inside the archive in which this output belongs.
  /// - Throws: what `OutputPlace.check` and `StagedFolder.check` say, all exit 2.
  func check(
    _ output: String, as kind: OutputKind, isAt place: String? = nil, against inputs: [OutputPlace.Input?] = []
  ) throws {
    let isInPlace = place.map { Path.folder(of: OutputPlace.resolved(output)) == OutputPlace.resolved($0) } ?? false
    try OutputPlace.check(output, against: inputs + configured.filter { !isInPlace || $0.role != .archive })
    try StagedFolder.check(output, as: kind)
  }

  /// Refuses a file that this command may not write, before it does anything.
  ///
  /// - Parameter role: what of the configuration the file may be, because the command continues it.
  func check(file: String, keeps role: OutputPlace.Input.Role? = nil, against inputs: [OutputPlace.Input?] = []) throws
  {
    try OutputPlace.check(file, against: inputs + configured.filter { $0.role != role })
    try FileWriter.refuseOther(at: file)
  }

  /// What the configuration that is named or lies here reads and keeps.
  private var configured: [OutputPlace.Input] {
    guard config != nil || FileReader.exists("aistock.yaml") else { return [] }
    // One that cannot be read says what is wrong to the commands that need it; here the file itself is kept.
    guard let configuration = try? configuration() else {
      return [OutputPlace.Input(.settings, config ?? "aistock.yaml")].compactMap(\.self)
    }
    return configuration.inputs + configuration.places
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
