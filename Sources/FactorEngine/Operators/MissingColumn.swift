/// A column in which nothing has a value.
enum MissingColumn {
  static func like(_ x: Series, need: Int) -> Series {
    let (count, from) = (x.count, x.row(need))
    return Series(
      .float64, start: x.start, count: count, from: from, in: x.pool,
      doubles: { ($0 + from).initialize(repeating: .nan, count: count - from) })
  }
}
