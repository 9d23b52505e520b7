import Primitives

/// The labels of marked days in rows above the first plot, so that none covers another.
///
/// A line starts beside its label and runs down through the rows below. Labels stand on the inner
/// side of their line, and the marks are placed from the middle outwards: a new row on top then has
/// its line outside of all labels below it on that side.
struct MarkRows {
  /// Marks with their row, counted from the top; `y` is set by the layout.
  let marks: [(ChartLayout.Mark, row: Int)]
  let rowCount: Int

  private struct Placed {
    var mark: ChartLayout.Mark
    var line: Double
    var label: ClosedRange<Double>
    /// Counted from the plot upwards.
    var level: Int
  }

  /// A mark between two trading days stands at the later one; outside the chart it is left out.
  init(_ chart: TimeChart, columns: ChartLayout.Columns, fontSize: Double) {
    var all: [Placed] = []
    for mark in chart.marks.sorted(by: { ($0.day, $0.label) < ($1.day, $1.label) }) {
      guard let first = chart.days.first, mark.day >= first else { continue }
      let index = chart.days.partitioningIndex { $0 >= mark.day }
      guard index < chart.days.count else { continue }
      all.append(MarkRows.place(mark.label, index, columns: columns, fontSize: fontSize))
    }
    let inner = all.filter { !$0.mark.isBefore }.reversed() + all.filter(\.mark.isBefore)
    var placed: [Placed] = []
    for var candidate in inner {
      let free = (0...placed.count).first { level in
        placed.allSatisfy { other in
          other.level == level
            ? !other.label.overlaps(candidate.label)
            : other.level < level
              ? !other.label.contains(candidate.line) : !candidate.label.contains(other.line)
        }
      }
      candidate.level = free ?? (placed.map(\.level).max() ?? -1) + 1
      placed.append(candidate)
    }
    let count = (placed.map(\.level).max() ?? -1) + 1
    rowCount = count
    marks = placed.sorted { $0.line < $1.line }.map { ($0.mark, count - 1 - $0.level) }
  }

  private static func place(
    _ label: String, _ index: Int, columns: ChartLayout.Columns, fontSize: Double
  ) -> Placed {
    let line = columns.x(index)
    let isBefore = line > columns.left + columns.width / 2
    let room = isBefore ? line - columns.left : columns.left + columns.width - line
    let text = TextWidth.shortened(label, width: room - 4, fontSize: fontSize)
    let width = TextWidth.of(text, fontSize: fontSize) + 4
    let mark = ChartLayout.Mark(
      index: index, text: text, x: isBefore ? line - 4 : line + 4, y: 0, isBefore: isBefore)
    return Placed(
      mark: mark, line: line, label: isBefore ? (line - width)...line : line...(line + width),
      level: 0)
  }
}
