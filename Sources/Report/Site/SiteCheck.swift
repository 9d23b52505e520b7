package import Primitives

/// Looks at a built site as a reader's browser would: every page parses, every link leads somewhere.
package enum SiteCheck {
  /// One fault of a page.
  package struct Problem: Equatable, Sendable, CustomStringConvertible {
    package var page: String
    package var line: Int
    package var what: Message

    package var description: String { text(.english) }

    /// `index.html:4: …`.
    package func text(_ language: Language) -> String { "\(page):\(line): \(what[language])" }
  }

  /// Paths of all pages below a folder, sorted.
  package static func pages(in folder: String) throws -> [String] {
    try FolderWalk(folder, links: .follow).paths.filter { $0.hasSuffix(".html") }
  }

  /// Faults of markup, links and accessibility, page by page; throws where a page cannot be read.
  package static func problems(in folder: String) throws -> [Problem] {
    var checks: [(path: String, check: PageCheck)] = []
    for path in try pages(in: folder) {
      checks.append((path, PageCheck(try FileReader.bytes(Path.join(folder, path)))))
    }
    let all = Set(try FolderWalk(folder, links: .follow).paths)
    let ids = Dictionary(checks.map { ($0.path, $0.check.ids) }) { first, _ in first }
    var problems: [Problem] = []
    for (path, check) in checks {
      problems += check.problems.map { Problem(page: path, line: $0.line, what: $0.what) }
      for link in check.links {
        if let what = broken(link.target, from: path, all, ids) {
          problems.append(Problem(page: path, line: link.line, what: what))
        }
      }
    }
    return problems
  }

  /// English sentences on the Chinese pages that are not marked as English.
  package static func foreignText(in folder: String) throws -> [Problem] {
    try pages(in: folder).flatMap { path in
      PageCheck(try FileReader.bytes(Path.join(folder, path))).foreign.map {
        Problem(page: path, line: $0.line, what: $0.what)
      }
    }
  }

  private static func broken(
    _ target: String, from page: String, _ all: Set<String>, _ ids: [String: Set<String>]
  ) -> Message? {
    if ["http:", "https:", "//"].contains(where: target.lowercased().hasPrefix) { return .otherHost(target) }
    let pieces = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let path = pieces[0].isEmpty ? page : resolved(pieces[0], from: page)
    guard let path, all.contains(path) else { return .brokenLink(target) }
    if pieces.count == 2, let known = ids[path], !known.contains(pieces[1]) { return .brokenAnchor(target) }
    return nil
  }

  /// Nil where the link leaves the site, which one from the root of the disk does on `file://`.
  private static func resolved(_ target: String, from page: String) -> String? {
    if target.hasPrefix("/") { return nil }
    var parts = page.split(separator: "/").dropLast().map(String.init)
    for part in target.split(separator: "/") {
      switch part {
      case ".": continue
      case "..":
        if parts.isEmpty { return nil }
        parts.removeLast()
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }
}

extension Message {
  fileprivate static func otherHost(_ target: String) -> Message {
    Message(
      "site.other-host", ["target": .text(target)], en: "The page depends on another host: `{target}`.",
      zh: "页面依赖其他主机：`{target}`。")
  }

  fileprivate static func brokenLink(_ target: String) -> Message {
    Message(
      "site.broken-link", ["target": .text(target)], en: "The link `{target}` leads nowhere.",
      zh: "链接 `{target}` 没有目标。")
  }

  fileprivate static func brokenAnchor(_ target: String) -> Message {
    Message(
      "site.broken-anchor", ["target": .text(target)], en: "The link `{target}` names no place of its page.",
      zh: "链接 `{target}` 所指的位置不存在。")
  }
}
