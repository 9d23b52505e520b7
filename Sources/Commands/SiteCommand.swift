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
      commandName: "check", abstract: "Checks links, markup and accessibility of the built site.")

    @OptionGroup var global: GlobalOptions
    @Option(help: "The site's folder; default: the configuration's.") var folder: String?

    func run() throws {
      let folder = try self.folder ?? global.configuration().site.output
      guard FileReader.isFolder(folder) else {
        throw Diagnostic(
          "site.missing", "there is no site", at: .init(folder), remedy: "Run `aistock nightly` first.")
      }
      let pages = try SiteCheck.pages(in: folder)
      let problems = try SiteCheck.problems(in: folder)
      global.console.answer(
        [
          "pages": .integer(pages.count),
          "problems": .array(
            problems.map { ["page": .string($0.page), "line": .integer($0.line), "problem": .string($0.what)] }),
        ], lines: problems.map(\.description) + ["\(pages.count) pages, \(problems.count) problems"])
      if !problems.isEmpty { throw Differs() }
    }
  }
}
