import Primitives

/// Where the links of pages lead.
struct LinkCheck {
  /// Paths of everything in the site.
  private let files: Set<String>
  private let ids: [String: Set<String>]
  /// By folder and target, which the pages of a folder share.
  private var answers: [String: Message?] = [:]

  init(files: Set<String>, ids: [String: Set<String>]) {
    self.files = files
    self.ids = ids
  }

  /// Why a link to another file leads nowhere; nil for a sound one.
  mutating func broken(_ target: String, from page: String) -> Message? {
    let folder = page.utf8.lastIndex(of: UInt8(ascii: "/")).map { page[...$0] } ?? ""
    let key = folder + "\n" + target
    if let answer = answers[key] { return answer }
    let answer = answer(target, from: page)
    answers[key] = .some(answer)
    return answer
  }

  private func answer(_ target: String, from page: String) -> Message? {
    if ["http:", "https:", "//"].contains(where: target.lowercased().hasPrefix) { return .otherHost(target) }
    let pieces = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let path = LinkCheck.resolved(pieces[0], from: page), files.contains(path) else { return .brokenLink(target) }
    // `#i=…&from=…` is a view for the page's script, no place in the page.
    if pieces.count == 2, !pieces[1].contains("="), let known = ids[path], !known.contains(pieces[1]) {
      return .brokenAnchor(target)
    }
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
      "site.broken-anchor-elsewhere", ["target": .text(target)],
      en: "The link `{target}` names no place of the page that it leads to.", zh: "链接 `{target}` 所指页面上没有该位置。")
  }
}
