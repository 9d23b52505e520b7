import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock nightly`: the whole night, once.
struct NightlyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nightly",
    abstract: "Reconciles every migration, settles previews, archives the night and publishes the site.",
    discussion: """
      A verdict is a result, not an error: the exit code is 0 where the night did its work, whatever it
      found. A migration whose input is damaged is shown on its page, and the exit code is 3.
      An interrupted night is resumed by running it again.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The day to report on, YYYY-MM-DD; default: the last trading day.") var date: DayArgument?
  @Flag(help: "Run every step, also where nothing changed.") var afresh = false

  func run() throws {
    let console = global.console
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let night = try Night(
      configuration, date: date?.day, database: try Database(path: configuration.state), progress: .to(console),
      isAfresh: afresh)
    let outcome = try night.run()
    for failure in outcome.failures { console.report(failure.diagnostic) }
    let site = configuration.site.output
    console.answer(NightText.json(outcome, site: site), lines: NightText.lines(outcome, site: site, console.language))
    if let failure = outcome.failures.first { throw Ended(exit: failure.diagnostic.exit) }
  }
}

/// `aistock render`: the pages again, from what the last night left.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Builds the site again from what the last night left.")

  @OptionGroup var global: GlobalOptions
  @Option(help: "The day to show, YYYY-MM-DD; default: the last trading day.") var date: DayArgument?

  func run() throws {
    let console = global.console
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let night = try Night(
      configuration, date: date?.day, database: try Database(path: configuration.state), progress: .to(console))
    let pages = try night.render()
    console.answer(
      ["pages": .integer(pages)], lines: [Message.pages(pages, of: configuration.site.output)[console.language]])
  }
}

extension NightProgress {
  /// Steps as a bar or a line each, notes as lines, problems as diagnostics.
  fileprivate static func to(_ console: Console) -> NightProgress {
    NightProgress(
      step: { console.step($0.name, $1, $2) }, detail: { console.detail($0) },
      note: { console.progress($0) }, problem: { console.report($0) }, end: { console.endSteps() })
  }
}

/// A night in a few lines and as a document.
enum NightText {
  static func json(_ outcome: Night.Outcome, site: String) -> JSONValue {
    guard case .object(var members) = outcome.summary else { return .null }
    members["trading_day"] = .string(outcome.result.day.description)
    members["manifest_sha256"] = .optional(outcome.manifest)
    members["site"] = .string(site)
    members["pages"] = .integer(outcome.pages)
    return .object(members)
  }

  static func lines(_ outcome: Night.Outcome, site: String, _ language: Language) -> [String] {
    var lines: [String] = []
    for migration in outcome.result.migrations {
      switch migration.outcome {
      case .judged(let judgement):
        lines.append("\(judgement.comparison.verdict.word[language])  \(migration.id)")
        lines.append("  " + judgement.comparison.summary[language])
      case .failed(let diagnostic):
        lines.append("\(Message.damaged[language])  \(migration.id)")
        lines.append("  \(diagnostic.id): \(diagnostic.summary[language])")
      }
    }
    for step in outcome.steps where step.id.kind == .settle {
      lines.append(Message.preview(step.id.subject ?? "", step.record.outcome.message)[language])
    }
    if let manifest = outcome.manifest { lines.append(Message.archived(manifest)[language]) }
    return lines + [Message.pages(outcome.pages, of: Path.join(site, "index.html"))[language]]
  }
}

extension Message {
  fileprivate static let damaged = Message("nightly.damaged", en: "DAMAGED", zh: "输入损坏")

  fileprivate static func preview(_ id: String, _ what: Message) -> Message {
    Message(
      "nightly.preview", ["id": .text(id), "what": .message(what)], en: "Preview {id}: {what}", zh: "模拟预览 {id}：{what}")
  }

  fileprivate static func archived(_ digest: String) -> Message {
    Message("nightly.archived", ["digest": .text(digest)], en: "Archived, manifest {digest}.", zh: "已归档，清单摘要 {digest}。")
  }

  fileprivate static func pages(_ count: Int, of site: String) -> Message {
    Message(
      "nightly.pages", ["count": .count(count), "site": .text(site)], en: "{count} {count:page|pages}: {site}",
      zh: "{count} 个页面：{site}")
  }
}
