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
    let places = places(own, in: recorded)
    for day in Set(recorded.days).union(own.days).sorted() {
      switch besideEachOther(recorded, own, day, places, limits) {
      case .made(let found): if let found { return found } else { continue }
      case .otherRows: break
      }
      let ours = ours(own, day)
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
    let places = places(own, in: recorded)
    for day in recorded.days {
      switch besideEachOther(recorded, own, day, places, limits) {
      case .made(let found): if let found { return found }
      case .otherRows: if let found = firstValue(recorded, ours(own, day), day, limits) { return found }
      }
    }
    return nil
  }

  private enum Compared {
    case made(PanelDifference?)
    /// Other stocks on the two sides.
    case otherRows
  }

  /// The instruments of one table as positions in another.
  private static func places(_ own: PanelTable, in recorded: PanelTable) -> [Int32?] {
    own.instruments.map { recorded.instruments.binarySearch($0).map { Int32($0) } }
  }

  /// A day on which both sides have the same stocks, which is nearly every one: row beside row.
  private static func besideEachOther(
    _ recorded: PanelTable, _ own: PanelTable, _ day: TradingDay, _ places: [Int32?], _ limits: ScoreLimits
  ) -> Compared {
    let (theirs, ours) = (recorded.rows(of: day), own.rows(of: day))
    guard recorded.codes[theirs].elementsEqual(ours, by: { $0 == places[Int(own.codes[$1])] }) else {
      return .otherRows
    }
    for (row, ownRow) in zip(theirs, ours) {
      let (left, right) = (recorded.values[row], own.values[ownRow])
      let name = recorded.instruments[Int(recorded.codes[row])]
      guard limits.exceeds(left, right, name, day) else { continue }
      return .made(PanelDifference(day: day, instrument: name, left: left, right: right))
    }
    return .made(nil)
  }

  private static func ours(_ own: PanelTable, _ day: TradingDay) -> [InstrumentID: Double] {
    Dictionary(own.rows(of: day).map { (own.instruments[Int(own.codes[$0])], own.values[$0]) }) { first, _ in first }
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
