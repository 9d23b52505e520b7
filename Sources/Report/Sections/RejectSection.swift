import Primitives
import Records

/// Orders of a preview that did not trade: how often by rule, and the latest.
struct RejectSection {
  private let preview: NightResult.Preview

  /// Rows that stand open; the others fold.
  private static let open = 5
  private static let listed = 60

  init(_ preview: NightResult.Preview) {
    self.preview = preview
  }

  var values: [String: PageValue] {
    let rows = Array(preview.skips.suffix(RejectSection.listed).reversed())
    let folded = rows.dropFirst(RejectSection.open)
    return [
      "hasRejected": .flag(!rows.isEmpty), "rejectedCount": .figure(Figure(count: preview.skipCount)),
      "rules": .list(
        preview.rejects.map { count in
          [
            "rule": .message(count.rule.name), "count": .figure(Figure(count: count.count)),
            "latest": .text(count.latest.description),
          ]
        }),
      "rejected": .list(rows.prefix(RejectSection.open).map(row)), "hasOlder": .flag(!folded.isEmpty),
      "olderCount": .figure(Figure(count: folded.count)), "older": .list(folded.map(row)),
    ]
  }

  private func row(_ skip: PreviewSkip) -> [String: PageValue] {
    [
      "day": .text(skip.tradingDay.description), "instrument": .text(skip.symbol?.name ?? ""),
      "side": skip.side.map { .label("side." + $0.rawValue) } ?? "",
      "shares": skip.volume > 0 ? .figure(Figure(Double(skip.volume), .count)) : "",
      "reason": .message(skip.reason.message),
    ]
  }
}
