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
  /// another number or order, and what the market and the features throw. `library` is asked for only
  /// where LightGBM is needed.
  package func predictions(
    on market: any Market, from first: TradingDay, through last: TradingDay, library: () throws -> LightGBMLibrary
  ) throws -> PanelTable {
    guard let processing else {
      throw Diagnostic(
        "model.processing", "the model's folder does not say how its features are made",
        remedy: "Train the model here with `aistock models train`, which keeps configuration and statistics.")
    }
    guard first <= last else { return PanelTable(instruments: [], days: [], offsets: [0], codes: [], values: []) }
    let raw = try DatasetBuilder(market: market).raw(processing.dataset, only: first...last)
    return try predictions(of: processing.input(from: raw), library: library).compacted
  }
}
