import FactorEngine
package import MarketData
package import Primitives

/// Computes what a dataset's configuration asks for from a market: features and labels by qlib's
/// rules, and the three views behind its processors.
package struct DatasetBuilder: Sendable {
  private let market: any Market

  package init(market: any Market) { self.market = market }

  /// Throws `model.loader` for a source that is not built here and for rows on which qlib stops,
  /// `factor.…` for an expression, `market.…` for a universe or damaged data, and what a processor
  /// throws.
  package func views(_ config: DatasetConfig) throws -> DatasetViews {
    try DatasetViews(try raw(config), config)
  }

  /// Features, then labels, of the handler's whole range, as its loader gives them.
  ///
  /// - Parameter only: the days whose rows are kept, also beyond the handler's end. They have the bits that
  ///   they have in the whole range: every expression still starts where the handler does.
  package func raw(_ config: DatasetConfig, only days: ClosedRange<TradingDay>? = nil) throws -> Frame {
    let features = try DatasetBuilder.needed(config)
    let factors = try (features + config.labels).map { try Factor(name: $0.name, text: $0.expression) }
    let table = try FactorEngine(market: market, factors: factors).compute(
      FactorScope(try members(config, only: days), start: config.start, end: days?.upperBound ?? config.end))
    if let failure = table.failures.first {
      throw Diagnostic(
        "model.loader", "\(table.names[failure.column]) of \(failure.instrument): \(failure.reason)",
        remedy: "qlib stops here too: leave the instrument out, or combine fields that have the same days.")
    }
    let assembly = try FrameAssembly(
      calendar: market.calendar.days,
      blocks: table.blocks.map { FrameAssembly.Block(instrument: $0.instrument, rows: $0.rows) })
    let columns = factors.indices.map { index in
      let values = assembly.column { block, place in table.blocks[block].withColumn(index) { place($0) } }
      return index < features.count
        ? Column(feature: factors[index].name, values) : Column(label: factors[index].name, values)
    }
    return try Frame(keys: assembly.keys, columns: columns)
  }

  /// The features to compute: columns that the first processor drops are left out.
  package static func needed(_ config: DatasetConfig) throws -> [NamedExpression] {
    let features = try expressions(config.source)
    guard config.sharedProcessors.isEmpty, let keep = config.inferProcessors.first?.processor() as? KeepColumns
    else { return features }
    return features.filter { keep.names.contains($0.name) }
  }

  private static func expressions(_ source: FeatureSource) throws -> [NamedExpression] {
    switch source {
    case .named(let name):
      guard let set = FactorSet(rawValue: name.lowercased()) else {
        throw Diagnostic(
          "model.loader", "the factor set '\(name)' is not built here",
          remedy: "Built are \(FactorSet.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      return set.columns.map { NamedExpression(name: $0.name, expression: $0.expression) }
    case .expressions(let list): return list
    case .combined:
      throw Diagnostic(
        "model.loader", "files of generated factors are not joined by this version", remedy: "None.")
    }
  }

  private func members(_ config: DatasetConfig, only days: ClosedRange<TradingDay>?) throws -> FactorScope.Members {
    let universe = try config.universe.map { try market.universe($0) }
    guard let days else { return universe.map { .universe($0) } ?? .instruments(config.instruments) }
    return .universe(
      universe?.clamped(to: days)
        ?? Universe(
          name: "",
          members: Set(config.instruments).map {
            .init(instrument: $0, spans: [.init(start: days.lowerBound, end: days.upperBound)])
          }))
  }
}
