import Primitives
import Records

/// One curve that can be laid beside others: a preview, or a migration at one of its rungs.
struct CompareInstance: Sendable {
  enum Key: Hashable, Sendable {
    case preview(String)
    /// The local replay of a migration, and what RD-Agent recorded.
    case replay(String)
    case record(String)

    /// As addresses write it.
    var text: String {
      switch self {
      case .preview(let id): "p:" + id
      case .replay(let id): "m:" + id
      case .record(let id): "r:" + id
      }
    }

    /// Whose run it is; nil for a preview.
    var migration: String? {
      switch self {
      case .preview: nil
      case .replay(let id), .record(let id): id
      }
    }

    /// Below the site's root.
    var file: String { "data/curves/" + text.replacing(":", with: "-") + ".js" }
  }

  var key: Key
  var name: Message
  /// Below the root of a language.
  var href: String
  /// Closing values, ascending; the first is 1 at the close before the first day.
  var closes: [(day: TradingDay, value: Double)]
  /// Paid since the start at each close, yuan; nil where that is not known in money.
  var costs: [Double]?
  /// What the instance is measured against; nil where that is the market's index.
  var benchmark: InstrumentID?

  var first: TradingDay? { closes.dropFirst().first?.day }
  var last: TradingDay? { closes.last?.day }

  /// Those of a night that have a curve: previews, then migrations.
  static func all(_ result: NightResult) -> [CompareInstance] {
    let calendar = result.index.closes.keys.sorted()
    return result.previews.compactMap { CompareInstance($0, calendar) }
      + result.migrations.flatMap { migration -> [CompareInstance] in
        guard case .judged(let judgement) = migration.outcome else { return [] }
        return [
          CompareInstance(.replay(migration.id), judgement.replayed, calendar),
          CompareInstance(.record(migration.id), judgement.recorded, calendar),
        ].compactMap { $0 }
      }
  }

  init?(_ preview: NightResult.Preview, _ calendar: [TradingDay]) {
    guard let first = preview.accounts.first?.tradingDay else { return nil }
    key = .preview(preview.strategy.id)
    name = .verbatim(preview.strategy.displayName)
    href = PageShell.Page.preview(preview.strategy.id).path
    closes =
      [(CompareInstance.day(before: first, calendar), 1)]
      + zip(preview.accounts, preview.netValues).map { ($0.tradingDay, $1) }
    var paid = 0.0
    costs =
      [0]
      + preview.accounts.map { account in
        paid += account.cost.yuan
        return paid
      }
    benchmark = preview.benchmark?.instrument
  }

  /// A run after costs.
  private init?(_ key: Key, _ rows: [ReportRow], _ calendar: [TradingDay]) {
    guard let first = rows.first?.day else { return nil }
    self.key = key
    switch key {
    case .preview(let id), .replay(let id):
      name = .replayed(id)
      href = PageShell.Page.migration(id).path
    case .record(let id):
      name = .recorded(id)
      href = PageShell.Page.migration(id).path
    }
    var value = 1.0
    closes =
      [(CompareInstance.day(before: first, calendar), 1)]
      + rows.map { row in
        let change = row.returnRate - row.cost
        if change.isFinite { value *= 1 + change }
        return (row.day, change.isFinite ? value : .nan)
      }
  }

  /// The trading day before; the calendar day before where the market begins with it.
  private static func day(before first: TradingDay, _ calendar: [TradingDay]) -> TradingDay {
    let place = calendar.partitioningIndex { $0 >= first }
    return place > 0 ? calendar[place - 1] : first.advanced(byDays: -1)
  }
}

extension Message {
  fileprivate static func replayed(_ id: String) -> Message {
    Message("compare.replayed-name", ["id": .text(id)], en: "{id}, replayed", zh: "{id} 回放")
  }

  fileprivate static func recorded(_ id: String) -> Message {
    Message("compare.recorded-name", ["id": .text(id)], en: "{id}, recorded", zh: "{id} 记录")
  }
}
