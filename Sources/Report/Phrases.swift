import Primitives
import Records

/// Sentences of records in the reader's language.
///
/// Records are written in English, one language on disk. Their Chinese is chosen by identifier, never
/// by translating free text: where an identifier is unknown the English sentence stands.
enum Phrases {
  static func cause(_ divergence: Divergence, _ language: Language) -> String {
    guard language == .chinese, let id = causeID(divergence), let text = causes[id] else { return divergence.cause }
    let whole = Sentences.chinese(divergence.cause)
    if whole != divergence.cause { return whole }
    let fees = divergence.context.filter { $0.hasPrefix("fees of the") }.map { line($0, language) }
    return ([text] + fees).joined(separator: " ")
  }

  /// A sentence with values, in the reader's language.
  static func sentence(_ text: String, _ language: Language) -> String {
    language == .chinese ? Sentences.chinese(text) : text
  }

  static func causeID(_ divergence: Divergence) -> String? {
    divergence.context.first { $0.hasPrefix("cause: ") }.map { String($0.dropFirst("cause: ".count)) }
  }

  static func summary(_ comparison: Comparison, _ language: Language) -> String {
    guard language == .chinese else { return comparison.summary }
    let ran = comparison.rungs.filter { $0.state != .notAvailable }.map {
      StringTable.require("rung.\($0.id.rawValue)", language)
    }
    switch comparison.verdict {
    case .pass: return "已运行的各级（\(ran.joined(separator: "、"))）在容差之内与前一级一致。"
    case .passWithExceptions:
      let why = comparison.rungs.first { $0.state == .exceptions }?.firstDivergence.map { cause($0, language) } ?? ""
      return "已运行的各级（\(ran.joined(separator: "、"))）一致，只余一处无害的差异。\(why)"
    case .notComparable:
      let why = comparison.rungs.first { $0.id == .recomputed }?.reason.map { reason($0, language) } ?? ""
      return "除记录的数字之外，各级都无法运行：\(why)"
    case .fail:
      guard let rung = comparison.rungs.first(where: { $0.state == .fail }), let divergence = rung.firstDivergence
      else {
        return comparison.summary
      }
      let place = [divergence.day?.description, divergence.instrument?.name].compactMap { $0 }.joined(separator: " ")
      return
        "在“\(StringTable.require("rung.\(rung.id.rawValue)", language))”一级分歧\(place.isEmpty ? "" : "，\(place)")，字段 \(divergence.field)：\(cause(divergence, language))"
    }
  }

  static func reason(_ text: String, _ language: Language) -> String {
    guard language == .chinese else { return text }
    if let exact = reasons[text] { return exact }
    for (start, chinese) in reasonStarts where text.hasPrefix(start) {
      return chinese + String(text.dropFirst(start.count))
    }
    if let chinese = modelReason(text) { return chinese }
    for (name, chinese) in missingFiles where text.hasPrefix(name + " is missing") { return chinese }
    return text
  }

  /// What the rungs with a model say they did.
  private static func modelReason(_ text: String) -> String? {
    let parts: [(String, String)] = [
      ("; every score has the recorded bits", "；每个得分与记录逐位相同"),
      ("; there are no recorded predictions: only the metrics are compared", "；没有记录的预测，只比较指标"),
      (
        "; the model is not the recorded one byte for byte, and without a band of seeds a difference says nothing",
        "；模型与记录的不是逐字节相同，没有种子区间时差异不说明问题"
      ),
      (
        "; not the recorded model byte for byte, but every recorded number lies in the band of ",
        "；模型与记录的不是逐字节相同，但每个记录值都落在种子带内，种子数 "
      ),
      ("; every score is the recorded one up to float32's rounding", "；每个得分与记录相同，只差 float32 的舍入"),
      (", but there are no recorded scores to compare with", "，但没有可比较的记录得分"),
      (" weights and an intercept", " 个权重与截距"), (" seeds", ""),
      (" features computed here into the recorded model", " 个本地计算的特征输入记录的模型"),
      ("trained ", "训练 "), (" rounds, kept ", " 轮，保留 "),
      (
        "shown, not judged: each rule by itself over the replay, together, and the exchange's own rule set",
        "只展示，不判定：逐条、合并施加于回放，以及完整的交易所规则"
      ),
      ("there is no replay to set it beside", "没有可对照的回放"),
    ]
    let chinese = parts.reduce(text) { $0.replacingAll($1.0, with: $1.1) }
    return chinese == text ? nil : chinese
  }

  /// A line of the state around a divergence, its words replaced one by one.
  static func line(_ text: String, _ language: Language) -> String {
    guard language == .chinese else { return text }
    // Names of settings stay as the configuration writes them.
    if text.hasPrefix("tried: ") {
      return "试验：" + text.dropFirst("tried: ".count).replacing(" instead of ", with: " 而非 ")
    }
    return words.reduce(text) { $0.replacingAll($1.0, with: $1.1) }
  }

