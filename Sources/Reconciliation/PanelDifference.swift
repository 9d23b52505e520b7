import Primitives
import Records

/// The first place where two tables of scores or labels differ.
struct PanelDifference: Equatable {
  var day: TradingDay
  var instrument: InstrumentID
  /// Nil where the side has no such row.
  var left: Double?
  var right: Double?

  /// Days ascending; on a day, which stocks are scored comes before how, and names ascend.
  static func first(_ recorded: PanelTable, _ own: PanelTable, _ limits: ScoreLimits) -> PanelDifference? {
    let places = own.instruments.map { recorded.instruments.binarySearch($0).map { Int32($0) } }
    for day in Set(recorded.days).union(own.days).sorted() {
      let (theirs, our) = (recorded.rows(of: day), own.rows(of: day))
      // Mostly the same stocks in the same order, which both sides have by code.
      if recorded.codes[theirs].elementsEqual(our, by: { $0 == places[Int(own.codes[$1])] }) {
        for (row, ownRow) in zip(theirs, our) {
          let (left, right) = (recorded.values[row], own.values[ownRow])
          let name = recorded.instruments[Int(recorded.codes[row])]
          if limits.exceeds(left, right, name, day) {
            return PanelDifference(day: day, instrument: name, left: left, right: right)
          }
        }
        continue
      }
      let ours = Dictionary(
        own.rows(of: day).map { (own.instruments[Int(own.codes[$0])], own.values[$0]) }
      ) { first, _ in first }
      let rows = recorded.rows(of: day)
      let names = rows.map { recorded.instruments[Int(recorded.codes[$0])] }
      if names.count != ours.count || !names.allSatisfy({ ours[$0] != nil }),
        let name = Set(names).symmetricDifference(ours.keys).min()
      {
        let left = names.firstIndex(of: name).map { recorded.values[rows.lowerBound + $0] }
        return PanelDifference(day: day, instrument: name, left: left, right: ours[name])
      }
      if let found = firstValue(recorded, ours, day, limits) { return found }
    }
    return nil
  }

  /// Among the rows that both sides have.
  static func firstCommon(_ recorded: PanelTable, _ own: PanelTable, _ limits: ScoreLimits) -> PanelDifference? {
    for day in recorded.days {
      let ours = Dictionary(
        own.rows(of: day).map { (own.instruments[Int(own.codes[$0])], own.values[$0]) }
      ) { first, _ in first }
      if let found = firstValue(recorded, ours, day, limits) { return found }
    }
    return nil
  }

  private static func firstValue(
    _ recorded: PanelTable, _ ours: [InstrumentID: Double], _ day: TradingDay, _ limits: ScoreLimits
  ) -> PanelDifference? {
    for row in recorded.rows(of: day) {
      let name = recorded.instruments[Int(recorded.codes[row])]
      guard let right = ours[name], limits.exceeds(recorded.values[row], right, name, day) else { continue }
      return PanelDifference(day: day, instrument: name, left: recorded.values[row], right: right)
    }
    return nil
  }
}
