package import Primitives
package import Records

/// What a run must say about the data it stood on: absence that qlib passes over in silence.
package enum MarketFindings {
  /// Listed codes without any data, and missing or shorter fields, each with its consequence.
  ///
  /// - Parameters:
  ///   - instruments: the codes a run looks at, sorted.
  ///   - fields: the fields it reads, without `$`; `close` is the one the others are measured by.
  package static func absence(
    in market: any Market, instruments: [InstrumentID], fields: [String]
  ) throws -> [Finding] {
    try absences(in: market, instruments: instruments, fields: fields).map(\.finding)
  }

  /// The same, each with every code that it is about.
  static func absences(
    in market: any Market, instruments: [InstrumentID], fields: [String]
  ) throws -> [(finding: Finding, codes: [InstrumentID])] {
    var findings: [(finding: Finding, codes: [InstrumentID])] = []
    let absent = instruments.filter { !market.hasData($0) }
    if !absent.isEmpty { findings.append((.withoutData(absent, of: instruments.count), absent)) }
    let present = instruments.filter { market.hasData($0) }
    for field in fields {
      var missing: [InstrumentID] = []
      var shorter: [InstrumentID] = []
      for instrument in present {
        guard let series = try market.series(field, of: instrument) else {
          missing.append(instrument)
          continue
        }
        guard field != "close", let close = try market.series("close", of: instrument) else { continue }
        if series.range.lowerBound > close.range.lowerBound || series.range.upperBound < close.range.upperBound {
          shorter.append(instrument)
        }
      }
      if !missing.isEmpty { findings.append((.missing(field, for: missing, of: present.count), missing)) }
      if !shorter.isEmpty { findings.append((.shorter(field, for: shorter), shorter)) }
    }
    return findings
  }
}

extension Finding {
  fileprivate static func withoutData(_ absent: [InstrumentID], of count: Int) -> Finding {
    Finding(
      "market.instrument-without-data", .warning,
      ["absent": .count(absent.count), "count": .count(count), "names": .sample(absent)],
      title: (en: "Listed codes have no data", zh: "部分代码没有数据"),
      evidence: (
        en: "{absent} of {count} listed codes {absent:has|have} no data: {names}.",
        zh: "{count} 个代码中有 {absent} 个没有数据：{names}。"
      ), consequence: (en: "They are never tradable, as in qlib.", zh: "与 qlib 一致，它们始终不可交易。"),
      remedy: (en: "Load their data, or take them off the list.", zh: "请导入其数据，或从名单中删除。"))
  }

  /// - Parameter count: how many stocks have any data.
  fileprivate static func missing(_ field: String, for stocks: [InstrumentID], of count: Int) -> Finding {
    Finding(
      "market.field-missing", stocks.count == count ? .serious : .warning,
      [
        "field": .text(field), "missing": .count(stocks.count), "count": .count(count), "names": .sample(stocks),
        "consequence": .message(.consequence(ofMissing: field)),
      ], title: (en: "A field is missing", zh: "缺少字段"),
      evidence: (
        en: "The field '{field}' is missing for {missing} of {count} {count:stock|stocks}: {names}.",
        zh: "{count} 只股票中有 {missing} 只缺少字段“{field}”：{names}。"
      ), consequence: (en: "{consequence}", zh: "{consequence}"),
      remedy: (en: "Dump the field '{field}'.", zh: "请导出字段“{field}”。"))
  }

  fileprivate static func shorter(_ field: String, for stocks: [InstrumentID]) -> Finding {
    Finding(
      "market.field-shorter", .warning,
      [
        "field": .text(field), "shorter": .count(stocks.count), "names": .sample(stocks),
        "consequence": .message(.consequence(ofMissing: field)),
      ], title: (en: "A field covers fewer days", zh: "字段覆盖的天数较少"),
      evidence: (
        en: "The field '{field}' covers fewer days than 'close' for {shorter} {shorter:stock|stocks}: {names}.",
        zh: "有 {shorter} 只股票的字段“{field}”覆盖天数少于“close”：{names}。"
      ), consequence: (en: "It is missing on those days. {consequence}", zh: "这些日期缺少该字段。{consequence}"),
      remedy: (en: "Dump the field '{field}' again.", zh: "请重新导出字段“{field}”。"))
  }
}

extension Message {
  fileprivate static func consequence(ofMissing field: String) -> Message {
    switch field {
    case "factor":
      Message(
        "market.no-factor", en: "One stock without a factor turns rounding to lots off for the whole run, as in qlib.",
        zh: "与 qlib 一致，只要一只股票缺少复权因子，整次运行都不按手取整。")
    case "change":
      Message(
        "market.no-change",
        en: "The price limit never acts there. Stocks locked at the limit are traded, as in qlib.",
        zh: "涨跌停限制在此不起作用，封板股票照常成交，与 qlib 一致。")
    case "close": Message("market.no-close", en: "The stock counts as suspended.", zh: "该股票视为停牌。")
    case "volume":
      Message(
        "market.no-volume", en: "Volume limits and impact cost do not apply there.",
        zh: "成交量限制与冲击成本在此不适用。")
    default:
      Message("market.no-field", en: "It evaluates as missing, as in qlib.", zh: "与 qlib 一致，按缺失值计算。")
    }
  }
}

extension MessageArgument {
  /// The first five names.
  static func sample(_ names: [InstrumentID]) -> MessageArgument {
    .list(names.prefix(5).map { .instrument($0) } + (names.count > 5 ? [.text("…")] : []))
  }
}
