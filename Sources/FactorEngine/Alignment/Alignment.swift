package import Primitives

/// How one factor computed here compares with reference values, cell by cell.
package struct Alignment: Sendable {
  package enum Verdict: String, Sendable {
    /// Every cell has the reference's bits, as far as they fit into float32.
    case identical
    /// Every cell within the tolerance, and nothing missing on one side only.
    case equal
    /// As `equal`, but for cells whose distance is the reference's environment: single steps of float32
    /// as other versions of pandas and numpy, or another processor, give them.
    case referenceEnvironment = "reference environment"
    /// Not equal cell by cell, but by `StatisticalCriterion`: a state of its own.
    case statisticallyEqual = "statistically equal"
    case failed
    /// No cell in common.
    case notComparable = "not comparable"

    /// Whether the factor means what its reference means, cell by cell.
    package var isEqual: Bool {
      self == .identical || self == .equal || self == .referenceEnvironment
    }
  }

  package struct Cell: Equatable, Sendable {
    package var instrument: InstrumentID
    package var day: TradingDay
    package var ours: Float
    package var reference: Float

    package init(instrument: InstrumentID, day: TradingDay, ours: Float, reference: Float) {
      self.instrument = instrument
      self.day = day
      self.ours = ours
      self.reference = reference
    }
  }

  package let name: String
  /// Cells of the reference that were compared, both missing included.
  package let count: Int
  /// Cells whose bits agree, both missing included.
  package private(set) var identicalCount = 0
  /// Cells that have a value here, in the reference, and in both.
  package private(set) var presentHere = 0
  package private(set) var presentThere = 0
  package private(set) var presentBoth = 0
  /// Missing on one side only.
  package private(set) var missingMismatches = 0
  package private(set) var maxAbsolute = 0.0
  /// Relative to the reference's size; cells whose reference is 0 are left out.
  package private(set) var maxRelative = 0.0
  /// Steps of float32.
  package private(set) var maxUlp = 0
  /// Rank correlation of each day's cells.
  package let rank: DailyRankCorrelation
  /// At most ten, missing on one side first, then the largest relative distance first.
  package private(set) var worst: [Cell] = []
  /// The first day on which a cell is outside the tolerance.
  package private(set) var firstDivergence: Cell?
  /// Cells with a value on both sides that are outside the tolerance.
  package private(set) var outsideCount = 0
  /// The first of them, `outsideMax` at most.
  package private(set) var outside: [Cell] = []
  /// The largest distance in steps among `outside`.
  package private(set) var outsideUlp = 0
  package private(set) var verdict = Verdict.notComparable
  /// Why the two differ; nil where nothing is known.
  package private(set) var cause: Message?

  /// The users' own tolerance: `|ours - reference| <= 1e-8 + 1e-8 * |reference|`.
  package static let tolerance = 1e-8
  /// So many cells outside the tolerance are looked at one by one.
  static let outsideMax = 1000
  /// At most one cell in so many may be the reference environment's; measured are 4 in 100,000
  /// (`Contracts.md`, reference environment).
  static let environmentShare = 1000

  /// - Parameter cells: sorted by day, then by instrument.
  package init(name: String, cells: [Cell]) {
    self.init(
      name: name, days: cells.map(\.day), ours: cells.map(\.ours),
      reference: cells.map(\.reference), instrument: { cells[$0].instrument })
  }

  /// Rows sorted by day, then by instrument.
  init(
    name: String, days: [TradingDay], ours: [Float], reference: [Float],
    instrument: (Int) -> InstrumentID
  ) {
    self.name = name
    count = ours.count
    rank = DailyRankCorrelation(days: days, ours, reference)
    func cell(_ row: Int) -> Cell {
      Cell(
        instrument: instrument(row), day: days[row], ours: ours[row], reference: reference[row])
    }
    var bad: [(row: Int, distance: Double)] = []
    var first: Int?
    for row in ours.indices {
      let (here, there) = (ours[row], reference[row])
      if !here.isNaN { presentHere += 1 }
      if !there.isNaN { presentThere += 1 }
      if here == there || (here.isNaN && there.isNaN) {
        if !here.isNaN { presentBoth += 1 }
        identicalCount += 1
        continue
      }
      if here.isNaN || there.isNaN {
        missingMismatches += 1
        bad.append((row, .infinity))
        first = first ?? row
        continue
      }
      presentBoth += 1
      let distance = abs(Double(here) - Double(there))
      let size = abs(Double(there))
      let relative = size == 0 ? distance : distance / size
      maxAbsolute = max(maxAbsolute, distance)
      if size > 0 { maxRelative = max(maxRelative, relative) }
      let steps = Alignment.ulps(here, there)
      maxUlp = max(maxUlp, steps)
      bad.append((row, relative))
      if !(distance <= Alignment.tolerance * (1 + size)) {
        outsideCount += 1
        outsideUlp = max(outsideUlp, steps)
        if outside.count < Alignment.outsideMax { outside.append(cell(row)) }
        first = first ?? row
      }
    }
    firstDivergence = first.map(cell)
    bad.sort { $0.distance == $1.distance ? $0.row < $1.row : $0.distance > $1.distance }
    worst = bad.prefix(10).map { cell($0.row) }
    verdict = judge(medianRelative: bad.isEmpty ? 0 : medianRelative(bad))
  }

  private func judge(medianRelative: Double) -> Verdict {
    if presentHere == 0, presentThere == 0 { return count == 0 ? .notComparable : .identical }
    if identicalCount == count { return .identical }
    if missingMismatches == 0, outsideCount == 0 { return .equal }
    if missingMismatches == 0, outsideUlp <= 1, isRare { return .referenceEnvironment }
    let criterion = StatisticalCriterion.holds(
      rank, count: count, missingMismatches: missingMismatches, medianRelative: medianRelative)
    return criterion ? .statisticallyEqual : .failed
  }

  /// Whether so few cells are outside the tolerance as the reference's environment alone explains.
  package var isRare: Bool { outsideCount <= max(1, count / Alignment.environmentShare) }

  /// Of the cells present on both sides; `bad` is sorted, the largest first.
  private func medianRelative(_ bad: [(row: Int, distance: Double)]) -> Double {
    let place = missingMismatches + presentBoth / 2
    return place < bad.count ? bad[place].distance : 0
  }

  /// Takes the cells outside the tolerance for the reference's environment, for a reason.
  package mutating func attributeToEnvironment(_ reason: Message) {
    verdict = .referenceEnvironment
    cause = reason
  }

  package mutating func setCause(_ cause: Message) { self.cause = cause }

  /// Places between two values in the order of all float32.
  static func ulps(_ left: Float, _ right: Float) -> Int {
    func place(_ value: Float) -> Int {
      let bits = Int(value.bitPattern & 0x7FFF_FFFF)
      return value.sign == .minus ? -bits : bits
    }
    return abs(place(left) - place(right))
  }
}

