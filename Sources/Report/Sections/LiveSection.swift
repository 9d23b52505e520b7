import Primitives
import Records

/// What a page's script needs to show the newest refresh of a session: where it lies, which previews the
/// page shows, and the words for its age.
enum LiveSection {
  /// Attributes of the section, as the text of one JSON object.
  ///
  /// - Parameters:
  ///   - root: from the page to the root of the site.
  ///   - previews: those that the page shows.
  static func attributes(_ root: String, _ previews: [NightResult.Preview], _ language: Language) -> String {
    let document: JSONValue = [
      "source": .string(root + SiteBuilder.liveFile),
      "settled": .optional(previews.compactMap { $0.accounts.last?.tradingDay }.max()),
      "names": .object(
        Dictionary(previews.map { ($0.strategy.id, .string($0.strategy.displayName)) }) { first, _ in first }),
      "minutes": .string(StringTable.require("liveMinutes", language)),
      "days": .string(StringTable.require("liveDays", language)),
      "old": .string(StringTable.require("liveOld", language)),
    ]
    return PreviewScripts.escaped(document.canonical)
  }
}
