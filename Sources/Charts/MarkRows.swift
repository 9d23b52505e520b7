import Primitives

/// The labels of marked days in rows above the first plot, so that none covers another.
struct MarkRows {
  /// Marks in the order of their days; `y` is set by the layout.
  let marks: [(ChartLayout.Mark, row: Int)]
  let rowCount: Int

  /// A mark between two trading days stands at the later one; outside the chart it is left out.
  init(_ chart: TimeChart, columns: ChartLayout.Columns, fontSize: Double) {
    var rowEnds: [[ClosedRange<Double>]] = []
    var placed: [(ChartLayout.Mark, row: Int)] = []
    let right = columns.left + columns.width
    for mark in chart.marks.sorted(by: { ($0.day, $0.label) < ($1.day, $1.label) }) {
      guard let first = chart.days.first, mark.day >= first else { continue }
      let index = chart.days.partitioningIndex { $0 >= mark.day }
      guard index < chart.days.count else { continue }
      let line = columns.x(index)
      let isBefore = line > columns.left + columns.width / 2
      let text = TextWidth.shortened(
        mark.label, width: (isBefore ? line - columns.left : right - line) - 4, fontSize: fontSize)
      let width = TextWidth.of(text, fontSize: fontSize) + 4
      let covered = isBefore ? (line - width)...line : line...(line + width)
      // A row is free if neither a label nor the line of a mark above is in the way.
      let row =
        rowEnds.firstIndex { row in row.allSatisfy { !$0.overlaps(covered) } } ?? rowEnds.count
      if row == rowEnds.count { rowEnds.append([]) }
      rowEnds[row].append(covered)
      placed.append(
        (
          ChartLayout.Mark(
            index: index, text: text, x: isBefore ? line - 4 : line + 4, y: 0, isBefore: isBefore),
          row
        ))
    }
    marks = placed
    rowCount = rowEnds.count
  }
}
