package import MarketData
package import Primitives
package import Records

extension ModelFolder {
  /// Scores of the days from the first to the last, both included, computed from a market.
  ///
  /// The days may lie behind everything the model has seen: processors keep what they learned. Features
  /// are computed from the handler's own first day on, so that a day scored alone has the bits it has
  /// in a run over the whole range.
  ///
  /// Throws `model.processing` for a folder that holds weights alone, `model.features` for features in
  /// another number or order, and what the market, the features and the library of the kind throw.
  package func predictions(
    on market: any Market, from first: TradingDay, through last: TradingDay, _ runtime: ModelRuntime
  ) throws -> PanelTable {
    guard let processing else {
      throw Diagnostic(
        "model.processing", .absent,
        (en: "The model's folder does not say how its features are made.", zh: "模型文件夹没有说明特征如何生成。"),
        remedy: (
          en: "Train the model with `aistock models train`, which keeps configuration and statistics.",
          zh: "请用 `aistock models train` 训练模型，它会保留配置和统计量。"
        ))
    }
    guard first <= last else { return PanelTable(instruments: [], days: [], offsets: [0], codes: [], values: []) }
    let input = try DatasetBuilder(market: market).input(processing.dataset, on: first...last) {
      try processing.input(from: $0)
    }
    return try predictions(of: input, runtime).compacted
  }
}
