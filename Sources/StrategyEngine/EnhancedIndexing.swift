import Primitives
package import Records

/// qlib's `EnhancedIndexingStrategy` without risk data: every day it skips the optimization, and no order follows.
///
/// Source: `qlib/contrib/strategy/signal_strategy.py`, where a day without a folder of risk data has no target, and
/// `order_generator.py`, where no target gives no orders. A configuration whose risk data are there is refused when
/// it is read.
package struct EnhancedIndexing: Strategy {
  private let parameters: EnhancedIndexingParameters

  package init(_ parameters: EnhancedIndexingParameters) { self.parameters = parameters }

  package func orders(
    scores: DayScores?, holdings: [Holding], cash: Double, market: some MarketState
  ) -> [Order] { [] }

  package func findings(_ memory: StrategyMemory) -> [Finding] { [.noRiskData(parameters.riskModelRoot)] }
}

extension Finding {
  fileprivate static func noRiskData(_ root: String) -> Finding {
    Finding(
      "strategy.no-risk-data", .warning, ["root": .text(root)], title: (en: "No risk data", zh: "没有风险数据"),
      evidence: (
        en: "The folder '{root}' of `riskmodel_root` is not here. qlib then logs \"skip optimization\" every day.",
        zh: "`riskmodel_root` 的文件夹“{root}”不存在，qlib 此时每天记录“skip optimization”。"
      ), consequence: (en: "The strategy gives no orders, as in qlib.", zh: "策略不下任何委托，与 qlib 一致。"),
      remedy: (
        en: "Put the risk data where the configuration says, or use TopkDropoutStrategy.",
        zh: "请把风险数据放到配置所指的位置，或改用 TopkDropoutStrategy。"
      ))
  }
}
