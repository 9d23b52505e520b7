package import MarketData
package import Primitives
package import Records

/// Whether the fields that factors read exist.
///
/// One rule for every field, `$vwap` of Alpha158 as `$clsoe`: an instrument without a field's file has an empty series
/// there, as in qlib, and a field that no instrument has evaluates as missing, which a finding says.
package enum FieldCheck {
  /// - Throws: `factor.periods-not-offered` for P and PRef on a market that has such data; what the market says of damage.
  package static func findings(
    _ columns: [FactorColumn], in market: any Market, of instruments: [InstrumentID]
  ) throws -> [Finding] {
    var readers: [String: [FactorColumn]] = [:]
    for column in columns {
      for field in column.code.fields { readers[field, default: []].append(column) }
    }
    var findings: [Finding] = []
    for field in readers.keys.sorted() {
      if try instruments.contains(where: { try market.series(field, of: $0) != nil }) { continue }
      let names = try market.fieldNames() ?? []
      let hint: MessageArgument =
        names.isEmpty || names.contains(field) ? .text("") : Spelling.suggestion(for: field, among: names)
      findings.append(.fieldMissing(field, readers[field] ?? [], hint))
    }
    let asking = columns.filter(\.code.asksForPeriods)
    if !asking.isEmpty, market.hasPeriods { throw Diagnostic.periodsNotOffered(market.location) }
    if !asking.isEmpty { findings.append(.noPeriods(asking)) }
    return findings
  }
}

extension FactorCode {
  fileprivate var asksForPeriods: Bool {
    if case .expression(let factor) = self { factor.expression.asksForPeriods } else { false }
  }
}

extension Finding {
  /// - Parameter users: the factors that read the field.
  fileprivate static func fieldMissing(_ field: String, _ users: [FactorColumn], _ hint: MessageArgument) -> Finding {
    Finding(
      "factor.field-missing", .warning,
      [
        "field": .text(field), "count": .count(users.count), "factors": .names(users.prefix(5).map(\.name)),
        "hint": hint,
      ],
      title: (en: "A field has no data", zh: "字段无数据"),
      evidence: (
        en: "No instrument asked for has the field '{field}'. {count} {count:factor reads|factors read} it, "
          + "such as {factors}.{hint}",
        zh: "所求股票均无字段“{field}”，有 {count} 个因子用到它，如 {factors}。{hint}"
      ),
      consequence: (en: "The field evaluates as missing, as in qlib.", zh: "该字段按缺失计算，与 qlib 一致。"),
      remedy: (
        en: "Correct the name, dump the field '{field}', or name its panel with --panel.",
        zh: "请改正字段名、导出字段“{field}”，或用 --panel 指定其面板。"
      ))
  }

  fileprivate static func noPeriods(_ users: [FactorColumn]) -> Finding {
    Finding(
      "factor.no-periods", .warning,
      ["count": .count(users.count), "factors": .names(users.prefix(5).map(\.name))],
      title: (en: "Point-in-time data is not read", zh: "不读取时点数据"),
      evidence: (
        en: "{count} {count:factor asks|factors ask} for it with P or PRef, such as {factors}.",
        zh: "有 {count} 个因子用 P 或 PRef 读取时点数据，如 {factors}。"
      ),
      consequence: (
        en: "P and PRef have no rows, as in qlib without a folder 'financial'.",
        zh: "P 与 PRef 没有行，与没有“financial”文件夹的 qlib 相同。"
      ),
      remedy: (
        en: "Put the data into a panel by day, and name it with --panel.", zh: "请把数据做成按日的面板，并用 --panel 指定。"
      ))
  }
}

extension Diagnostic {
  /// qlib would give values there: missing ones in their place would be wrong without a word.
  static func periodsNotOffered(_ market: String) -> Diagnostic {
    Diagnostic(
      "factor.periods-not-offered", .unsupported, at: .init(market),
      (
        en:
          "The market has statements by announcement day (`financial/`). P and PRef, which read them in qlib, are not "
          + "offered here.",
        zh: "行情含按公告日的财务数据（`financial/`）；qlib 用 P 与 PRef 读取，此处不提供。"
      ),
      remedy: (
        en: "Put the values into a panel by announcement day, and name it with --panel.",
        zh: "请把数值按公告日做成面板，并用 --panel 指定。"
      ))
  }
}
