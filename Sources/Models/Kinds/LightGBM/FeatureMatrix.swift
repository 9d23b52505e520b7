/// The features of some rows as LightGBM takes them: float32 or float64, row by row.
struct FeatureMatrix {
  enum Storage {
    case float([Float])
    case double([Double])
  }

  let names: [String]
  let rowCount: Int
  let storage: Storage

  /// Columns of one type stay in it; a mixture is widened, as pandas' `.values` does.
  init(_ frame: Frame, rows: Range<Int>) {
    let columns = frame.columns(of: "feature")
    names = columns.map(\.name)
    rowCount = rows.count
    let floats = columns.compactMap { column -> [Float]? in
      if case .float(let values) = column.values { values } else { nil }
    }
    if floats.count == columns.count {
      storage = .float(FeatureMatrix.interleave(floats, rows: rows))
    } else {
      storage = .double(
        FeatureMatrix.interleave(
          columns.map { column in
            switch column.values {
            case .float(let values): values.map { Double($0) }
            case .double(let values): values
            }
          }, rows: rows))
    }
  }

  /// Calls back with the memory and LightGBM's number of its type.
  func withMemory<Result>(_ body: (UnsafeRawPointer?, Int32) throws -> Result) rethrows -> Result {
    switch storage {
    case .float(let values): try values.withUnsafeBytes { try body($0.baseAddress, 0) }
    case .double(let values): try values.withUnsafeBytes { try body($0.baseAddress, 1) }
    }
  }

  private static func interleave<Number: FrameNumber>(
    _ columns: [[Number]], rows: Range<Int>
  ) -> [Number] {
    let width = columns.count
    return [Number](unsafeUninitializedCapacity: rows.count * width) { matrix, count in
      for (index, column) in columns.enumerated() {
        column.withUnsafeBufferPointer { values in
          var place = index
          for row in rows {
            matrix.initializeElement(at: place, to: values[row])
            place += width
          }
        }
      }
      count = rows.count * width
    }
  }
}
