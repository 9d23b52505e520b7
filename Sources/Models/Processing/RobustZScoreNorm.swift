import Primitives

/// (x − median) ÷ (1.4826 × MAD) per column, learned on the fit range, optionally clipped to ±3
/// (`RobustZScoreNorm`).
///
/// NaN stays; an infinite value becomes ±3 when clipped; a column without a value in the fit range
/// becomes NaN everywhere; a constant one becomes 0 because 1e-12 is added to its MAD.
package struct RobustZScoreNorm: LearningProcessor {
  package let name = "RobustZScoreNorm"
  /// Nil where the statistics were given.
  private let range: FitRange?
  package let group: String?
  private let clips: Bool
  /// Median and scaled MAD of each column; float32 values are exact in them.
  package var learned: [LearnedColumn] = []
  /// By position, where statistics were given without names.
  private var given: [(centre: Double, scale: Double)]?

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
    given = zip(medians, scales).map { ($0, $1) }
  }

  /// Throws `model.statistics` where given statistics do not fit the columns.
  package mutating func fit(_ frame: Frame) throws {
    let positions = try frame.uniformPositions(of: group, for: name)
    guard let range else {
      guard let given, positions.count == given.count else {
        throw Diagnostic(
          "model.statistics", .unsupported, ["given": .count(given?.count ?? 0), "columns": .count(positions.count)],
          (
            en: "There are {given} statistics for {columns} {columns:column|columns}.",
            zh: "{columns} 列只有 {given} 个统计量。"
          ), remedy: (en: "Use the statistics of the same features.", zh: "请使用相同特征的统计量。"))
      }
      learned = zip(positions, given).map { LearnedColumn(frame.columns[$0], $1.centre, $1.scale) }
      return
    }
    let rows = range.rows(of: frame.keys)
    learned = positions.map { position in
      let column = frame.columns[position]
      let (median, scale) =
        switch column.values {
        case .float(let values): RobustZScoreNorm.statistics(values[rows])
        case .double(let values): RobustZScoreNorm.statistics(values[rows])
        }
      return LearnedColumn(column, median, scale)
    }
  }

  private static func statistics<Number: FrameNumber>(_ values: ArraySlice<Number>) -> (Double, Double) {
    let median = Median.value(values)
    var scale = Median.value(values.map { abs($0 - median) })
    scale += Number(1e-12)
    scale *= Number(1.4826)
    return (Double(median), Double(scale))
  }

  package func apply(to frame: inout Frame) throws {
    for (position, column) in try places(in: frame) {
      frame.transform(
        position, Standardization(centre: column.first, scale: column.second, limit: clips ? 3 : nil))
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
        "model.mixed-types", .unsupported, ["processor": .text(processor)],
        (
          en: "{processor} meets float32 and float64 columns in one group.",
          zh: "{processor} 在同一组中遇到 float32 与 float64 列。"
        ),
        remedy: (
          en: "Give the processor a `fields_group` whose columns have one type.",
          zh: "请为该处理器指定列类型一致的 `fields_group`。"
        ))
    }
    return positions
  }
}
