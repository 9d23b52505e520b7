/// `PriceVolumeCorr_10D` of RD-Agent's coder: pandas' `close.rolling(10, min_periods=10).corr(volume)`.
///
/// No expression says it: qlib's `Corr` drops every value where either side hardly moves in the window
/// (a `Std` of at most 2e-5), pandas does not, and it asks for ten pairs where qlib is content with one.
/// The sums are pandas 3's own (`PairAccumulator`), over every row of the loaded history; a suspended
/// day leaves the ten rows behind it without a value.
package struct PriceVolumeCorr10D: FactorImplementation {
  package init() {}

  package var name: String { "PriceVolumeCorr_10D" }
  package var fields: [String] { ["close", "volume"] }
  package var lookback: Int { 9 }

  package func values(_ columns: [[Float]]) -> [Float] {
    let window = lookback + 1
    let count = columns[0].count
    let pool = ColumnPool(rows: count)
    let sides = columns.map { column in
      Series(
        .float32, start: 0, count: count, in: pool,
        floats: { $0.initialize(from: column, count: count) })
    }
    let (close, volume) = PairInput.make(sides[0], sides[1])
    var result = [Float](repeating: .nan, count: count)
    var state = PairAccumulator()
    PairWindow.run(
      &state, close.observations, volume.observations, rows: 0..<count, emit: 0, windows: [window]
    ) { _, row, pairs in
      if pairs.count >= Double(window) { result[row] = Float(pairs.correlation) }
    }
    return result
  }
}
