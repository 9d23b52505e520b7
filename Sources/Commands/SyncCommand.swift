import ArgumentParser
import Night
import Primitives
import RDAgent
import Records
import Store

/// `aistock sync`: RD-Agent's results into the library.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Takes RD-Agent's results into the library: everything, then what changed.",
    discussion: """
      From the results API or from RD-Agent's own folder; default: rdagent.api, else rdagent.root of the configuration. \
      Nothing is deleted there or here. Exit 3: a part is damaged, and the others are kept. Exit 4: the service does not \
      answer.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The address of RD-Agent's results API.") var api: String?
  @Option(help: "RD-Agent's folder: the one with RDagentDB and git_ignore_folder.") var root: String?
  @Flag(help: "Asks for everything and looks into it, as if there had been no sync.") var full = false

  func validate() throws {
    if api != nil, root != nil { throw ValidationError(.twoSources) }
  }

  func run() throws {
    let configuration = try global.configuration()
    let sync = LibrarySync(database: try Database(path: configuration.state), clock: .system)
    let address = api ?? (root == nil ? configuration.rdagentAPI : nil)
    let outcome: LibrarySync.Outcome
    if let address {
      outcome = try sync.run(APISource(ResultsAPI(address: address)), isAfresh: full)
    } else if let folder = root ?? configuration.rdagentRoot {
      outcome = try sync.run(FolderSource(root: folder), isAfresh: full)
    } else {
      throw Diagnostic.noSource
    }
    let console = global.console
    for diagnostic in outcome.damaged { console.report(diagnostic) }
    console.answer(outcome.json, lines: lines(of: outcome))
    if !outcome.damaged.isEmpty { throw Ended(exit: .input) }
  }

  private func lines(of outcome: LibrarySync.Outcome) -> [String] {
    let console = global.console
    var columns = TextColumns([.left] + [TextColumns.Side](repeating: .right, count: 7))
    columns.append(
      [Message.origin, .received, .added, .changed, .same, .repeated, .repaired, .refused].map { console.text($0) })
    for tally in outcome.tallies {
      let counts = [
        tally.received, tally.added, tally.changed, tally.same, tally.repeated, tally.repaired, tally.refusals.count,
      ]
      columns.append([tally.origin] + counts.map { "\($0)" })
    }
    var lines = columns.lines
    for tally in outcome.tallies {
      lines += tally.refusals.prefix(5).map { console.text(.refusal(tally.origin, $0)) }
      if tally.refusals.count > 5 {
        lines.append(console.text(.furtherRefusals(tally.origin, tally.refusals.count - 5)))
      }
    }
    lines += outcome.absent.map { console.text(.absent($0)) }
    return lines + [console.text(.put(outcome))]
  }
}

extension Diagnostic {
  fileprivate static var noSource: Diagnostic {
    Diagnostic(
      "sync.no-source", .usage, (en: "Nothing says where RD-Agent is.", zh: "未指定 RD-Agent 的位置。"),
      remedy: (
        en: "Give `--api URL` or `--root DIR`, or write `rdagent.api` into the configuration.",
        zh: "请给出 `--api URL` 或 `--root DIR`，或在配置中写明 `rdagent.api`。"
      ))
  }
}

extension Message {
  fileprivate static let twoSources = Message(
    "sync.two-sources", en: "Name --api or --root, not both.", zh: "--api 与 --root 只能指定一个。")
  fileprivate static let origin = Message("sync.origin.label", en: "Part", zh: "部分")
  fileprivate static let received = Message("sync.received.label", en: "received", zh: "收到")
  fileprivate static let added = Message("sync.added.label", en: "new", zh: "新增")
  fileprivate static let changed = Message("sync.changed.label", en: "changed", zh: "变更")
  fileprivate static let same = Message("sync.same.label", en: "as before", zh: "未变")
  fileprivate static let repeated = Message("sync.repeated.label", en: "twice", zh: "重复")
  fileprivate static let repaired = Message("sync.repaired.label", en: "mended", zh: "修复")
  fileprivate static let refused = Message("sync.refused.label", en: "refused", zh: "拒收")

  fileprivate static func refusal(_ origin: String, _ refusal: SyncTally.Refusal) -> Message {
    Message(
      "sync.refusal", ["origin": .text(origin), "row": .count(refusal.row), "reason": .message(refusal.reason)],
      en: "Refused: {origin}, row {row}. {reason}", zh: "拒收：{origin} 第 {row} 行。{reason}")
  }

  fileprivate static func furtherRefusals(_ origin: String, _ count: Int) -> Message {
    Message(
      "sync.further-refusals", ["origin": .text(origin), "count": .count(count)],
      en: "{origin}: {count} further {count:row is|rows are} refused; `--json` lists all.",
      zh: "{origin} 另有 {count} 行被拒收，`--json` 列出全部。")
  }

  fileprivate static func absent(_ absence: LibrarySync.Outcome.Absence) -> Message {
    Message(
      "sync.absent", ["origin": .text(absence.origin), "reason": .message(absence.reason)],
      en: "Without {origin}. {reason}", zh: "缺少 {origin}。{reason}")
  }

  fileprivate static func put(_ outcome: LibrarySync.Outcome) -> Message {
    Message(
      "sync.put-together", ["loops": .count(outcome.loops), "factors": .count(outcome.factors)],
      en: "Put together anew: {loops} {loops:loop|loops}, {factors} {factors:factor|factors}.",
      zh: "重新汇总：{loops} 个循环，{factors} 个因子。")
  }
}
