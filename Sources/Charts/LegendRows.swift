/// The header of a panel: its title, and behind it the legend in as many rows as it needs.
struct LegendRows {
  /// What makes two entries of a legend the same for the reader.
  struct Key: Equatable {
    var role: TimeChart.Series.Role
    var ordinal: Int
    var label: String

    init(_ series: TimeChart.Series) {
      role = series.role
      ordinal = series.ordinal
      label = series.label
    }
  }

  /// The title, shortened to the width of the chart.
  let title: String
  /// The entries of this panel, including those already shown.
  let keys: [Key]
  /// Entries with their row; `label.y` is set by the layout.
  let items: [(ChartLayout.LegendItem, row: Int)]
  let rowCount: Int

  /// - Parameter hiding: entries that a panel above has explained already.
  init(_ panel: TimeChart.Panel, hiding: [Key], width: Double, fontSize: Double) {
    let title = TextWidth.shortened(panel.title, width: width / 1.08, fontSize: fontSize)
    let sample = ChartLayout.sampleWidth + 5
    // Bold letters are wider than the table says.
    var x = title.isEmpty ? 0 : TextWidth.of(title, fontSize: fontSize) * 1.08 + fontSize * 1.5
    var row = 0
    var items: [(ChartLayout.LegendItem, row: Int)] = []
    for (index, series) in panel.series.enumerated() {
      guard !hiding.contains(Key(series)), !series.label.isEmpty, series.label != panel.title
      else { continue }
      let label = TextWidth.shortened(series.label, width: width - sample, fontSize: fontSize)
      let itemWidth = sample + TextWidth.of(label, fontSize: fontSize)
      if x > 0, x + itemWidth > width {
        x = 0
        row += 1
      }
      let place = ChartLayout.Place(text: label, x: x + sample, y: 0)
      items.append((ChartLayout.LegendItem(series: index, label: place, sampleX: x), row))
      x += itemWidth + fontSize * 1.2
    }
    self.title = title
    self.items = items
    keys = panel.series.map(Key.init)
    rowCount = title.isEmpty && items.isEmpty ? 0 : row + 1
  }
}
