import ArgumentParser
import Primitives
import RDAgent

/// `aistock rdagent …`: what concerns RD-Agent's own environment.
struct RDAgentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rdagent", abstract: "What concerns RD-Agent's own environment.",
    subcommands: [Exporter.self, Trainer.self, AuditCommand.self, RDAgentFindings.self])

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

  /// Prints the script that trains a network of RD-Agent's as qlib does and writes it as ONNX.
  struct Trainer: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "trainer",
      abstract: "Prints the Python script that trains RD-Agent's networks as qlib does and writes them as ONNX.",
      discussion: """
        aistock rdagent trainer > trainer.py
        python trainer.py JOB

        The script needs a Python with numpy and torch. JOB is a folder with job.json, model.py and the rows; the answers \
        lie in JOB/out. It audits the code and then runs it: run the script in the sandbox. Its first lines name every \
        field, answer and refusal.
        """)

    @OptionGroup var global: GlobalOptions

    func run() throws { global.console.data(String(decoding: TrainerScript.source.dropLast(), as: UTF8.self)) }
  }
}
