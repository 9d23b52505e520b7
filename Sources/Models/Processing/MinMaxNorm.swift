/// (x − minimum) ÷ (maximum − minimum) per column, learned on the fit range (`MinMaxNorm`).
///
/// A constant column stays as it is; values outside the fit range's span leave 0...1.
package struct MinMaxNorm: Processor {
  package let name = "MinMaxNorm"
  private let range: FitRange
  private let group: String?
  private var positions: [Int] = []
  package private(set) var minima: [Double] = []
  package private(set) var maxima: [Double] = []

  package init(range: FitRange, group: String? = nil) {
    self.range = range
    self.group = group
  }

  package mutating func fit(_ frame: Frame) throws {
    positions = try frame.uniformPositions(of: group, for: name)
    let rows = range.rows(of: frame.keys)
    minima = []
    maxima = []
    for position in positions {
      var low = Double.infinity
      var high = -Double.infinity
      var isMissing = true
      for row in rows {
        let value = frame.columns[position].values[row]
        if value.isNaN { continue }
        isMissing = false
        if value < low { low = value }
        if value > high { high = value }
      }
      minima.append(isMissing ? .nan : low == high ? 0 : low)
      maxima.append(isMissing ? .nan : low == high ? 1 : high)
    }
  }

  package func apply(to frame: inout Frame) throws {
    for (index, position) in positions.enumerated() {
      frame.transform(position, Scaling(low: minima[index], high: maxima[index]))
    }
  }

  private struct Scaling: ColumnTransformation {
    var low: Double
    var high: Double

    func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
      let low = Number(low)
      let span = Number(high) - low
      for row in values.indices { values[row] = (values[row] - low) / span }
    }
  }
}
