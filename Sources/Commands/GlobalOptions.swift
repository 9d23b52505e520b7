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

/// A day on the command line.
struct DayArgument: ExpressibleByArgument, Sendable {
  let day: TradingDay

  init?(argument: String) {
    guard argument.utf8.count == 10, let day = TradingDay(argument) else { return nil }
    self.day = day
  }

  static let help = "YYYY-MM-DD"
}
