package import Primitives

/// A table as qlib's handlers keep it: rows by day and instrument, columns in the loader's order.
///
/// Copies share their columns until one of them is written to.
package struct Frame: Equatable, Sendable {
  package private(set) var keys: RowKeys
  package private(set) var columns: [Column]
  /// Days of an instrument that a model sees for each row (qlib's `step_len`); nil where it sees the row alone.
  package private(set) var steps: Int?
  /// None or one.
  private var leads: [Frame] = []

  /// The rows of the days before, for models that look back: same columns, and instruments in the same order.
  package var lead: Frame? { leads.first }

  /// Throws `model.frame` for columns of another length than the keys.
  package init(keys: RowKeys, columns: [Column]) throws {
    for column in columns where column.values.count != keys.count {
      throw Diagnostic(
        "model.frame", .fault,
        ["column": .text(column.name), "values": .count(column.values.count), "rows": .count(keys.count)],
        (
          en: "The column '{column}' has {values} {values:value|values} for {rows} {rows:row|rows}.",
          zh: "列“{column}”有 {values} 个值，而行数为 {rows}。"
        ), remedy: (en: "Report this.", zh: "请报告此问题。"))
    }
    self.keys = keys
    self.columns = columns
  }

  package var rowCount: Int { keys.count }

  /// The columns of a group, in order.
  package func columns(of group: String) -> [Column] { columns.filter { $0.group == group } }

  package func names(of group: String) -> [String] {
    columns.lazy.filter { $0.group == group }.map(\.name)
  }

  /// Positions of the columns of a group, or of all columns. Throws `model.group` where the frame
  /// has no such group, as pandas raises.
  func positions(of group: String?) throws -> [Int] {
    guard let group else { return Array(columns.indices) }
    let found = columns.indices.filter { columns[$0].group == group }
    if found.isEmpty {
      let groups = Set(columns.map(\.group)).sorted()
      throw Diagnostic(
        "model.group", .unsupported, ["group": .text(group), "groups": .names(groups)],
        (en: "The group '{group}' has no columns. Groups with columns: {groups}.", zh: "组“{group}”没有列，有列的组：{groups}。"),
        remedy: (en: "Correct `fields_group` of the processor.", zh: "请更正处理器的 `fields_group`。"))
    }
    return found
  }

  /// The rows of some days, both ends included.
  package func segment(from start: TradingDay, through end: TradingDay) -> Frame {
    let rows = keys.rows(from: start, through: end)
    if rows == 0..<rowCount { return self }
    return selecting(rows)
  }

  private func selecting(_ rows: Range<Int>) -> Frame {
    var frame = self
    frame.keys = keys.selecting(Array(rows))
    for index in columns.indices { frame.columns[index].values = columns[index].values.selecting(rows) }
    frame.steps = nil
    frame.leads = []
    return frame
  }

  /// The rows of some days behind those of the days before, for a model that looks at `steps` days.
  ///
  /// - Parameter earliest: the first day before them that it looks at.
  package func windowed(_ steps: Int, from start: TradingDay, through end: TradingDay, since earliest: TradingDay)
    -> Frame
  {
    let rows = keys.rows(from: start, through: end)
    let first = keys.rows(from: earliest, through: end).lowerBound
    let before = first..<max(first, rows.lowerBound)
    var frame = segment(from: start, through: end)
    frame.steps = steps
    if !before.isEmpty, !rows.isEmpty { frame.leads = [selecting(before)] }
    return frame
  }

  /// Some rows, given ascending.
  package func selecting(_ rows: [Int]) -> Frame {
    var frame = self
    frame.keys = keys.selecting(rows)
    for index in columns.indices {
      frame.columns[index].values = columns[index].values.selecting(rows)
    }
    frame.steps = nil
    frame.leads = []
    return frame
  }

  /// Some columns, in the order of the frame.
  package func keeping(_ isKept: (Column) -> Bool) -> Frame {
    var frame = self
    frame.columns = columns.filter(isKept)
    return frame
  }

  /// Columns by group and name, as `sort_index(axis=1)` orders them.
  func sortingColumns() -> Frame {
    var frame = self
    frame.columns.sort { ($0.group, $0.name) < ($1.group, $1.name) }
    return frame
  }

  /// Runs a transformation over one column, in place.
  mutating func transform(_ position: Int, _ transformation: some ColumnTransformation) {
    // Taken out of the frame first, so that the array is not copied on the first write.
    let taken = columns[position].values
    columns[position].values = .float([])
    columns[position].values = transformation.applied(to: taken, keys)
  }
}

/// What a processor does to one column, in the column's own type.
protocol ColumnTransformation {
  func callAsFunction<Number: FrameNumber>(_ values: inout [Number], _ keys: RowKeys)
  /// For transformations that change the type; the others leave it.
  func applied(to values: consuming ColumnValues, _ keys: RowKeys) -> ColumnValues
}

extension ColumnTransformation {
  func applied(to values: consuming ColumnValues, _ keys: RowKeys) -> ColumnValues {
    switch consume values {
    case .float(var numbers):
      self(&numbers, keys)
      return .float(numbers)
    case .double(var numbers):
      self(&numbers, keys)
      return .double(numbers)
    }
  }
}
