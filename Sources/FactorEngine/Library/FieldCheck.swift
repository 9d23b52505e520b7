package import MarketData
package import Primitives
package import Records

/// Whether the fields that factors read exist.
///
/// An instrument without a field's file has an empty series there, as in qlib. A field that no
/// instrument has is a mistake of the factor, or a panel that was not named; the fields of qlib's own
/// handlers are the exception (`$vwap` of Alpha158): they evaluate as missing, and a finding says so.
package enum FieldCheck {
  /// Fields that qlib's own factor sets and exchange expect of a market.
  static let standard: Set<String> = [
    "open", "high", "low", "close", "vwap", "volume", "amount", "factor", "change",
  ]

  package static func findings(
    _ columns: [FactorColumn], in market: any Market, of instruments: [InstrumentID]
  ) throws -> [Finding] {
    var readers: [String: [FactorColumn]] = [:]
    for column in columns {
      for field in column.code.fields { readers[field, default: []].append(column) }
    }
    var findings: [Finding] = []
    for field in readers.keys.sorted() {
      let users = readers[field] ?? []
      if try instruments.contains(where: { try market.series(field, of: $0) != nil }) { continue }
      let names = try market.fieldNames()
      if let names, !names.contains(field), !standard.contains(field) {
        throw unknown(field, users[0], names)
      }
      findings.append(.fieldMissing(field, users))
    }
    return findings
  }

  private static func unknown(_ field: String, _ column: FactorColumn, _ names: [String])
    -> Diagnostic
  {
    let summary = Message.unknownField(field, of: column.name, Spelling.suggestion(for: field, among: names))
    let remedy = Message.fields(names.prefix(40))
    switch column.code {
    case .implementation:
      return Diagnostic(
        "factor.field", .unsupported, ["problem": .message(summary), "instruction": .message(remedy)],
        (en: "{problem}", zh: "{problem}"), remedy: (en: "{instruction}", zh: "{instruction}"))
    case .expression(let factor):
      return ExpressionFault(
        .field, at: offset(of: field, in: factor.text), of: factor.text, summary, remedy: remedy
      ).diagnostic
    }
  }

  /// Characters before the field's first use.
  private static func offset(of field: String, in text: String) -> Int {
    do {
      for token in try Lexer.tokens(text) {
        if case .field(let name) = token.kind, name.lowercased() == field { return token.offset }
      }
      return 0
    } catch { return error.offset }
  }
}

extension Message {
  fileprivate static func unknownField(_ field: String, of factor: String, _ hint: MessageArgument) -> Message {
    Message(
      "factor.unknown-field", ["field": .text(field), "factor": .text(factor), "hint": hint],
      en: "The field '${field}' of the factor {factor} is in neither the market nor a panel.{hint}",
      zh: "因子 {factor} 的字段“${field}”不在行情中，也不在任何面板中。{hint}")
  }

  fileprivate static func fields(_ names: some Sequence<String>) -> Message {
    Message(
      "factor.fields", ["names": .names(names)], en: "Use one of: {names}. Name others with --panel FILE.",
      zh: "请用以下之一：{names}；其他字段请用 --panel FILE 指定。")
  }
}

extension Finding {
  /// - Parameter users: the factors that read the field.
  fileprivate static func fieldMissing(_ field: String, _ users: [FactorColumn]) -> Finding {
    Finding(
      "factor.field-missing", .warning,
      ["field": .text(field), "count": .count(users.count), "factors": .names(users.prefix(5).map(\.name))],
      title: (en: "A field has no data", zh: "字段无数据"),
      evidence: (
        en: "No instrument asked for has the field '{field}'. {count} {count:factor reads|factors read} it, "
          + "such as {factors}.",
        zh: "所求股票均无字段“{field}”，有 {count} 个因子用到它，如 {factors}。"
      ),
      consequence: (en: "The field evaluates as missing, as in qlib.", zh: "该字段按缺失计算，与 qlib 一致。"),
      remedy: (
        en: "Dump the field '{field}', or name its panel with --panel.",
        zh: "请导出字段“{field}”，或用 --panel 指定其面板。"
      ))
  }
}
