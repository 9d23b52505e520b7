import Primitives

/// The moment by which a night ends. Migrations that it does not reach by then are named and left to the next night.
package struct NightDeadline: Sendable {
  /// The time of day in China, `06:30`.
  package let text: String
  /// Seconds since 1970-01-01 00:00 UTC.
  private let moment: Double

  /// The first such time of day in China behind a moment.
  ///
  /// - Parameters:
  ///   - minute: after midnight.
  ///   - begin: seconds since 1970, when the night began.
  package init(minute: Int, after begin: Double) {
    let today = Clock.fixed(begin).dayInChina
    let first = Double(MarketTime(today, minute: minute).seconds)
    moment = first > begin ? first : first + 86_400
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    text = "\(two(minute / 60)):\(two(minute % 60))"
  }

  /// Whether work of so many seconds that begins now ends before it.
  package func leaves(_ seconds: Double, at now: Double) -> Bool { now + seconds < moment }
}

extension String {
  /// Minutes after midnight of `HH:MM`.
  package var minuteOfDay: Int? {
    let parts = split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
    else { return nil }
    return hour * 60 + minute
  }
}
