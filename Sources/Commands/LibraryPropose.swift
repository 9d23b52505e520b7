import ArgumentParser
import Night
import Primitives
import Records
import Store

/// `aistock library propose`: candidates by the rules of the configuration.
struct LibraryPropose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "propose", abstract: "Marks loops that pass a rule of `library.propose`, and says why for each.",
    discussion: """
      library: {propose: [{where: ["ic>0.02", "deflated_sharpe>0.95"], decision: accepted, action: factor, limit: 5}]}

      The best by deflated Sharpe ratio come first. A person's mark stands, and a loop whose mark a person took away is \
      not proposed again. The night and each sync do the same.
      """)

  /// Reasons of one kind that are printed; `--json` has all.
  private static let shownMax = 10

  @OptionGroup var global: GlobalOptions

  func run() throws {
    let configuration = try global.configuration()
    guard !configuration.libraryRules.isEmpty else { throw Diagnostic.noRules(configuration.file) }
    let database = try Database(path: configuration.state)
    let proposals = try LibraryProposals.afterSync(database, configuration, clock: .system)
    let console = global.console
    var lines: [String] = []
    for outcome in LibraryProposal.Outcome.allCases {
      let same = proposals.filter { $0.outcome == outcome }
      lines += same.prefix(LibraryPropose.shownMax).map { "\($0.loop): " + console.text($0.reason) }
      if same.count > LibraryPropose.shownMax {
        lines.append(console.text(.more(same.count - LibraryPropose.shownMax)))
      }
    }
    lines.append(console.text(.count(proposals.filter { $0.outcome == .proposed }.count)))
    console.answer(.array(proposals.map(\.json)), lines: lines)
  }
}

extension Diagnostic {
  fileprivate static func noRules(_ file: String?) -> Diagnostic {
    Diagnostic(
      "library.no-rules", .usage, at: file.map { .init($0, field: "library.propose") },
      (en: "The configuration has no rule that proposes candidates.", zh: "配置中没有提出候选的规则。"),
      remedy: (
        en: "Write one below `library.propose`: `- where: [\"ic>0.02\"]`.",
        zh: "请在 `library.propose` 下写一条：`- where: [\"ic>0.02\"]`。"
      ))
  }
}

extension Message {
  fileprivate static func more(_ count: Int) -> Message {
    Message(
      "propose.more", ["count": .count(count)],
      en: "{count} further {count:loop|loops} for the same kind of reason; `--json` lists all.",
      zh: "另有 {count} 个循环属同类情形，`--json` 列出全部。")
  }

  fileprivate static func count(_ count: Int) -> Message {
    Message(
      "propose.count", ["count": .count(count)], en: "{count} {count:candidate|candidates} proposed.",
      zh: "提出 {count} 个候选。")
  }
}