/// When values that are not equal cell by cell still mean the same to whoever ranks stocks by them.
package enum StatisticalCriterion {
  /// The rank correlation that a day needs, and the share of days that need it.
  package static let correlationMin = 0.999
  package static let daysMin = 0.99
  /// Share of cells that may be missing on one side only.
  package static let missingMax = 0.001
  /// Half of the cells are nearer than this: ranks alone pass over another unit.
  package static let medianRelativeMax = 0.01
  /// A day with fewer instruments is not judged, and fewer judged days are no statistic.
  package static let instrumentsMin = 10
  package static let judgedDaysMin = 5

  /// The criterion in words.
  package static let text = Message(
    "factor.statistical-criterion",
    [
      "correlation": .number(correlationMin), "days": .rate(daysMin), "instruments": .count(instrumentsMin),
      "missing": .rate(missingMax), "distance": .rate(medianRelativeMax),
    ],
    en: "The rank correlation is at least {correlation} on {days} of days with {instruments} instruments or more. "
      + "At most {missing} of cells are missing on one side. Half of the cells lie within {distance}.",
    zh: "在股票数不少于 {instruments} 的交易日中，{days} 的日期秩相关不低于 {correlation}；"
      + "单侧缺失的单元不超过 {missing}；半数单元的偏差在 {distance} 以内。")

  static func holds(
    _ rank: DailyRankCorrelation, count: Int, missingMismatches: Int, medianRelative: Double
  ) -> Bool {
    rank.judgedDays >= judgedDaysMin
      && Double(rank.faithfulDays) >= daysMin * Double(rank.judgedDays)
      && Double(missingMismatches) <= missingMax * Double(count)
      && medianRelative <= medianRelativeMax
  }
}
