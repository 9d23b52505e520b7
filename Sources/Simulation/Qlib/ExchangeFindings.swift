import Primitives
import Records

/// What a run must say about the exchange it was asked for.
enum ExchangeFindings {
  /// Throws `factor.…` where an expression is none.
  static func of(_ exchange: ExchangeConfig) throws -> [Finding] {
    var findings: [Finding] = []
    let tuples = exchange.tupleSettings
    if !tuples.isEmpty {
      findings.append(
        .tupleAsList(tuples))
    }
    let ahead = try QuoteExpressions.lookingAhead(exchange.expressions)
    if let first = ahead.first {
      findings.append(
        .looksAhead(first))
    }
    return findings
  }
}

extension Finding {
  fileprivate static func tupleAsList(_ settings: [String]) -> Finding {
    Finding(
      "config.tuple-as-list", .note, ["settings": .list(settings.map { .text($0) })],
      title: (en: "List in place of a tuple", zh: "以列表代替元组"),
      evidence: (
        en: "These settings hold expressions, which qlib takes as a Python tuple only: {settings}.",
        zh: "以下设置含表达式，qlib 只接受 Python 元组：{settings}。"
      ),
      consequence: (
        en: "This run reads the list that the YAML file holds; qlib's qrun fails on it.",
        zh: "本次运行读取 YAML 中的列表；qlib 的 qrun 会报错。"
      ), remedy: (en: "Call qlib from Python to run the same there.", zh: "要在 qlib 中重现，请用 Python 直接调用。"))
  }

  fileprivate static func looksAhead(_ expression: String) -> Finding {
    Finding(
      "exchange.looks-ahead", .serious, ["expression": .text(expression)],
      title: (en: "The exchange looks ahead", zh: "撮合使用了未来数据"),
      evidence: (
        en: "'{expression}' decides a price, a limit or a volume of a day by later days.",
        zh: "“{expression}”用之后的日期决定当日的价格、涨跌停或成交量。"
      ), consequence: (en: "Orders deal by what nobody knew on their day.", zh: "委托按当日无人知晓的数据成交。"),
      remedy: (en: "Use positive shifts only.", zh: "只用正位移。"))
  }
}
