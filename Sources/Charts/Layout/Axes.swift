/// The two axes that charts share: values at the left of a plot, days below it.
extension Drawing {
  /// A line across the plot at each tick, and its text before it.
  mutating func values(_ scale: ValueScale, _ texts: [String], in plot: PlotFrame) {
    stroke("c-grid", scale.ticks.map { plot.across(plot.height($0, scale)) })
    for (tick, text) in zip(scale.ticks, texts) {
      word(text, x: plot.x - 6, middle: plot.height(tick, scale), .end)
    }
  }

  /// The names of the periods.
  mutating func words(of axis: PeriodAxis, below plot: PlotFrame) {
    for label in axis.labels { word(label.text, x: plot.x + label.middle, middle: plot.bottom + 14, .middle) }
  }
}

extension PeriodAxis {
  /// A mark below the plot where a period begins.
  func marks(below plot: PlotFrame, of count: Int) -> [[Drawing.Point]] {
    ticks.map { index in
      let x = PlotFrame.sharp(plot.x + PeriodAxis.offset(index, count, plot.width))
      return [.init(x: x, y: plot.bottom), .init(x: x, y: plot.bottom + 5)]
    }
  }
}
