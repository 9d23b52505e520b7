import ArgumentParser
import Night
import Primitives
import Report

/// `aistock site check`: looks at a built site.
struct SiteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "site", abstract: "Looks at the built site.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks links, markup, accessibility, texts, colours and weight of the built site.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The site's folder; default: the configuration's.") var folder: String?

    func run() throws {
      let folder = try self.folder ?? global.configuration().site.output
      guard FileReader.isFolder(folder) else {
        throw Diagnostic.noSite(folder)
      }
      let pages = try SiteCheck.pages(in: folder)
      let problems = try SiteCheck.problems(in: folder)
      global.console.answer(
        [
          "pages": .integer(pages.count),
          "problems": .array(
            problems.map {
              [
                "page": .string($0.page), "line": .integer($0.line), "is_fault": .bool($0.isFault),
                "problem": $0.what.json,
              ]
            }),
        ],
        lines: problems.map { $0.text(global.console.language) }
          + [Message.checked(pages.count, problems.count)[global.console.language]])
      // A night is published with shortcomings; a site that has one is not in order.
      if !problems.isEmpty { throw Differs() }
    }
  }
}

extension Message {
  fileprivate static func checked(_ pages: Int, _ problems: Int) -> Message {
    Message(
      "site.checked", ["pages": .count(pages), "problems": .count(problems)],
      en: "{pages} {pages:page|pages}, {problems} {problems:problem|problems}.", zh: "{pages} 个页面，{problems} 个问题。")
  }
}

extension Diagnostic {
  fileprivate static func noSite(_ folder: String) -> Diagnostic {
    Diagnostic(
      "site.missing", .absent, at: .init(folder), (en: "There is no site.", zh: "站点不存在。"),
      remedy: (en: "Run `aistock nightly` first.", zh: "请先运行 `aistock nightly`。"))
  }
}
