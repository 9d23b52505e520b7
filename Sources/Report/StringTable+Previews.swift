/// Texts of the pages of previews.
extension StringTable {
  static let previewTexts: [String: (chinese: String, english: String)] = [
    "live": ("盘中估值", "In session"),
    "withoutQuote": ("无行情持仓", "Without a quote"),
    "compare": ("净值对比", "Net values compared"),
    "pick": ("选择要比较的预览与指数", "Choose previews and indexes to compare"),
    "zoomHelp": (
      "拖动放大，双击还原；所看的范围与选择保存在网址中，可直接转发。",
      "Drag to zoom, double-click to undo. Range and choice are kept in the address: pass it on."
    ),
    "zoomNav": ("净值曲线，可缩放", "Net values, to be zoomed"),
    "zoomFall": ("回撤曲线，可缩放", "Drawdowns, to be zoomed"),
    "figures": ("各项指标", "Figures"),
    "figuresNote": (
      "年化按每年 238 个交易日；夏普未扣无风险利率；胜率为盈利日占有盈亏日的比例；换手为年化单边。",
      "A year has 238 trading days; Sharpe takes off no interest; hit rate is days with a profit of those with a profit or a loss; turnover is one-sided, by year."
    ),
    "excess": ("超额（对指数）", "Over the index"),
    "indexReturn": ("同期指数", "Index meanwhile"),
    "volatility": ("年化波动", "Volatility"),
    "sharpe": ("夏普", "Sharpe"),
    "hitRate": ("胜率", "Hit rate"),
    "turnover": ("年换手", "Turnover"),
    "quoteFalls": ("行情来源降级", "Falls of quote sources"),
    "daysHeld": ("持有日", "Days held"),
    "reason": ("理由", "Reason"),
    "cash": ("现金", "Cash"),
    "accountByDay": ("逐日账户", "Account by day"),
    "noSkips": ("没有未成交的意向。", "Every order traded in full."),
    "status.running": ("运行中", "running"),
    "status.stopped": ("已停止", "stopped"),
    "status.archived": ("已归档", "archived"),
    "term.stoppedOn": ("停止于", "stopped on"),
  ]
}
