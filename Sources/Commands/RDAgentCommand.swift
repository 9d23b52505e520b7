import ArgumentParser
import Primitives
import RDAgent

/// `aistock rdagent …`: what concerns RD-Agent's own environment.
struct RDAgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rdagent", abstract: "What concerns RD-Agent's own environment.",
    subcommands: [Exporter.self, AuditCommand.self, RDAgentFindings.self])

  /// Prints the script that turns what RD-Agent keeps in pickles, HDF5 and parquet into plain forms.
  struct Exporter: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "exporter",
      abstract: "Prints the Python script that turns what RD-Agent keeps into plain forms, and runs reference factors.",
      discussion: """
        aistock rdagent exporter > export_recorder.py
        python export_recorder.py --workspace W
        python export_recorder.py audit|daily-pv|factors|values --help

        The script opens pickles, HDF5 and parquet and runs factors in bubblewrap, or refuses; --allow-unsandboxed \
        goes on without it, and every result says so. It reads MLflow's file store and SQLite store without MLflow.
        """)

    @OptionGroup var global: GlobalOptions

    func run() throws { global.console.data(String(decoding: ExporterScript.source.dropLast(), as: UTF8.self)) }
  }
}
