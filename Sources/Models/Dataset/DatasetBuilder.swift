import FactorEngine
package import MarketData
package import Primitives
package import Records

/// Computes what a dataset's configuration asks for from a market: features and labels by qlib's
/// rules, and the three views behind its processors.
package struct DatasetBuilder: Sendable {
  private let market: any Market
  private let files: String?
  private let frames: FactorFrames?

  /// - Parameters:
  ///   - files: the folder with files of generated factors: the workspace, or the folder of the configuration.
  ///   - frames: of the same market; nil shares nothing.
  package init(market: any Market, files: String? = nil, frames: FactorFrames? = nil) {
    self.market = market
    self.files = files
    self.frames = frames
  }

  /// Throws `model.loader` for a source that is not built here and for rows on which qlib stops,
  /// `factor.…` for an expression and for a file of generated factors, `market.…` for a universe or
  /// damaged data, and what a processor throws.
  ///
  /// - Parameter learns: whether the learn view is wanted too.
  package func views(_ config: DatasetConfig, learns: Bool = true) throws -> DatasetViews {
    try DatasetViews(try raw(config), config, learns: learns)
  }

  /// Features, then labels, of the handler's whole range, as its loader gives them.
  ///
  /// - Parameter only: the days whose rows are kept, also beyond the handler's end. They have the bits that
  ///   they have in the whole range: every expression still starts where the handler does.
  package func raw(_ config: DatasetConfig, only days: ClosedRange<TradingDay>? = nil) throws -> Frame {
    let base = try computed(config, only: days)
    guard case .combined(_, let file) = config.source else { return base }
    return try CombinedFrame.make(
      base, GeneratedFactors(file: file.find(in: files)), file, from: days?.lowerBound ?? config.start,
      through: days?.upperBound ?? config.end)
  }

  /// What a model is applied to on some days, also beyond the handler's end, with the days before that it looks at.
  ///
  /// - Parameter processed: the fitted processors over raw features.
  package func input(
    _ config: DatasetConfig, on days: ClosedRange<TradingDay>, processed: (Frame) throws -> Frame
  ) throws -> Frame {
    guard let steps = config.steps else { return try processed(raw(config, only: days)) }
    let calendar = market.calendar
    var earliest = days.lowerBound
    if let first = calendar.firstIndex(onOrAfter: days.lowerBound) { earliest = calendar[max(0, first - steps)] }
    if let start = config.start, start <= days.lowerBound { earliest = max(earliest, start) }
    return try processed(raw(config, only: earliest...days.upperBound))
      .windowed(steps, from: days.lowerBound, through: days.upperBound, since: earliest)
  }

  /// Segments in which the universe has no members; all of them, or the one that is named.
  package func findings(_ config: DatasetConfig, segment name: String? = nil) throws -> [Finding] {
    guard let universe = config.universe else { return [] }
    return try config.segments.filter { name == nil || $0.name == name }.flatMap {
      try UniverseFindings.withoutMembers(universe, in: market, start: $0.start, end: $0.end)
    }
  }

  /// What expressions give.
  private func computed(_ config: DatasetConfig, only days: ClosedRange<TradingDay>?) throws -> Frame {
    let features = try DatasetBuilder.needed(config)
    guard let frames, days == nil else { return try computed(features, config, only: days) }
    let scope = [config.universe ?? config.instruments.map(\.name).joined(separator: ",")]
    let range = [config.start, config.end].map { $0?.description ?? "" }
    let texts = (features + [NamedExpression(name: "", expression: "")] + config.labels).flatMap {
      [$0.name, $0.expression]
    }
    return try frames.frame((scope + range + texts).joined(separator: "\u{0}")) {
      try computed(features, config, only: nil)
    }
  }

  private func computed(
    _ features: [NamedExpression], _ config: DatasetConfig, only days: ClosedRange<TradingDay>?
  ) throws -> Frame {
    let factors = try (features + config.labels).map { try Factor(name: $0.name, text: $0.expression) }
    let parts = try FactorEngine(market: market, factors: factors).parts(
      FactorScope(try members(config, only: days), start: config.start, end: days?.upperBound ?? config.end))
    // The frame's rows first: so the cells of no more than a part are held beside the frame's own.
    let assembly = try FrameAssembly(calendar: market.calendar.days, blocks: try parts.allRows())
    var values = assembly.emptyColumns(factors.count)
    var placed = 0
    try parts.forEach { part in
      if let failure = part.failures.first { throw Diagnostic.failed(part.names[failure.column], failure) }
      let first = placed
      placed += part.blocks.count
      assembly.place(first..<placed, into: &values) { block, column, put in
        part.blocks[block - first].withColumn(column) { put($0) }
      }
    }
    let columns = factors.indices.map { index in
      index < features.count
        ? Column(feature: factors[index].name, values[index]) : Column(label: factors[index].name, values[index])
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

  static func expressions(_ source: FeatureSource) throws -> [NamedExpression] {
    switch source {
    case .named(let name), .combined(.named(let name), _): try named(name)
    case .expressions(let list), .combined(.expressions(let list), _): list
    }
  }

  private static func named(_ name: String) throws -> [NamedExpression] {
    guard let set = FactorSet(rawValue: name.lowercased()) else {
      throw Diagnostic(
        "model.loader", .unsupported, ["set": .text(name), "known": .names(FactorSet.allCases.map(\.rawValue))],
        (en: "The factor set '{set}' is not built here.", zh: "此处未实现因子集“{set}”。"),
        remedy: (en: "Use one of: {known}.", zh: "请用以下之一：{known}。"))
    }
    return set.columns.map { NamedExpression(name: $0.name, expression: $0.expression) }
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

extension Diagnostic {
  fileprivate static func failed(_ factor: String, _ failure: FactorTable.Failure) -> Diagnostic {
    Diagnostic(
      "model.loader", .unsupported,
      [
        "factor": .text(factor), "instrument": .instrument(failure.instrument), "reason": .message(failure.reason),
      ], (en: "{factor} of {instrument}: {reason}", zh: "{instrument} 的 {factor}：{reason}"),
      remedy: (
        en: "Leave the instrument out, or combine fields of the same days.", zh: "请去掉该证券，或组合日期相同的字段。"
      ))
  }
}
