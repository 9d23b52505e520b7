import Dispatch
package import FactorEngine
package import Primitives

/// Puts columns that were computed instrument by instrument into the order of a frame: by day, then
/// by instrument.
package struct FrameAssembly: Sendable {
  package let keys: RowKeys
  /// By block, the row of the frame for each row of the block.
  private let places: [[Int32]]

  /// - Parameters:
  ///   - calendar: the days that the blocks' positions count.
  ///   - blocks: ascending by instrument. Throws `model.rows` otherwise.
  package init(calendar: [TradingDay], blocks: [FactorRows]) throws {
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

  /// Columns of the frame without a value yet.
  package func emptyColumns(_ count: Int) -> [[Float]] {
    [[Float]](repeating: [Float](repeating: .nan, count: keys.count), count: count)
  }

  /// Puts the values of some blocks into their rows, a column a task.
  ///
  /// - Parameters:
  ///   - blocks: places of the blocks.
  ///   - values: hands a block's values of a column to the function it is given.
  package func place(
    _ blocks: Range<Int>, into columns: inout [[Float]],
    _ values: @Sendable (_ block: Int, _ column: Int, _ put: (UnsafeBufferPointer<Float>) -> Void) -> Void
  ) {
    columns.withUnsafeMutableBufferPointer { columns in
      // Each task writes to its own column.
      nonisolated(unsafe) let columns = columns
      DispatchQueue.concurrentPerform(iterations: columns.count) { number in
        columns[number].withUnsafeMutableBufferPointer { column in
          for block in blocks {
            values(block, number) { for (value, row) in zip($0, places[block]) { column[Int(row)] = value } }
          }
        }
      }
    }
  }
}
