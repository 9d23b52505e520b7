import ArgumentParser
import Primitives

/// The root of the command line.
struct Aistock: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aistock",
    abstract: "Recomputes, previews and reports what RD-Agent claims about a strategy.",
    discussion: """
      Exit codes:
        0 done
        1 compared and differs
        2 usage
        3 input missing or damaged
        4 environment
        5 render failed
        70 our fault
        75 another run holds the lock
      """,
    version: ToolVersion.current,
    subcommands: [
      NightlyCommand.self, DoctorCommand.self, HealthCommand.self, StateCommand.self, ReconcileCommand.self,
      BacktestCommand.self, SignalCommand.self,
      PreviewCommand.self, ArchiveCommand.self, ReviewCommand.self, RenderCommand.self, SiteCommand.self,
      TradeCommand.self, WatchCommand.self, FeedbackCommand.self, DataCommand.self, FactorsCommand.self,
      ModelsCommand.self, SyncCommand.self, LibraryCommand.self, ConfigCommand.self,
      RDAgentCommand.self, ReplayCommand.self, CollectCommand.self,
    ])
}
