/// What a network sees of each row: its features, or a window of days that ends with the row's own.
///
/// A window is qlib's (`TSDataSampler` with `ffill+bfill`): one place a day of the data; a day on which the
/// instrument has no row takes the row before it, and where there is none in the window the one behind it.
package struct NetworkInput: Sendable {
  private let columns: [ColumnValues]
  private let width: Int
  /// Windows only.
  private let windows: Windows?

  struct Windows: Sendable {
    let steps: Int
    /// Rows that stand before the frame's own.
    let ahead: Int
    let instruments: Int
    /// Place of the day of each of the frame's rows, and its instrument's code.
    let days: [Int32]
    let codes: [Int32]
    /// By day and instrument: the row, counted over both frames, or -1.
    let rows: [Int32]
    /// The features of both frames row by row.
    let matrix: [Float]
  }

  package init(_ frame: Frame) {
    columns = frame.columns(of: "feature").map(\.values)
    width = columns.count
    windows = frame.steps.map { NetworkInput.windows(frame, $0) }
  }

  private static func windows(_ frame: Frame, _ steps: Int) -> Windows {
    let frames = [frame.lead, frame].compactMap { $0 }
    let instruments = frame.keys.instruments.count
    let dayCount = frames.reduce(0) { $0 + $1.keys.days.count }
    var rows = [Int32](repeating: -1, count: dayCount * instruments)
    var days: [Int32] = []
    days.reserveCapacity(frame.rowCount)
    var (day, row) = (0, 0)
    for (place, part) in frames.enumerated() {
      for index in part.keys.days.indices {
        for own in part.keys.rows(ofDay: index) {
          rows[day * instruments + Int(part.keys.codes[own])] = Int32(row)
          if place == frames.count - 1 { days.append(Int32(day)) }
          row += 1
        }
        day += 1
      }
    }
    let width = frame.columns(of: "feature").count
    var matrix = [Float](repeating: 0, count: row * width)
    matrix.withUnsafeMutableBufferPointer { matrix in
      var first = 0
      for part in frames {
        for (index, column) in part.columns(of: "feature").enumerated() {
          column.values.scatter(0..<part.rowCount, into: matrix, from: first * width + index, by: width)
        }
        first += part.rowCount
      }
    }
    return Windows(
      steps: steps, ahead: row - frame.rowCount, instruments: instruments, days: days, codes: frame.keys.codes,
      rows: rows, matrix: matrix)
  }

  /// Writes the input of some rows, one behind the other.
  func write(_ rows: Range<Int>, into input: UnsafeMutableBufferPointer<Float>) {
    guard let windows else {
      for (index, column) in columns.enumerated() { column.scatter(rows, into: input, from: index, by: width) }
      return
    }
    var place = 0
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: windows.steps) { window in
      windows.matrix.withUnsafeBufferPointer { matrix in
        for row in rows {
          windows.fill(window, row: row)
          for source in window {
            let start = Int(source) * width
            for column in 0..<width { input[place + column] = matrix[start + column] }
            place += width
          }
        }
      }
    }
  }

  /// Whether every input of a row is a finite number.
  func isWhole(_ row: Int) -> Bool {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width * (windows?.steps ?? 1)) { input in
      write(row..<(row + 1), into: input)
      return input.allSatisfy(\.isFinite)
    }
  }

  /// The rows of a window, counted over both frames.
  package func window(ofRow row: Int) -> [Int] {
    guard let windows else { return [row] }
    return [Int32](unsafeUninitializedCapacity: windows.steps) { window, count in
      windows.fill(window, row: row)
      count = windows.steps
    }.map { Int($0) }
  }
}

extension NetworkInput.Windows {
  fileprivate func fill(_ window: UnsafeMutableBufferPointer<Int32>, row: Int) {
    let last = Int(days[row])
    let code = Int(codes[row])
    var known: Int32 = -1
    for step in 0..<steps {
      let day = last - steps + 1 + step
      let own = day < 0 ? -1 : rows[day * instruments + code]
      if own >= 0 {
        // The first one fills the places before it.
        if known < 0 { for earlier in 0..<step { window[earlier] = own } }
        known = own
      }
      window[step] = known
    }
  }
}

extension ColumnValues {
  /// Writes some rows as float32 to places at an even distance.
  fileprivate func scatter(
    _ rows: Range<Int>, into target: UnsafeMutableBufferPointer<Float>, from first: Int, by stride: Int
  ) {
    var place = first
    switch self {
    case .float(let values):
      values.withUnsafeBufferPointer { values in
        for row in rows {
          target[place] = values[row]
          place += stride
        }
      }
    case .double(let values):
      for row in rows {
        target[place] = Float(values[row])
        place += stride
      }
    }
  }
}
