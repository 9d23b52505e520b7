import ArgumentParser
import Night
import Primitives

/// `aistock doctor`: what of the environment and the data is present, stale or wrong.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Says what of the environment and the data is present, stale or wrong, each with its remedy.",
    discussion:
      "Exit code: 0 where a night can run, 3 where an input is wrong, 4 where the environment lacks something.")

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let configuration = try global.configuration()
    let results = Doctor(configuration, today: Clock.system.dayInChina).run()
    let console = global.console
    console.answer(.array(results.map { $0.json(console.language) }), lines: results.flatMap(\.lines))
    if let worst = results.filter({ $0.state == .wrong }).map(\.exit).max() { throw Ended(exit: worst) }
  }
}