  /// Why an order of a preview did not trade.
  static func skip(_ text: String, _ language: Language) -> String {
    guard language == .chinese else { return text }
    if let exact = skips[text] { return exact }
    for (start, chinese) in skipStarts where text.hasPrefix(start) {
      return chinese
        + line(String(text.dropFirst(start.count)), language).replacingAll("shares", with: "股").replacingAll(
          "yuan", with: "元")
    }
    return text
  }

  private static let skips: [String: String] = [
    "suspended or not listed: no close on this day": "停牌或未上市：当日无收盘价",
    "suspended: no shares changed hands on this day": "停牌：当日无成交",
    "the real price is unknown: no factor on this day": "当日无复权因子，真实价格未知",
    "no stock of a board known here": "未知板块",
    "T+1: bought today, to be sold from tomorrow on": "T+1：当日买入，次日起可卖",
    "an odd lot is only sold together with the whole holding": "零股只能与全部持仓一并卖出",
    "not held": "未持有",
  ]

  private static let skipStarts: [(String, String)] = [
    ("locked at the upper price limit of ", "涨停，限价 "), ("locked at the lower price limit of ", "跌停，限价 "),
    ("too little money for the smallest order, ", "资金不足最小申报数量，"), ("not enough cash: ", "现金不足："),
    ("no predictions for ", "没有预测，不下单："),
  ]

  static func finding(_ finding: Finding, _ language: Language) -> (title: String, consequence: String, remedy: String)
  {
    let texts =
      findings[finding.id] ?? FindingTexts.ofImports[finding.id]
      ?? FindingTexts.ofModels[finding.id]
    switch language {
    case .english: return (texts?.english ?? finding.id, finding.consequence, finding.remedy)
    case .chinese:
      return (texts?.chinese ?? finding.id, texts?.consequence ?? finding.consequence, texts?.remedy ?? finding.remedy)
    }
  }

  private static let causes: [String: String] = [
    "convention": "记录的数字来自同一条曲线，但换了口径（年化天数或符号）。",
    "basis": "记录的数字其实是同一曲线的另一个序列（含费用与不含费用对调）。",
    "another-run": "记录的数字不能由所记录的曲线得出：它属于另一次运行。",
    "window": "两次运行覆盖的日期不同。",
    "benchmark": "基准收益不同：指数不同、价格序列不同，或 RD-Agent 的数据中没有该指数。",
    "fees": "记录所用的费率与其配置不符。",
    "limit": "本地委托因涨跌停未成交，而记录中成交了。",
    "suspension": "本地委托因停牌未成交，而记录中成交了。",
    "cash": "本地委托因资金不足未成交，而记录中成交了。",
    "lots": "双方都交易了该证券但数量不同：资金、价格或取整所用的复权因子不一致。",
    "ties": "该证券与另一只证券得分相同，策略没有规定先后。",
    "market-data": "持仓一致而价格不同：本地行情不是 RD-Agent 所用的行情。",
    "selection": "只有一方持有或委托了该证券：前一日的得分、可交易性或股票池不同。",
    "features": "同一模型给出不同得分：某个因子、预处理或数据不同。",
    "rows": "只有一方有该证券当日的预测：股票池、区间或数据不同。",
    "edited": "记录自相矛盾：有单元格被改动，或由两次运行拼成。",
    "account": "起始资金与配置不同。",
    "strategy": "策略参数与配置不同。",
    "deal-price": "成交价格字段与配置不同。",
    "settlement": "资金交收或买卖先后与配置不同。",
    "volume": "成交量限制或冲击成本与配置不同。",
    "missing-predictions": "决策日没有预测，而记录当时有。",
    "shifted-predictions": "预测的日期错开了一个交易日。",
    "scores": "得分被对调、取反或改动：还原后回放即与记录相同。",
    "other-predictions": "记录的买入与得分无关：预测属于另一次运行。",
    "adjustment": "复权因子不同：价格与数量按同一比例相差，或取整所用因子不同。",
    "listing": "本地行情中该证券已终止。",
    "model": "旁边的模型不是产生这些预测的模型。",
    "processor": "预处理拟合于另一区间。",
    "labels": "标签不同，或日期错开。",
    "unknown": "目录中没有符合的原因。",
  ]

  private static let reasons: [String: String] = [
    "this version replays recorded predictions only; factors and models follow": "本版本只回放记录的预测；因子与模型将在后续版本提供",
    "this version trains no model": "本版本不训练模型",
    "this version does not replay under the exchange's own rules": "本版本尚不按交易所真实规则回放",
    "not asked for": "未要求",
    "computed, but the record holds no number to compare with": "已计算，但记录中没有可比的数字",
    "replayed, but the record holds neither a curve nor a number to compare with": "已回放，但记录中既没有曲线也没有可比的数字",
    "there is no recorded curve: only the metrics are compared": "没有记录的曲线：只比较指标",
    "qlib_res.csv holds its header and no metric: the run failed before it recorded one":
      "qlib_res.csv 只有表头：运行在记录指标之前失败",
    "not a function of curve, predictions and labels": "不是曲线、预测与标签的函数",
    "the record holds no orders": "记录中没有委托",
    "the workspace holds no configuration": "工作区中没有配置文件",
    "there is no order": "没有委托",
    "too few days, or no spread": "天数太少或没有波动",
  ]

