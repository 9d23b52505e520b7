import ArgumentParser
import Execution
import LiveFeedback
import Night
import Primitives
import RDAgent
import Records
import Store

/// `aistock feedback`: what was executed, for research.
struct FeedbackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback", abstract: "Builds LiveFeedback documents of previews and accounts, and delivers them.",
    subcommands: [Build.self, Push.self])

  struct Push: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "push", abstract: "Posts the documents of a folder to research, each once.",
      discussion: """
        To the address of rdagent.feedback. What was accepted is not sent again, also where it was built anew with the \
        same figures. Exit 4: documents are left.
        """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: "The folder that `feedback build` wrote.") var folder: String
    @Option(help: "The address; default: rdagent.feedback of the configuration.") var url: String?

    func run() throws {
      guard let address = try url ?? global.configuration().feedbackURL else { throw Diagnostic.noAddress }
      let outcome = try FeedbackPush(address: address).push(folder)
      global.console.answer(
        [
          "sent": .array(outcome.sent.map { .string($0) }), "known": .array(outcome.known.map { .string($0) }),
        ], lines: [.pushed(outcome)])
    }
  }

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

extension Diagnostic {
  fileprivate static var noAddress: Diagnostic {
    Diagnostic(
      "feedback.no-address", .usage,
      (en: "Nothing says where LiveFeedback goes.", zh: "未指定 LiveFeedback 的接收地址。"),
      remedy: (
        en: "Write the address under `rdagent.feedback`, or give `--url`.",
        zh: "把地址写入 `rdagent.feedback`，或给出 `--url`。"
      ))
  }
}

extension Message {
  fileprivate static func pushed(_ outcome: FeedbackPush.Outcome) -> Message {
    Message(
      "feedback.pushed", ["sent": .count(outcome.sent.count), "known": .count(outcome.known.count)],
      en: "{sent} {sent:document|documents} sent, {known} accepted before.", zh: "已送达 {sent} 份文档，此前已接收 {known} 份。")
  }

  fileprivate static var nobody: Message {
    Message("feedback.nobody", en: "Name --strategy, --account or both.", zh: "请指定 --strategy、--account 或两者。")
  }

  fileprivate static func written(_ path: String) -> Message {
    Message("feedback.written", ["path": .text(path)], en: "Written: {path}.", zh: "已写入：{path}。")
  }
}
