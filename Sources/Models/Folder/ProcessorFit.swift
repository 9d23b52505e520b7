package import MarketData
import Primitives
package import Records

extension FittedProcessing {
  /// Fits the shared and infer processors of a configuration on a market, for a model that came without
  /// what its processors learned.
  ///
  /// Only the days that a processor learns from are computed: every processor that is built here learned
  /// its numbers, or looks at one day or one row only. Throws what `DatasetBuilder` and processors throw.
  package init(fitting configuration: QrunConfiguration, on market: any Market) throws {
    let dataset = try DatasetConfig(configuration)
    let chain = dataset.sharedProcessors + dataset.inferProcessors
    guard let days = FittedProcessing.fitDays(chain, dataset, market.calendar) else {
      try self.init(configuration, learned: chain.map { _ in [] })
      return
    }
    var fitted = ProcessorChain(chain.map { $0.processor() })
    _ = try fitted.fitAndApply(to: try DatasetBuilder(market: market).raw(dataset, only: days), forInference: true)
    try self.init(
      configuration, learned: fitted.processors.map { ($0 as? any LearningProcessor)?.learned ?? [] })
  }

  /// All days that any processor learns from; nil where none learns.
  private static func fitDays(
    _ chain: [ProcessorConfig], _ dataset: DatasetConfig, _ calendar: TradingCalendar
  ) -> ClosedRange<TradingDay>? {
    let ranges = chain.filter { $0.processor() is any LearningProcessor }.map(\.fitRange)
    guard !ranges.isEmpty, let first = calendar.days.first, let last = calendar.days.last else { return nil }
    let (start, end) = (dataset.start ?? first, dataset.end ?? last)
    let lower = ranges.map { $0?.start ?? start }.min().map { max($0, start) } ?? start
    let upper = ranges.map { $0?.end ?? end }.max().map { min($0, end) } ?? end
    return lower <= upper ? lower...upper : nil
  }
}
