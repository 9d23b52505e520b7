import ArgumentParser
import Execution
import LiveFeedback
import Night
import Primitives
import Records
import Store

/// `aistock feedback`: what was executed, for research.
struct FeedbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback", abstract: "Builds LiveFeedback documents of previews and accounts.",
    subcommands: [Build.self])

  struct Build: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "build", abstract: "Writes a document, its JSON Schema and the folder's index.",
      discussion: """
        --strategy alone names a preview; with --account it names the migration whose book on the account is told. \
        Figures that are not known are null.
        """)

    @OptionGroup var global: GlobalOptions
    @Option(help: "A preview, or with --account a migration.") var strategy: String?
    @Option(help: "An account of the configuration.") var account: String?
    @Option(help: "The first day, YYYY-MM-DD; default: the first settled one.") var start: DayArgument?
    @Option(help: "The last day; default: the last settled one.") var end: DayArgument?
    @Option(help: "The experiment, TASK_RUN/LOOP.") var experiment: String?
    @Option(help: "The folder to write to.") var output: String

    func validate() throws {
      if strategy == nil, account == nil { throw ValidationError(.nobody) }
    }

    func run() throws {
      let configuration = try global.configuration()
      try OutputPlace.check(output, against: configuration.inputs + configuration.places)
      let documents = try FeedbackDesk(configuration, clock: .system).build(
        strategy: strategy, account: account, experiment: experiment, from: start?.day, through: end?.day)
      var lines: [Message] = []
      for document in documents {
        let name = try FeedbackFolder.write(document, to: output)
        lines.append(.written(Path.join(output, name)))
      }
      global.console.answer(.array(documents.map(\.json)), lines: lines)
    }
  }
}

extension Message {
  fileprivate static var nobody: Message {
    Message("feedback.nobody", en: "Name --strategy, --account or both.", zh: "请指定 --strategy、--account 或两者。")
  }

  fileprivate static func written(_ path: String) -> Message {
    Message("feedback.written", ["path": .text(path)], en: "Written: {path}.", zh: "已写入：{path}。")
  }
}
