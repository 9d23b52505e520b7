import Foundation

/// The time of day, passed into everything that needs one: no engine reads a clock by itself.
package struct Clock: Sendable {
  /// Seconds since 1970-01-01 00:00 UTC.
  package var now: @Sendable () -> Double

  package init(now: @escaping @Sendable () -> Double) { self.now = now }

  package static let system = Clock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  package static func fixed(_ seconds: Double) -> Clock { Clock { seconds } }

  /// `2026-11-23T08:41:33+00:00`.
  package var timestamp: String {
    let seconds = Int(now().rounded(.down))
    let day = TradingDay(daysSince1970: Int32(seconds / 86_400))
    let rest = seconds % 86_400
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
    return "\(day)T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))+00:00"
  }

  /// The date in China (UTC+8, no daylight saving), where the exchanges are.
  package var dayInChina: TradingDay {
    TradingDay(daysSince1970: Int32((Int(now().rounded(.down)) + 8 * 3600) / 86_400))
  }
}
