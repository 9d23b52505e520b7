import Archive
import MarketData
import Models
import Preview
import Primitives
import Records

/// The next orders of a frozen bundle: everything comes from the bundle and the market, nothing from
/// RD-Agent's folder.
struct BundleSignal {
  let bundle: FrozenBundle
  let market: any Market

  /// Demands the permit of the bundle's own approval.
  func make(_ permit: MoneyGate.Permit, capital: Money, on day: TradingDay) throws -> PreviewSignal {
    guard permit.approval.subject.migration == bundle.migration, let path = bundle.path(FrozenBundle.configuration) else {
      throw MoneyGate.refuse("the bundle of \(bundle.migration)", permit.environment)
    }
    let configuration = try QrunConfiguration(file: path)
    let table = try predictions(configuration, on: day)
    let now = Clock.system.timestamp
    let strategy = PreviewStrategy(
      id: bundle.migration, strategyID: bundle.migration, displayName: bundle.migration, initialCapital: capital,
      status: .running, createdAt: now, updatedAt: now)
    let definition = PreviewDefinition(
      previewID: bundle.migration, strategy: try configuration.strategy(), rules: .ashare, fees: true,
      predictionsPath: bundle.path(FrozenBundle.predictions), predictionsSHA256: table.fingerprint, startDay: day)
    return try PreviewSignal(
      PreviewInstance(transient: strategy, definition), account: nil, positions: [], predictions: table,
      market: market, on: day)
  }

  /// The frozen scores where they have the day; else the frozen model on the market's own features.
  private func predictions(_ configuration: QrunConfiguration, on day: TradingDay) throws -> PanelTable {
    guard let index = market.calendar.lastIndex(onOrBefore: day) else {
      throw Diagnostic(
        "signal.date", "the market has no trading day up to \(day)", at: .init(market.location),
        remedy: "Choose a later day, or load older data.")
    }
    let decision = market.calendar[index]
    if let path = bundle.path(FrozenBundle.predictions) {
      let table = try PanelTable(csv: path, value: "score")
      if table.days.binarySearch(decision) != nil { return table }
    }
    guard let path = bundle.path(FrozenBundle.model) else {
      throw Diagnostic(
        "bundle.no-scores", "the bundle has no scores of \(decision) and no model to make them", at: .init(bundle.folder),
        remedy: "Choose a day that the frozen predictions have.")
    }
    var dataset = try DatasetConfig(configuration)
    dataset.end = max(dataset.end ?? decision, decision)
    let views = try DatasetBuilder(market: market).views(dataset)
    let model = try LightGBMModel(try LightGBMModelText(file: path), library: LightGBMPlaces.ofThisProcess.open())
    return try model.predictions(of: views.infer.segment(from: decision, through: decision)).compacted
  }
}
