import Primitives

/// One field of one instrument: consecutive days from a calendar index on, float32, NaN = missing.
///
/// The values of a provider's file are held as they were read.
package struct FieldSeries: Sendable {
  /// Keeps the values alive: the file that was read, or a buffer of our own.
  private let owner: any AnyObject & Sendable
  /// The values without an owner, for loops that hold the series themselves.
  package let view: View
  /// Values of the file behind the calendar's end, which cannot be dated; qlib never reads them either.
  package let surplus: Int

  /// The bare values. Valid only as long as the series it was taken from.
  package struct View: @unchecked Sendable {
    // @unchecked: the pointed-to values are never written after the series was made.
    @usableFromInline let base: UnsafePointer<Float>
    @usableFromInline let start: Int
    @usableFromInline let count: Int

    init(base: UnsafePointer<Float>, start: Int, count: Int) {
      self.base = base
      self.start = start
      self.count = count
    }

    /// The value on a calendar index; NaN where there is no row.
    @inlinable package subscript(index: Int) -> Float {
      let row = index &- start
      return row >= 0 && row < count ? base[row] : .nan
    }

    /// Whether there is a row on a calendar index.
    @inlinable package func hasRow(_ index: Int) -> Bool { index >= start && index < start + count }
  }

  /// A series without rows: what an absent file is to qlib.
  package static let empty = FieldSeries(start: 0, values: [])

  package init(start: Int, values: [Float]) {
    let buffer = FloatBuffer(values)
    owner = buffer
    surplus = 0
    view = View(base: buffer.base, start: start, count: values.count)
  }

  /// `file` holds a leading start index and `count` float32 values or more.
  init(start: Int, count: Int, file: HeldFile, surplus: Int) {
    precondition(file.bytes.count >= 4 * (count + 1))
    let rows = UnsafeRawBufferPointer(rebasing: file.bytes[4...]).bindMemory(to: Float.self)
    guard let base = rows.baseAddress, count > 0 else {
      self = FieldSeries(start: start, values: [])
      return
    }
    owner = file
    self.surplus = surplus
    view = View(base: base, start: start, count: count)
  }

  /// Calendar index of the first value.
  package var start: Int { view.start }
  package var count: Int { view.count }

  /// Calendar indexes that have a row.
  package var range: Range<Int> { view.start..<(view.start + view.count) }

  /// The value on a calendar index; NaN where there is no row.
  package subscript(index: Int) -> Float { view[index] }

  package func withValues<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
    defer { withExtendedLifetime(owner) {} }
    return try body(UnsafeBufferPointer(start: view.base, count: view.count))
  }

  /// The values on a range of calendar indexes, NaN where there is no row.
  package func values(in range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count) { buffer, filled in
      for (offset, index) in range.enumerated() { buffer[offset] = view[index] }
      filled = range.count
    }
  }
}

/// Floats at an address that stays.
private final class FloatBuffer: @unchecked Sendable {
  // @unchecked: written only while it is made.
  private let values: UnsafeMutableBufferPointer<Float>

  init(_ source: [Float]) {
    values = .allocate(capacity: max(1, source.count))
    values.initialize(repeating: .nan)
    for (index, value) in source.enumerated() { values[index] = value }
  }

  deinit { values.deallocate() }

  var base: UnsafePointer<Float> {
    guard let start = values.baseAddress else { preconditionFailure("an allocation has an address") }
    return UnsafePointer(start)
  }
}
