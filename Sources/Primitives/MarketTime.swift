/// A moment as the exchanges' clocks show it: China time, UTC+8 without daylight saving.
package struct MarketTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Whole seconds since 1970-01-01 00:00 UTC.
  package let seconds: Int

  private static let offset = 8 * 3600

  package init(seconds: Int) { self.seconds = seconds }

  /// - Parameters:
  ///   - minute: of the day in China, counted from midnight.
  package init(_ day: TradingDay, minute: Int, second: Int = 0) {
    seconds = Int(day.daysSince1970) * 86_400 - MarketTime.offset + minute * 60 + second
  }

  /// The clock's moment, its fraction of a second cut off.
  package init(_ clock: Clock) { seconds = Int(clock.now().rounded(.down)) }

  /// Reads `2026-11-23T10:31:00+08:00`, `2026-11-23 10:31:00`, both also without seconds. A time
  /// without an offset is China's; of offsets, `+08:00` and `Z` are read. Nil for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 16, let day = TradingDay(utf8: bytes[0..<10]),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      let hour = MarketTime.two(bytes, 11), hour < 24, bytes[13] == UInt8(ascii: ":"),
      let minute = MarketTime.two(bytes, 14), minute < 60
    else { return nil }
    var rest = bytes[16...]
    var second = 0
    if rest.first == UInt8(ascii: ":") {
      guard let value = MarketTime.two(bytes, 17), value < 60 else { return nil }
      second = value
      rest = bytes[19...]
    }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst().drop { (0x30...0x39).contains($0) }
    }
    let local = MarketTime(day, minute: hour * 60 + minute, second: second)
    switch String(decoding: rest, as: UTF8.self) {
    case "", "+08:00", "+0800": self = local
    case "Z", "+00:00": self = MarketTime(seconds: local.seconds + MarketTime.offset)
    default: return nil
    }
  }

  package var day: TradingDay {
    TradingDay(daysSince1970: Int32((seconds + MarketTime.offset) / 86_400))
  }

  /// Minutes since midnight in China.
  package var minute: Int { (seconds + MarketTime.offset) % 86_400 / 60 }

  /// `2026-11-23T10:31:00+08:00`.
  package var description: String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
    return "\(day)T\(two(minute / 60)):\(two(minute % 60)):"
      + "\(two((seconds + MarketTime.offset) % 60))+08:00"
  }

  package static func < (left: MarketTime, right: MarketTime) -> Bool {
    left.seconds < right.seconds
  }

  private static func two(_ bytes: [UInt8], _ index: Int) -> Int? {
    guard index + 1 < bytes.count else { return nil }
    let digits = bytes[index...(index + 1)]
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
  }
}
