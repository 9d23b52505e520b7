import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock health`: how the nights of this machine stand, for a monitor.
struct HealthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Says from state file and archive whether the nights do their work; opens no market.",
    discussion: """
      Exit code: 0 where all is well, 1 where something is not, with its reasons. A verdict is a result and no reason. \
      Nothing is changed, so that it may run at any time, also while a night is at work.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "Also write Prometheus's text format to this file, for node_exporter's textfile collector.")
  var prometheus: String?
  @Option(help: "Hours since the last success that are not too many.") var maxAge = HealthReport.ageHoursMax

  func validate() throws {
    if !(maxAge > 0 && maxAge.isFinite) { throw ValidationError(.ageOutOfRange) }
  }

  func run() throws {
    let configuration = try global.configuration()
    if let prometheus { try global.check(file: prometheus) }
    let report = try HealthReport(
      configuration, database: try Database(reading: configuration.state), clock: .system, ageHoursMax: maxAge,
      isLocked: NightLock.isHeld(NightFolders(configuration).lock))
    if let prometheus { try FileWriter.write(Array(report.prometheus.utf8), to: prometheus) }
    global.console.answer(report.json, lines: report.lines)
    if !report.isHealthy { throw Ended(exit: .differs) }
  }
}

extension Message {
  fileprivate static var ageOutOfRange: Message {
    Message("health.age-out-of-range", en: "--max-age is a number of hours above 0.", zh: "--max-age 须为大于 0 的小时数。")
  }
}
