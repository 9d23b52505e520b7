import MarketData
import Primitives
import Records

/// Stops a night whose market is not to be believed, before anything is computed on it: the pages, the archive and the
/// previews of the night before stay. Nothing stops where `market.stop` names nothing.
///
/// Reads: what `MarketCheck` finds, the exchange's calendar, the clock.
struct MarketGate {
  /// What stops a night.
  enum Condition: String, CaseIterable {
    /// A serious finding.
    case serious
    /// A finding, serious or not, that is no note.
    case warning
    /// A trading day is missing behind the data's last one.
    case stale
  }

  let context: NightContext

  /// - Throws: `night.market-stopped` (exit 3) with the worst finding, or the days that are missing.
  func check() throws {
    let conditions = context.configuration.marketStops
    guard !conditions.isEmpty else { return }
    let findings = try MarketHealth.findings(context)
    let wanted = findings.filter {
      $0.severity == .serious && conditions.contains(.serious) || conditions.contains(.warning)
    }
    if let worst = wanted.first(where: { $0.severity == .serious }) ?? wanted.first {
      throw Diagnostic.stopped(context, .findings(wanted.count, first: worst), worst.remedy)
    }
    guard conditions.contains(.stale), let last = context.market.calendar.days.last else { return }
    if let missed = context.market.missedDays(after: last, before: context.clock.dayInChina), missed > 0 {
      throw Diagnostic.stopped(context, .missed(missed, after: last), .loadMissed)
    }
  }
}

extension Diagnostic {
  fileprivate static func stopped(_ context: NightContext, _ reason: Message, _ remedy: Message) -> Diagnostic {
    Diagnostic(
      "night.market-stopped", .damaged, at: .init(context.market.location),
      ["reason": .message(reason), "remedy": .message(remedy)],
      (
        en: "The night stopped before it computed anything, as market.stop asks for. {reason}",
        zh: "按 market.stop 的设置，夜间任务在计算前停止。{reason}"
      ), remedy: (en: "{remedy}", zh: "{remedy}"))
  }
}

extension Message {
  fileprivate static func findings(_ count: Int, first: Finding) -> Message {
    Message(
      "night.market-findings", ["count": .count(count), "title": .message(first.title)],
      en: "The market has {count} such {count:finding|findings}, the first: {title}.",
      zh: "行情有 {count} 项此类发现，首项为：{title}。")
  }

  fileprivate static func missed(_ count: Int, after last: TradingDay) -> Message {
    Message(
      "night.market-missed", ["count": .count(count), "last": .day(last)],
      en: "The data end on {last}; {count} trading {count:day is|days are} missing.", zh: "数据止于 {last}，缺少 {count} 个交易日。"
    )
  }

  fileprivate static let loadMissed = Message(
    "night.market-load", en: "Load the missing days and run the night again.", zh: "请导入缺失的交易日后重新运行。")
}
