import Primitives

/// Two frames side by side, matched by day and instrument as pandas joins them.
enum FrameJoin {
  enum Kind: String, CaseIterable {
    /// The rows of the left frame.
    case left
    case right
    /// The rows of both together.
    case outer
    /// The rows that both have.
    case inner
  }

  /// The columns of the left frame, then those of the right; what one side lacks is missing.
  static func join(_ left: Frame, _ right: Frame, _ kind: Kind) throws -> Frame {
    let pairs = FrameJoin.pairs(left.keys, right.keys, kind)
    func gathered(_ frame: Frame, _ rows: [Int32]) -> [Column] {
      frame.columns.map { Column(group: $0.group, name: $0.name, values: $0.values.gathering(rows)) }
    }
    let keys =
      kind == .left
      ? left.keys
      : try RowKeys(
        rows: pairs.indices.map { row in
          let pair = pairs[row]
          return pair.left >= 0 ? left.keys.key(ofRow: Int(pair.left)) : right.keys.key(ofRow: Int(pair.right))
        })
    return try Frame(
      keys: keys, columns: gathered(left, pairs.map(\.left)) + gathered(right, pairs.map(\.right)))
  }

  /// Row numbers of both sides, -1 where a side has none, sorted by day and instrument.
  private static func pairs(_ left: RowKeys, _ right: RowKeys, _ kind: Kind) -> [(left: Int32, right: Int32)] {
    var pairs: [(left: Int32, right: Int32)] = []
    pairs.reserveCapacity(max(left.count, right.count))
    let (takesLeft, takesRight) = (kind == .left || kind == .outer, kind == .right || kind == .outer)
    var (day, otherDay) = (0, 0)
    while day < left.days.count || otherDay < right.days.count {
      let here = day < left.days.count ? left.days[day] : nil
      let there = otherDay < right.days.count ? right.days[otherDay] : nil
      let next = [here, there].compactMap { $0 }.min()
      let rows = here == next ? left.rows(ofDay: day) : 0..<0
      let others = there == next ? right.rows(ofDay: otherDay) : 0..<0
      var (row, other) = (rows.lowerBound, others.lowerBound)
      while row < rows.upperBound || other < others.upperBound {
        let name = row < rows.upperBound ? left.instrument(ofRow: row) : nil
        let otherName = other < others.upperBound ? right.instrument(ofRow: other) : nil
        if let name, let otherName, name == otherName {
          pairs.append((Int32(row), Int32(other)))
          row += 1
          other += 1
        } else if let name, otherName.map({ name < $0 }) ?? true {
          if takesLeft { pairs.append((Int32(row), -1)) }
          row += 1
        } else {
          if takesRight { pairs.append((-1, Int32(other))) }
          other += 1
        }
      }
      if here == next { day += 1 }
      if there == next { otherDay += 1 }
    }
    return pairs
  }
}

extension RowKeys {
  fileprivate func key(ofRow row: Int) -> (day: TradingDay, instrument: InstrumentID) {
    (day(ofRow: row), instrument(ofRow: row))
  }
}

extension ColumnValues {
  /// The values of some rows; -1 is missing.
  fileprivate func gathering(_ rows: [Int32]) -> ColumnValues {
    switch self {
    case .float(let values): .float(rows.map { $0 < 0 ? .nan : values[Int($0)] })
    case .double(let values): .double(rows.map { $0 < 0 ? .nan : values[Int($0)] })
    }
  }
}
