import ArgumentParser
import Primitives
import RDAgent

/// `aistock rdagent …`: what concerns RD-Agent's own environment.
struct RDAgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rdagent", abstract: "What concerns RD-Agent's own environment.",
    subcommands: [Exporter.self, RDAgentFindings.self])

  /// Prints the script that turns a recorder's pickles into plain forms.
  struct Exporter: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "exporter",
      abstract: "Prints the Python script that turns a recorder's pickles into plain forms.",
      discussion: "aistock rdagent exporter > export_recorder.py; python export_recorder.py --workspace W")

    @OptionGroup var global: GlobalOptions

    func run() throws { global.console.data(String(decoding: ExporterScript.source, as: UTF8.self)) }
  }
}
