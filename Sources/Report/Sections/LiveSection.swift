import Primitives
import Records

/// What a page's script needs to show the newest refresh of a session: which previews the page shows, and the day
/// that is settled.
enum LiveSection {
  /// For `{{>live}}`.
  ///
  /// - Parameter previews: those that the page shows.
  static func values(_ previews: [NightResult.Preview]) -> [String: PageValue] {
    let names = JSONValue.object(
      Dictionary(previews.map { ($0.strategy.id, .string($0.strategy.displayName)) }) { first, _ in first })
    return [
      "liveNames": .text(String(decoding: names.canonical, as: UTF8.self)),
      "liveSettled": .text(previews.compactMap { $0.accounts.last?.tradingDay }.max()?.description ?? ""),
    ]
  }
}
