/// A calendar date of the exchange, without time or zone: the number of days since 1970-01-01.
package struct TradingDay: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let daysSince1970: Int32

  package init(daysSince1970: Int32) { self.daysSince1970 = daysSince1970 }

  /// The proleptic Gregorian date, or nil where there is no such date.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= TradingDay.length(ofMonth: month, year: year)
    else { return nil }
    // Days from civil: the year starts in March, so that the leap day comes last.
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSince1970 = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Reads `YYYY-MM-DD`, alone or with a time of day behind it, as pandas writes it (`2019-01-02 00:00:00`).
  ///
  /// A time with a zone is turned into China's day: `2020-01-02T16:00:00Z` is 2020-01-03. A time without one is
  /// dropped; 16:00 without a zone is refused, because it is midnight in China written in UTC.
  package init?(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8)[...])
  }

  package init?(utf8 bytes: ArraySlice<UInt8>) {
    guard bytes.count >= 10 else { return nil }
    let start = bytes.startIndex
    guard bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-") else { return nil }
    func number(_ from: Int, _ count: Int) -> Int? {
      var value = 0
      for byte in bytes[(start + from)..<(start + from + count)] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0, 4), let month = number(5, 2), let day = number(8, 2) else { return nil }
    self.init(year: year, month: month, day: day)
    guard bytes.count > 10, !bytes[(start + 10)...].elementsEqual(TradingDay.midnight) else { return }
    guard let shift = TradingDay.dayShift(bytes[(start + 10)...]) else { return nil }
    self = advanced(byDays: shift)
  }

  private static let midnight = Array(" 00:00:00".utf8)

  /// Days by which a time of day and its zone move a date in China; nil for text that is no time.
  ///
  /// `T15:00`, ` 15:00:00.000`, each with `Z`, `+08:00`, `+0800` or `+08` behind it, or without; blanks alone are
  /// no time.
  private static func dayShift(_ bytes: ArraySlice<UInt8>) -> Int? {
    if bytes.allSatisfy({ $0 == UInt8(ascii: " ") }) { return 0 }
    guard bytes.first == UInt8(ascii: " ") || bytes.first == UInt8(ascii: "T") else { return nil }
    var rest = bytes.dropFirst()
    func take(_ byte: Character) -> Bool {
      guard let wanted = byte.asciiValue, rest.first == wanted else { return false }
      rest = rest.dropFirst()
      return true
    }
    func pair(upTo limit: Int) -> Int? {
      guard rest.count >= 2 else { return nil }
      let digits = rest.prefix(2).map { Int($0) - 0x30 }
      guard digits.allSatisfy({ (0...9).contains($0) }), digits[0] * 10 + digits[1] <= limit else { return nil }
      rest = rest.dropFirst(2)
      return digits[0] * 10 + digits[1]
    }
    guard let hours = pair(upTo: 23), take(":"), let minutes = pair(upTo: 59) else { return nil }
    if take(":") {
      guard pair(upTo: 59) != nil else { return nil }
      if take(".") {
        let fraction = rest.prefix { (0x30...0x39).contains($0) }
        guard !fraction.isEmpty else { return nil }
        rest = rest.dropFirst(fraction.count)
      }
    }
    let time = hours * 60 + minutes
    guard !rest.isEmpty else { return time == 16 * 60 ? nil : 0 }
    var offset = 0
    if !take("Z") {
      let sign = take("+") ? 1 : take("-") ? -1 : 0
      guard sign != 0, let zoneHours = pair(upTo: 14) else { return nil }
      offset = sign * zoneHours * 60
      if !rest.isEmpty {
        _ = take(":")
        guard let zoneMinutes = pair(upTo: 59) else { return nil }
        offset += sign * zoneMinutes
      }
    }
    guard rest.isEmpty else { return nil }
    let inChina = time - offset + 8 * 60
    return inChina < 0 ? -1 : inChina / (24 * 60)
  }

  package var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(daysSince1970) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// 0 is Monday, 6 is Sunday.
  package var weekday: Int { ((Int(daysSince1970) + 3) % 7 + 7) % 7 }

  package var description: String {
    let (year, month, day) = civil
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2)
  }

  package func advanced(byDays days: Int) -> TradingDay {
    TradingDay(daysSince1970: daysSince1970 + Int32(days))
  }

  package static func < (left: TradingDay, right: TradingDay) -> Bool {
    left.daysSince1970 < right.daysSince1970
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}
