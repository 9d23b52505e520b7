package import Primitives

/// A bar a day from zero, such as the daily difference of two runs: one event, or every day.
package struct DailyBars: Equatable, Sendable {
  package var head: ChartHead
  package var days: [TradingDay]
  /// One a day; what is not finite has no bar.
  package var values: [Double]
  /// What stands at the right, in two lines: the median, and on how many days there is a difference.
  package var notes: [String]
  /// Beyond this size bars are cut; nil where none is.
  package var cut: Double?
  /// Names the day of the longest bar where it is cut.
  package var outlier: (day: TradingDay, label: String)?
  package var dayWord: String
  package var valueWord: String

  package init(
    head: ChartHead, days: [TradingDay], values: [Double], notes: [String], cut: Double? = nil,
    outlier: (day: TradingDay, label: String)? = nil, dayWord: String, valueWord: String
  ) {
    self.head = head
    self.days = days
    self.values = values
    self.notes = notes
    self.cut = cut
    self.outlier = outlier
    self.dayWord = dayWord
    self.valueWord = valueWord
  }

  package static func == (left: DailyBars, right: DailyBars) -> Bool {
    left.head == right.head && left.days == right.days && left.values.elementsEqual(right.values, by: sameBits)
      && left.notes == right.notes && left.cut == right.cut && left.outlier?.day == right.outlier?.day
      && left.outlier?.label == right.outlier?.label && left.dayWord == right.dayWord
      && left.valueWord == right.valueWord
  }

  private static func sameBits(_ left: Double, _ right: Double) -> Bool { left.bitPattern == right.bitPattern }

  func check() throws { try DayData.check(head.id, days, [(valueWord, values.count)]) }

  /// The ten days of the largest size.
  package var table: ChartTable {
    let largest = zip(days, values).filter { $0.1.isFinite && $0.1 != 0 }
      .sorted { ($1.1.magnitude, $0.0) < ($0.1.magnitude, $1.0) }.prefix(10)
    return ChartTable(
      columns: [dayWord, valueWord], rows: largest.map { [$0.0.description, NumberText.value($0.1, unit: .plain)] })
  }

  /// In pixels.
  private static let barWidth = 2.0

  func drawing(_ width: ChartWidth) -> Drawing {
    let shown = values.map { value in cut.map { min(max(value, -$0), $0) } ?? value }
    let scale = ValueScale(shown, including: 0, tickCountMax: 4)
    let ticks = scale.map { NumberText.ticks($0, unit: .plain) } ?? []
    let left = PlotFrame.left(ticks)
    // On a phone the notes stand above the plot.
    let isBeside = width != .narrow
    let right = PlotFrame.right(isBeside ? PlotFrame.widest(notes) + 12 : PeriodAxis.overhang, width)
    let top = 8 + (isBeside ? 0 : 16 * Double(notes.count))
    let plot = PlotFrame(x: left, y: top, width: max(40, width.pixels - left - right), height: 96)
    var drawing = Drawing(width: width.pixels, height: plot.bottom + 24)
    let axis = PeriodAxis(days, width: plot.width, fontSize: Drawing.fontSize)
    drawing.stroke("c-axis", axis.marks(below: plot, of: days.count))
    drawing.words(of: axis, below: plot)
    guard let scale else { return drawing }
    drawing.values(scale, ticks, in: plot)
    let zero = plot.height(0, scale)
    // A line from zero for each two columns of pixels: to the value of largest size on either side.
    var reach: [Int: (low: Double, high: Double)] = [:]
    for (index, value) in shown.enumerated() where value.isFinite && value != 0 {
      let column = Int((PeriodAxis.offset(index, days.count, plot.width) / DailyBars.barWidth).rounded(.down))
      let before = reach[column] ?? (0, 0)
      reach[column] = (min(before.low, value), max(before.high, value))
    }
    let columns = reach.sorted { $0.key < $1.key }
    drawing.stroke(
      "s-difference",
      columns.map { column, range in
        let x = PlotFrame.sharp(plot.x + Double(column) * DailyBars.barWidth)
        return [.init(x: x, y: plot.height(range.low, scale)), .init(x: x, y: plot.height(range.high, scale))]
      }, data: [("data-label", valueWord), ("data-kind", "bars")])
    drawing.stroke("c-ink", [plot.across(zero)])
    for (line, note) in notes.enumerated() {
      let room = isBeside ? right - 12 : width.pixels
      drawing.word(
        TextWidth.shortened(note, width: room, fontSize: Drawing.fontSize), line == 0 ? "t-difference" : "c-soft",
        x: isBeside ? plot.right + 10 : 0, middle: (isBeside ? plot.y + 8 : 7) + Double(line) * 15)
    }
    if let outlier, let index = days.binarySearch(outlier.day) {
      let x = plot.x + PeriodAxis.offset(index, days.count, plot.width)
      let isBelow = values[index] < 0
      let text = (isBelow ? "▼ " : "▲ ") + outlier.label
      let wide = TextWidth.of(text, fontSize: Drawing.fontSize)
      drawing.word(
        text, "c-halo", x: max(0, min(x - 2, plot.right - wide)), middle: isBelow ? plot.bottom - 8 : plot.y + 8)
    }
    drawing.data = DayData.of(days, plot, scale, unit: .plain, carriesDays: true)
    return drawing
  }
}
