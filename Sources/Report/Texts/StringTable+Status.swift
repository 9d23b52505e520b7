/// The page that a person leaves open beside the watch, and what was executed beside its backtest.
extension StringTable {
  static let statusTexts: Texts = [
    "expectation": ("与回测预期对照", "Beside the backtest"), "expectMeasure": ("指标", "Measure"),
    "expectRealised": ("实际", "Realised"), "expectBacktest": ("回测假设", "Backtest"),
    "expectMean": ("日均收益（扣费后）", "Mean daily return, after costs"),
    "expectDeviation": ("日收益标准差", "Deviation of daily returns"),
    "expectCostDay": ("日均费用占资产", "Costs a day, of the account"),
    "expectCostTraded": ("费用占成交额", "Costs, of traded value"),
    "expectFilled": ("成交委托占比", "Orders that dealt"), "expectSlippage": ("滑点占成交额", "Slippage, of traded value"),
    "expectWhole": ("费用与滑点合计占成交额", "Costs and slippage, of traded value"),
    "expectationNote": (
      "区间为预期值加减两个标准差，按独立交易日计算，不复利。回测按其成交价成交，`impact_cost` 计入费用，不另计滑点。",
      "The band is two deviations around the expected value, for independent days without compounding. A backtest deals at its price; its `impact_cost` counts as a cost and not as slippage."
    ),
    "expectationOfPreview": ("模拟预览按收盘价成交，没有滑点。", "A preview deals at closes and has no slippage."),
    "expectationOfAccounts": (
      "滑点为成交价与决策价之差，按成交额加权，正值为成本。研究应假设的成本是“费用与滑点合计”。",
      "Slippage is fill less decision price, weighted by amount, and above 0 a cost. The cost for research to assume is that of “costs and slippage”."
    ),
    "accountsTitle": ("账户实际表现与回测预期", "On accounts, beside the backtest"), "sectionAccounts": ("账户", "Accounts"),
    "noExpectation": (
      "回测不足 20 个交易日，无法给出预期。", "The backtest has fewer than 20 days, so that nothing can be expected from it."
    ),
    "status": ("运行状态", "Status"), "statusAsOf": ("截至（北京时间）", "As of, time in China"),
    "statusToday": ("今天", "Today"), "statusData": ("行情截至", "Data through"),
    "statusRefresh": ("每 30 秒自动刷新", "Load the page anew every 30 seconds"),
    "dayState.trading": ("交易日", "a trading day"), "dayState.rest": ("非交易日", "no trading day"),
    "dayState.unknown": (
      "交易日历止于今天之前，不进行实盘交易", "the calendar ends before today, and nothing is traded with real money"
    ),
    "statusSwitch": ("开关", "Switch"), "switch.open": ("可交易", "may trade"),
    "switch.killed": ("已人工停止", "stopped by a person"),
    "switch.stopped": ("账簿与对账单不符，已停止", "stopped: our book and the statement differ"),
    "statusCash": ("现金（元）", "Cash (CNY)"), "statusAge": ("账户数据", "Account data"),
    "statusNoState": ("尚未取得账户数据。", "The broker has told nothing yet."),
    "statusStock": ("股票", "Stock"), "statusSide": ("方向", "Side"), "statusShares": ("委托股数", "Shares ordered"),
    "statusFilled": ("成交股数", "Shares filled"), "statusPrice": ("限价（元）", "Limit (CNY)"),
    "statusTime": ("时间", "Time"), "statusFaults": ("故障与风控", "Faults and risk"),
    "statusNoOrders": ("今天没有委托。", "There are no orders today."),
    "statusNoAccounts": ("配置的 `execution.watch` 未列出账户。", "The configuration lists no account under `execution.watch`."),
    "statusSteps": ("步骤", "Steps"), "statusStep": ("步骤", "Step"), "statusOutcome": ("结果", "Outcome"),
    "statusNoSteps": ("尚未执行任何步骤。", "No step was done yet."),
    "intent.created": ("待发送", "to be sent"), "intent.risk_blocked": ("风控拦截", "blocked by risk rules"),
    "intent.sending": ("发送中", "being sent"), "intent.submitted": ("已报", "at the broker"),
    "intent.part_filled": ("部分成交", "partly filled"), "intent.filled": ("全部成交", "filled"),
    "intent.canceled": ("已撤", "canceled"), "intent.rejected": ("被拒", "rejected"),
    "intent.unknown": ("结果未知", "not known"),
    "step.running": ("进行中", "running"), "step.done": ("完成", "done"), "step.retry": ("将重试", "to be tried again"),
    "step.failed": ("失败", "failed"),
    "watch.refresh": ("预览刷新", "previews marked"), "watch.settle": ("预览结算", "previews settled"),
    "watch.trade": ("交易", "orders"), "watch.close": ("对账", "books and statement"),
    "watch.signal": ("调仓清单", "next order list"), "watch.feedback": ("反馈文档", "LiveFeedback"),
    "watch.push": ("推送反馈文档", "LiveFeedback delivered"), "watch.nightly": ("夜间任务", "the night"),
  ]
}
