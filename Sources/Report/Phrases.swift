import Primitives
import Records

/// Sentences of records in the reader's language.
///
/// Records are written in English, one language on disk. Their Chinese is chosen by identifier, never
/// by translating free text: where an identifier is unknown the English sentence stands.
enum Phrases {
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
