package import Primitives

/// Puts columns that were computed instrument by instrument into the order of a frame: by day, then
/// by instrument.
package struct FrameAssembly: Sendable {
  package let keys: RowKeys
  /// By block, the row of the frame for each row of the block.
  private let places: [[Int32]]

  /// The rows of one instrument.
  package struct Block: Sendable {
    package var instrument: InstrumentID
    /// Positions in the calendar, ascending.
    package var rows: [Int32]

    package init(instrument: InstrumentID, rows: [Int32]) {
      self.instrument = instrument
      self.rows = rows
    }
  }

  /// - Parameters:
  ///   - calendar: the days that the blocks' positions count.
  ///   - blocks: ascending by instrument. Throws `model.rows` otherwise.
  package init(calendar: [TradingDay], blocks: [Block]) throws {
    var counts = [Int](repeating: 0, count: calendar.count)
    for block in blocks {
      for row in block.rows {
        guard counts.indices.contains(Int(row)) else {
          throw Diagnostic(
            "model.rows", .fault,
            ["instrument": .instrument(block.instrument), "row": .count(Int(row)), "days": .count(calendar.count)],
            (
              en: "{instrument} has a row on day {row} of a calendar of {days} {days:day|days}.",
              zh: "{instrument} 在 {days} 天的日历中有第 {row} 天的行。"
            ), remedy: (en: "Report this.", zh: "请报告此问题。"))
        }
        counts[Int(row)] += 1
      }
    }
    let used = calendar.indices.filter { counts[$0] > 0 }
    var offsets = [0]
    var next = [Int](repeating: 0, count: calendar.count)
    for day in used {
      next[day] = offsets[offsets.count - 1]
      offsets.append(next[day] + counts[day])
    }
    var codes = [Int32](repeating: 0, count: offsets[offsets.count - 1])
    var places: [[Int32]] = []
    for (code, block) in blocks.enumerated() {
      places.append(
        block.rows.map { row in
          let place = next[Int(row)]
          next[Int(row)] += 1
          codes[place] = Int32(code)
          return Int32(place)
        })
    }
    keys = try RowKeys(
      instruments: blocks.map(\.instrument), days: used.map { calendar[$0] }, offsets: offsets,
      codes: codes)
    self.places = places
  }

  /// One column of the frame; `body` is called once a block, in order, and hands the block's values
  /// to the function it is given.
  package func column(
    _ body: (_ block: Int, _ place: (UnsafeBufferPointer<Float>) -> Void) throws -> Void
  ) rethrows -> [Float] {
    var column = [Float](repeating: .nan, count: keys.count)
    for (block, rows) in places.enumerated() {
      try body(block) { values in
        for (value, row) in zip(values, rows) { column[Int(row)] = value }
      }
    }
    return column
  }
}
