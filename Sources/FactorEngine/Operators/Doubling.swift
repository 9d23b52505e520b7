/// The extreme of windows by doubling: that of 2p rows is the larger of two of p rows, and any window is
/// covered by two that overlap. Exact, so the algorithm is free: log2 N passes that have no chain from row to
/// row, for all windows of a series together.
enum Doubling {
  /// Places that are worked on: some that never win, then the rows that the emitted ones look back at.
  struct Room {
    /// Rows of each window, at most all there are; 0 was expanding.
    let windows: [Int]
    /// Places before the first row.
    let pad: Int
    /// The row of the place behind them.
    let first: Int
    let places: Int
    /// First row whose value is written.
    let emit: Int
    let outputs: [UnsafeMutablePointer<Double>]
    private let x: Series

    init(_ x: Series, windows asked: [Int], need: Int) {
      self.x = x
      emit = x.row(need)
      windows = asked.map { $0 == 0 || $0 > x.count ? max(x.count, 1) : $0 }
      pad = windows.max() ?? 1
      first = max(0, emit - pad + 1)
      places = pad + x.count - first
      outputs = windows.map { [emit] _ in Series.column(x.pool, emit, x.count) }
    }

    /// Places of the rows that are written.
    var written: Range<Int> { (pad + emit - first)..<places }

    var results: [Series] {
      outputs.map { Series(start: x.start, count: x.count, from: emit, in: x.pool, adopting: $0) }
    }
  }

  /// - Parameters:
  ///   - windows: rows of each.
  ///   - widen: makes windows of so many rows twice as long.
  ///   - emit: a window's number, its rows, and how far back the older of its two halves lies.
  @inline(__always)
  static func run(windows: [Int], widen: (Int) -> Void, emit: (Int, Int, Int) -> Void) {
    var length = 1
    for number in windows.indices.sorted(by: { (windows[$0], $0) < (windows[$1], $1) }) {
      while length * 2 <= windows[number] {
        widen(length)
        length *= 2
      }
      emit(number, windows[number], windows[number] - length)
    }
  }
}
