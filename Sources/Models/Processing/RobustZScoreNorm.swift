import Primitives

/// (x − median) ÷ (1.4826 × MAD) per column, learned on the fit range, optionally clipped to ±3
/// (`RobustZScoreNorm`).
///
/// NaN stays; an infinite value becomes ±3 when clipped; a column without a value in the fit range
/// becomes NaN everywhere; a constant one becomes 0 because 1e-12 is added to its MAD.
package struct RobustZScoreNorm: Processor {
  package let name = "RobustZScoreNorm"
  /// Nil where the statistics were given.
  private let range: FitRange?
  private let group: String?
  private let clips: Bool
  private var positions: [Int] = []
  /// By fitted column; float32 values are exact in them.
  package private(set) var medians: [Double] = []
  package private(set) var scales: [Double] = []

  package init(range: FitRange, group: String? = nil, clipsOutliers: Bool = true) {
    self.range = range
    self.group = group
    self.clips = clipsOutliers
  }

  /// Statistics learned elsewhere, one a column of the group: `mean_train` and `std_train` of the
  /// processor in qlib.
  package init(group: String?, clipsOutliers: Bool = true, medians: [Double], scales: [Double]) {
    self.range = nil
    self.group = group
    self.clips = clipsOutliers
    self.medians = medians
    self.scales = scales
  }

  /// Throws `model.statistics` where given statistics do not fit the columns.
  package mutating func fit(_ frame: Frame) throws {
    positions = try frame.uniformPositions(of: group, for: name)
    guard let range else {
      guard positions.count == medians.count, positions.count == scales.count else {
        throw Diagnostic(
          "model.statistics", "\(medians.count) statistics for \(positions.count) columns",
          remedy: "Use the statistics of the same features.")
      }
      return
    }
    let rows = range.rows(of: frame.keys)
    medians = []
    scales = []
    for position in positions {
      switch frame.columns[position].values {
      case .float(let values): learn(values[rows])
      case .double(let values): learn(values[rows])
      }
    }
  }

  private mutating func learn<Number: FrameNumber>(_ values: ArraySlice<Number>) {
    let median = Median.value(values)
    var scale = Median.value(values.map { abs($0 - median) })
    scale += Number(1e-12)
    scale *= Number(1.4826)
    medians.append(Double(median))
    scales.append(Double(scale))
  }

  package func apply(to frame: inout Frame) throws {
    for (index, position) in positions.enumerated() {
      frame.transform(
        position, Standardization(centre: medians[index], scale: scales[index], limit: clips ? 3 : nil))
    }
  }
}

/// (x − centre) ÷ scale, then the clip, each step rounded to the column's type.
struct Standardization: ColumnTransformation {
  var centre: Double
  var scale: Double
  var limit: Double?

  func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys) {
    let centre = Number(centre)
    let scale = Number(scale)
    guard let limit = limit.map({ Number($0) }) else {
      for row in values.indices { values[row] = (values[row] - centre) / scale }
      return
    }
    for row in values.indices {
      let value = (values[row] - centre) / scale
      // Comparisons with NaN are false: it stays.
      values[row] = value > limit ? limit : value < -limit ? -limit : value
    }
  }
}

extension Frame {
  /// The positions of a group whose columns all have one type. Throws `model.mixed-types`: numpy
  /// would widen the whole group, and what pandas then stores depends on its version.
  func uniformPositions(of group: String?, for processor: String) throws -> [Int] {
    let positions = try positions(of: group)
    let types = Set(positions.map { columns[$0].values.type })
    guard types.count == 1 else {
      throw Diagnostic(
        "model.mixed-types", "\(processor) meets float32 and float64 columns in one group",
        remedy: "Give the processor a fields_group whose columns have one type.")
    }
    return positions
  }
}
