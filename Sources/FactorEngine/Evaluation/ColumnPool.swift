/// Memory of columns that is used again: one instrument's steps need hundreds of them, the next one's the
/// same. Belongs to one thread at a time.
final class ColumnPool {
  private let rows: Int
  private var free: [UnsafeMutableRawPointer] = []
  private var made = 0

  /// - Parameter rows: float64 values that a column holds.
  init(rows: Int) { self.rows = rows }

  deinit { for column in free { column.deallocate() } }

  func take(_ count: Int) -> UnsafeMutableRawPointer {
    if count > rows { return .allocate(byteCount: count * 8, alignment: 64) }
    if let column = free.popLast() { return column }
    made += 1
    // Columns that all began at one offset of a page would push each other out of the cache.
    return .allocate(byteCount: rows * 8 + 64 * (made % 32) + 64, alignment: 64)
  }

  func give(_ column: UnsafeMutableRawPointer, _ count: Int) {
    if count > rows { column.deallocate() } else { free.append(column) }
  }
}
