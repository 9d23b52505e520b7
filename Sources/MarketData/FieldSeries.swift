import Primitives

/// One field of one instrument: consecutive days from a calendar index on, float32, NaN = missing.
///
/// The values of a provider's file are read where they lie, mapped into memory.
package struct FieldSeries: Sendable {
  private enum Storage: Sendable {
    case mapped(MappedFile)
    case values([Float])
  }

  /// Calendar index of the first value.
  package let start: Int
  package let count: Int
  private let storage: Storage

  /// A series without rows: what an absent file is to qlib.
  package static let empty = FieldSeries(start: 0, values: [])

  package init(start: Int, values: [Float]) {
    self.start = start
    count = values.count
    storage = .values(values)
  }

  /// `file` holds a leading start index and `count` float32 values or more.
  init(start: Int, count: Int, file: MappedFile) {
    precondition(file.bytes.count >= 4 * (count + 1))
    self.start = start
    self.count = count
    storage = .mapped(file)
  }

  /// Calendar indexes that have a row.
  package var range: Range<Int> { start..<(start + count) }

  /// The value on a calendar index; NaN where there is no row.
  package subscript(index: Int) -> Float {
    let row = index - start
    guard row >= 0, row < count else { return .nan }
    switch storage {
    case .values(let values): return values[row]
    case .mapped(let file):
      return file.bytes.load(fromByteOffset: 4 * (row + 1), as: Float.self)
    }
  }

  package func withValues<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    switch storage {
    case .values(let values): return try values.withUnsafeBufferPointer(body)
    case .mapped(let file):
      let rows = UnsafeRawBufferPointer(rebasing: file.bytes[4..<(4 * (count + 1))])
      return try body(rows.bindMemory(to: Float.self))
    }
  }

  /// The values on a range of calendar indexes, NaN where there is no row.
  package func values(in range: Range<Int>) -> [Float] {
    withValues { own in
      [Float](unsafeUninitializedCapacity: range.count) { buffer, filled in
        for (offset, index) in range.enumerated() {
          let row = index - start
          buffer[offset] = row >= 0 && row < count ? own[row] : .nan
        }
        filled = range.count
      }
    }
  }
}
