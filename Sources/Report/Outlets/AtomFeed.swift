package import Primitives
package import Records

/// `feed.xml`: changes of verdicts and the digests of the archive, as an Atom 1.0 feed (RFC 4287).
///
/// Identifiers are `tag:` URIs (RFC 4151), which need no host, and times are those of the nights: a night that runs
/// again gives the same bytes.
package struct AtomFeed {
  private let night: NightResult
  private let language: Language

  package static let file = "feed.xml"

  package init(_ night: NightResult, _ language: Language) {
    self.night = night
    self.language = language
  }

  private struct Entry {
    var id: String
    var title: String
    var day: TradingDay
    var content: String
    /// The page that tells it, beside the feed.
    var page: String
  }

  package var bytes: [UInt8] {
    let entries = self.entries
    let updated = entries.map(\.day).max() ?? night.day
    var lines = [
      #"<?xml version="1.0" encoding="utf-8"?>"#,
      #"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\#(language.rawValue)">"#,
      "  <id>\(AtomFeed.tag("verdicts/" + language.rawValue))</id>",
      "  <title>\(AtomFeed.escaped(Message.title[language]))</title>",
      "  <updated>\(AtomFeed.time(updated))</updated>",
      "  <author><name>aistock</name></author>",
      #"  <generator version="\#(AtomFeed.escaped(night.toolVersion))">aistock</generator>"#,
      #"  <link rel="self" type="application/atom+xml" href="\#(AtomFeed.file)"/>"#,
      #"  <link rel="alternate" type="text/html" href="changes.html"/>"#,
    ]
    for entry in entries {
      lines += [
        "  <entry>", "    <id>\(AtomFeed.escaped(entry.id))</id>",
        "    <title>\(AtomFeed.escaped(entry.title))</title>",
        "    <updated>\(AtomFeed.time(entry.day))</updated>",
        #"    <link rel="alternate" type="text/html" href="\#(AtomFeed.escaped(entry.page))"/>"#,
        #"    <content type="text">\#(AtomFeed.escaped(entry.content))</content>"#, "  </entry>",
      ]
    }
    lines.append("</feed>")
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// The newest first; of one night the worst verdict first, and the archive last.
  private var entries: [Entry] {
    var entries: [Entry] = []
    for change in night.changes.reversed() {
      entries += change.flips.map { flip in
        let text = Message.flip(
          flip.id, VerdictNames.word(flip.verdicts.left ?? ""), VerdictNames.word(flip.verdicts.right ?? ""))
        return Entry(
          id: AtomFeed.tag("\(change.right.day)/verdict/\(flip.id)/\(change.right.sha256.prefix(16))"),
          title: text[language], day: change.right.day, content: content(flip, change),
          page: PageShell.Page.change(change.right.day).path)
      }
      entries.append(archived(change.right))
    }
    if let first = night.archive.nights.last, !night.changes.contains(where: { $0.right.day == first.day }) {
      entries.insert(archived(ArchiveReference(day: first.day, sha256: first.sha256)), at: 0)
    }
    return entries
  }

  private func content(_ flip: NightChange.Migration, _ change: NightChange) -> String {
    let figures = [flip.figures.left?.local.endAccount, flip.figures.right?.local.endAccount].compactMap { $0 }
    var sentences = [Message.between(change.left.day, change.right.day)]
    if figures.count == 2 { sentences.append(.endAccount(figures[0], figures[1])) }
    return sentences.map { $0[language] }.joined(separator: language == .english ? " " : "")
  }

  /// The head is known of the newest night only: it moves on with each.
  private func archived(_ reference: ArchiveReference) -> Entry {
    let head = night.archive.head.flatMap { $0.day == reference.day ? $0.sha256 : nil }
    return Entry(
      id: AtomFeed.tag("\(reference.day)/archive/\(reference.sha256.prefix(16))"),
      title: Message.archived(reference.day)[language], day: reference.day,
      content: [Message.manifest(reference.sha256), head.map { Message.head($0) }].compactMap { $0?[language] }
        .joined(separator: language == .english ? " " : ""), page: PageShell.Page.archive.path)
  }

  /// The close of the exchanges on that day.
  private static func time(_ day: TradingDay) -> String { "\(day)T15:00:00+08:00" }

  /// What no URI has as itself stands as `%` and two digits (RFC 3986, 2.1).
  private static func tag(_ name: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return name.utf8.reduce(into: "tag:aistock,2026:") { tag, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F: tag.unicodeScalars.append(.init(byte))
      default: tag += "%" + String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
      }
    }
  }

  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in LetterForm.oneLine(text).unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // No characters of XML 1.0.
      case "\u{FFFE}", "\u{FFFF}": break
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Message {
  fileprivate static let title = Message("feed.feed-title", en: "aistock: changes of verdicts", zh: "aistock：判定变更")

  fileprivate static func flip(_ migration: String, _ old: Message, _ new: Message) -> Message {
    Message(
      "feed.flip-title", ["migration": .text(migration), "old": .message(old), "new": .message(new)],
      en: "{migration}: {old} → {new}", zh: "{migration}：{old} → {new}")
  }

  fileprivate static func between(_ left: TradingDay, _ right: TradingDay) -> Message {
    Message(
      "feed.between", ["left": .day(left), "right": .day(right)],
      en: "Between the nights of {left} and {right}.", zh: "{left} 与 {right} 两夜之间。")
  }

  fileprivate static func endAccount(_ old: Double, _ new: Double) -> Message {
    Message(
      "feed.end-account", ["old": .money(old), "new": .money(new)], en: "Local end value {old} → {new}.",
      zh: "本地期末资产 {old} → {new}。")
  }

  fileprivate static func archived(_ day: TradingDay) -> Message {
    Message("feed.archived-title", ["day": .day(day)], en: "Night of {day} archived", zh: "{day} 之夜已归档")
  }

  fileprivate static func manifest(_ digest: String) -> Message {
    Message("feed.manifest", ["digest": .text(digest)], en: "Manifest {digest}.", zh: "清单摘要 {digest}。")
  }

  fileprivate static func head(_ digest: String) -> Message {
    Message("feed.head", ["digest": .text(digest)], en: "Head of the archive {digest}.", zh: "归档头摘要 {digest}。")
  }
}
