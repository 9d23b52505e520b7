import Primitives
package import Records

/// The holdings of a recorded run, for a replay that takes its choice among equal scores.
///
/// Only days of the record are followed; on a day without holdings the record held nothing.
package struct FollowedRun: Sendable {
  /// Sorted, distinct.
  let instruments: [InstrumentID]
  private let days: [TradingDay: Range<Int>]
  /// Position in `instruments`, ascending within a day.
  private let codes: [Int32]
  /// What is held of each, adjusted shares.
  private let amounts: [Double]
  /// SHA-256 over days, instruments and amounts.
  package let digest: String

  /// - Parameters:
  ///   - report: the days of the record.
  ///   - positions: sorted by day.
  package init(report: [ReportRow], positions: [PositionRow]) {
    let instruments = Set(positions.map(\.instrument)).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(instruments, instruments.indices.map { Int32($0) }))
    var codes: [Int32] = []
    var amounts: [Double] = []
    var days: [TradingDay: Range<Int>] = [:]
    for (day, rows) in DaySlices.of(positions, \.day).sorted(by: { $0.key < $1.key }) {
      let first = codes.count
      // Of a stock with two rows the last one counts.
      var held: [Int32: Double] = [:]
      for row in rows { if let code = places[row.instrument] { held[code] = row.amount } }
      for (code, amount) in held.sorted(by: { $0.key < $1.key }) {
        codes.append(code)
        amounts.append(amount)
      }
      days[day] = first..<codes.count
    }
    for row in report where days[row.day] == nil { days[row.day] = 0..<0 }
    self.instruments = instruments
    self.days = days
    self.codes = codes
    self.amounts = amounts
    var hasher = SHA256Hasher()
    for instrument in instruments { hasher.update(Array((instrument.name + "\n").utf8)) }
    for (day, rows) in days.sorted(by: { $0.key < $1.key }) { hasher.update(Array("\(day) \(rows.count)\n".utf8)) }
    codes.withUnsafeBytes { hasher.update(labelled: "codes", $0) }
    amounts.withUnsafeBytes { hasher.update(labelled: "amounts", $0) }
    digest = hasher.finish().hex
  }

  /// At the close, by position in `instruments`; nil on a day that is none of the record.
  func holdings(on day: TradingDay) -> [(code: Int32, amount: Double)]? {
    days[day].map { rows in Array(zip(codes[rows], amounts[rows])) }
  }
}
