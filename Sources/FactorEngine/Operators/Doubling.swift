/// The extreme of windows by doubling: that of 2p rows is the larger of two of p rows, and any window is
/// covered by two that overlap. Exact, so the algorithm is free: log2 N passes that have no chain from row to
/// row, for all windows of a series together.
enum Doubling {
  /// - Parameters:
  ///   - values: `pad` places that never win, then the rows.
  ///   - windows: rows, each with its number; ascending.
  ///   - widen: makes places twice as long: from, to, rows of each half, places.
  ///   - emit: a window's number and rows, the places of this length, their length.
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