  private static let reasonStarts: [(String, String)] = [
    ("a daily value is missing, first on ", "有缺失的日值，首日 "),
    ("the configuration records no portfolio", "配置中没有组合回测"),
  ]

  private static let missingFiles: [(String, String)] = [
    "report_normal_1day.csv", "pred.csv", "label.csv", "positions.csv", "qlib_res.csv",
  ].map {
    (
      $0,
      "缺少 \($0)：请运行 aistock rdagent exporter > export_recorder.py，再用 RD-Agent 的 Python 在该工作区上执行 python export_recorder.py --workspace"
    )
  }

  private static let words: [(String, String)] = [
    ("fees of the record:", "记录的费率："), ("fees of the configuration:", "配置的费率："),
    (" of purchases,", "（买入），"), (" of sales", "（卖出）"), (", at least ", "，最低 "), (" yuan", " 元"),
    (" days)", " 天)"), ("record: ", "记录："), ("replay: ", "本地："), ("market: ", "行情："),
    ("account ", "总资产 "), ("cash ", "现金 "), ("turnover ", "换手 "), ("cost ", "费用 "),
    ("close ", "收盘 "), ("change ", "涨跌 "), ("factor ", "因子 "), ("volume ", "成交量 "), ("score on ", "得分 "),
    ("rank ", "排名 "), (" of ", " / "), ("cut (topk ", "入选线 (topk "), ("buy ", "买入 "), ("sell ", "卖出 "),
    ("dealt ", "成交 "), (" at ", " @ "), ("missing", "缺失"), ("suspended", "停牌"),
    ("locked @ the upper limit", "涨停"), ("locked @ the lower limit", "跌停"), (" and ", " 与 "), ("cause: ", "原因："),
  ]

  private static let findings: [String: FindingTexts] = [
    "import.configuration-unknown": FindingTexts(
      english: "The configuration that ran is unknown", chinese: "不知道实际运行的是哪份配置",
      consequence: "无法回放：策略、区间与费用未知。", remedy: "用 aistock rdagent exporter 的脚本导出该工作区。"),
    "import.curve-of-another-run": FindingTexts(
      english: "The curve is of another run", chinese: "曲线属于另一次运行",
      consequence: "曲线或配置不是这一次的。", remedy: "指定记录器：python export_recorder.py --workspace W --recorder ID。"),
    "import.benchmark-empty": FindingTexts(
      english: "The recorded benchmark is empty", chinese: "记录的基准为空",
      consequence: "记录中的超额收益其实都是绝对收益。", remedy: "检查 RD-Agent 的行情中是否有该基准。"),
    "import.never-traded": FindingTexts(
      english: "The recorded run never traded", chinese: "记录的运行没有任何成交",
      consequence: "其指标是现金的指标。", remedy: "检查策略阈值与预测。"),
    "import.not-a-stock": FindingTexts(
      english: "Predictions for names that are no stocks", chinese: "预测中含有非证券代码",
      consequence: "该运行的股票池不是股票列表。", remedy: "修正 RD-Agent 行情中的 instruments/*.txt。"),
    "market.instrument-without-data": FindingTexts(
      english: "Listed codes without data", chinese: "名单中有代码没有数据",
      consequence: "这些证券按停牌处理，与 qlib 相同。", remedy: "补齐数据，或从名单中删除。"),
    "market.field-missing": FindingTexts(
      english: "A field is missing", chinese: "缺少字段",
      consequence: "缺失处按 NaN 计算，与 qlib 相同。", remedy: "补齐字段后重新导出行情。"),
    "market.field-shorter": FindingTexts(
      english: "A field is shorter than others", chinese: "字段长度不足",
      consequence: "缺失处按 NaN 计算，与 qlib 相同。", remedy: "重新导出该字段。"),
    "market.adjusted-trading": FindingTexts(
      english: "Trading in adjusted amounts", chinese: "按复权数量交易",
      consequence: "qlib 此时不按整手取整，本次运行亦然。", remedy: "为每只证券导出 factor。"),
    "benchmark.zero-for-missing": FindingTexts(
      english: "The benchmark has missing days", chinese: "基准有缺失日",
      consequence: "qlib 将缺失的基准收益记为 0，本次回放亦然。", remedy: "补齐指数数据。"),
  ]
}

extension String {
  /// Replaces every occurrence; no pattern, no locale.
  fileprivate func replacingAll(_ part: String, with other: String) -> String {
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: part) {
      result += rest[..<range.lowerBound]
      result += other
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
