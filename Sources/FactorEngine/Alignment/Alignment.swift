package import Primitives

/// How one factor computed here compares with reference values, cell by cell.
package struct Alignment: Sendable {
  package enum Verdict: String, Sendable {
    /// Every cell has the reference's bits, as far as they fit into float32.
    case identical
    /// Every cell within the tolerance, and nothing missing on one side only.
    case equal
    case differs
    /// No cell in common.
    case notComparable = "not comparable"
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
  package private(set) var count = 0
  /// Cells whose bits agree, both missing included.
  package private(set) var identicalCount = 0
  /// Missing on one side only.
  package private(set) var missingMismatches = 0
  package private(set) var maxAbsolute = 0.0
  /// Relative to the reference's size; cells whose reference is 0 are left out.
  package private(set) var maxRelative = 0.0
  /// Steps of float32.
  package private(set) var maxUlp = 0
  /// Mean over days of the rank correlation of the day's cells; nil where no day has two.
  package private(set) var rankCorrelation: Double?
  /// At most ten, the largest relative distance first.
  package private(set) var worst: [Cell] = []
  /// The first day on which a cell is outside the tolerance.
  package private(set) var firstDivergence: Cell?
  package private(set) var verdict = Verdict.notComparable
  private var outside = 0

  /// The users' own tolerance: `|ours - reference| <= 1e-8 + 1e-8 * |reference|`, or one step of float32,
  /// where the reference was written with fewer digits.
  package static let tolerance = 1e-8

  /// - Parameter cells: sorted by day, then by instrument.
  package init(name: String, cells: [Cell]) {
    self.name = name
    count = cells.count
    var bad: [(cell: Cell, distance: Double)] = []
    for cell in cells {
      let (ours, reference) = (cell.ours, cell.reference)
      if ours == reference || (ours.isNaN && reference.isNaN) {
        identicalCount += 1
        continue
      }
      if ours.isNaN || reference.isNaN {
        missingMismatches += 1
        bad.append((cell, .infinity))
        if firstDivergence == nil { firstDivergence = cell }
        continue
      }
      let distance = abs(Double(ours) - Double(reference))
      let size = abs(Double(reference))
      let relative = size == 0 ? distance : distance / size
      maxAbsolute = max(maxAbsolute, distance)
      if size > 0 { maxRelative = max(maxRelative, relative) }
      let steps = Alignment.ulps(ours, reference)
      maxUlp = max(maxUlp, steps)
      bad.append((cell, relative))
      if steps > 1, !(distance <= Alignment.tolerance * (1 + size)) {
        outside += 1
        if firstDivergence == nil { firstDivergence = cell }
      }
    }
    let order = bad.indices.sorted { left, right in
      bad[left].distance == bad[right].distance ? left < right : bad[left].distance > bad[right].distance
    }
    worst = order.prefix(10).map { bad[$0].cell }
    rankCorrelation = DailyRankCorrelation.mean(cells)
    if count == 0 {
      verdict = .notComparable
    } else if identicalCount == count {
      verdict = .identical
    } else {
      verdict = missingMismatches == 0 && outside == 0 ? .equal : .differs
    }
  }

  /// Places between two values in the order of all float32.
  static func ulps(_ left: Float, _ right: Float) -> Int {
    func place(_ value: Float) -> Int {
      let bits = Int(value.bitPattern & 0x7FFF_FFFF)
      return value.sign == .minus ? -bits : bits
    }
    return abs(place(left) - place(right))
  }
}

/// Spearman's correlation of each day's cells, averaged over the days.
enum DailyRankCorrelation {
  static func mean(_ cells: [Alignment.Cell]) -> Double? {
    var sum = 0.0
    var days = 0
    var start = 0
    while start < cells.count {
      var end = start
      while end < cells.count, cells[end].day == cells[start].day { end += 1 }
      let present = cells[start..<end].filter { !$0.ours.isNaN && !$0.reference.isNaN }
      let left = AverageRank.ranks(present.map { Double($0.ours) })
      let right = AverageRank.ranks(present.map { Double($0.reference) })
      if let value = correlation(left, right) {
        sum += value
        days += 1
      }
      start = end
    }
    return days == 0 ? nil : sum / Double(days)
  }

  private static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
    guard left.count > 1 else { return nil }
    let middle = Double(left.count + 1) / 2
    var product = 0.0
    var first = 0.0
    var second = 0.0
    for (a, b) in zip(left, right) {
      product += (a - middle) * (b - middle)
      first += (a - middle) * (a - middle)
      second += (b - middle) * (b - middle)
    }
    return first == 0 || second == 0 ? nil : product / (first * second).squareRoot()
  }
}

/// Ranks from 1 on, ties averaged.
enum AverageRank {
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      start = end
    }
    return ranks
  }
}
