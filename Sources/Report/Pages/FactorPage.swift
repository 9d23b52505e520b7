import Primitives
import Records

/// One factor: where it stands, its worst cells beside the reference, how its values lie, and who uses it.
struct FactorPage {
  let entry: FactorEntry
  /// Those that have a page: the catalog may name others.
  let migrations: Set<String>

  var document: PageDocument {
    let check = entry.check
    var values: [String: PageValue] = [
      "name": .note(entry.name), "verdict": FactorMark.value(entry.standing), "lead": lead,
      "code": .text(entry.code ?? PageFigures.missing), "facts": .list(facts),
      "isUsed": .flag(!entry.usedBy.isEmpty), "usedBy": .list(uses),
      "isUnchecked": .flag(check == nil), "checks": .list(check.map { [figures($0)] } ?? []),
      "hasFindings": .flag(!entry.findings.isEmpty), "findings": .list(entry.findings.map(FindingValues.of)),
      "hasState": .flag(entry.state != nil), "state": .list(state),
      "chart": .chart { [entry] in FactorCharts(entry).spread($0) },
      "coverageChart": .chart { [entry] in FactorCharts(entry).coverage($0) },
      "hasChart": .flag(entry.profile.map { $0.days.count > 1 } ?? false),
    ]
    values["headline"] = .list(headline)
    values["unchecked"] = .message(.unchecked)
    values["hasContents"] = true
    let places =
      [("check", "factorCheck"), ("values", "factorValues")] + (entry.usedBy.isEmpty ? [] : [("used", "factorUses")])
      + [("definition", "factorDefinition")]
    values["contents"] = .list(places.map { ["id": .text($0.0), "label": .label($0.1)] })
    return PageDocument(
      page: .factor(entry.id), title: .joined([.label("factor"), .text(entry.name)], separator: .space),
      values: values, hasCharts: true,
      runningHead: (
        left: .joined([.text("aistock"), .label("factor"), .text(entry.name)], separator: .dot),
        right: FactorMark.word(entry.standing)
      ))
  }

  /// Why it stands where it does.
  private var lead: PageValue {
    if let cause = entry.check?.cause { return .message(cause) }
    if let reason = entry.state?.reason { return .message(reason) }
    switch entry.standing {
    case .notCompared: return ""
    case .failed, .statisticallyEqual: return .label("causeUnknown")
    default: return ""
    }
  }

  private func pair(_ label: String, _ value: PageValue) -> [String: PageValue] {
    ["label": .label(label), "value": value]
  }

  /// The size of the difference, in a row.
  private var headline: [[String: PageValue]] {
    guard let check = entry.check else { return [] }
    let share = check.identical.map { Double($0) / Double(max(check.count, 1)) }
    return [
      [
        "label": .label("checkOutside"), "value": .figure(Figure(count: check.outside)),
        "note": .joined([.label("checkCells"), .figure(Figure(count: check.count))], separator: .space),
      ],
      [
        "label": .label("checkAbsolute"), "value": .figure(Figure(check.maxAbsolute, .difference)),
        "note": .joined(
          [.label("checkRelative"), .figure(.relativeError(check.maxRelative))], separator: .space),
      ],
      [
        "label": .label("factorFirst"), "value": .text(check.firstDivergence?.day ?? PageFigures.missing),
        "note": .text(check.firstDivergence?.instrument ?? ""),
      ],
      [
        "label": .label("checkIdentical"), "value": .figure(Figure(share, .percent)),
        "note": .joined([.label("checkUlp"), .figure(Figure(count: check.maxUlp))], separator: .space),
      ],
    ]
  }

  private var facts: [[String: PageValue]] {
    let pairs: [(String, PageValue?)] = [
      (
        "factorFields",
        entry.fields.isEmpty
          ? nil : .drawing(entry.fields.map { "<code>\(Markup.escaped($0))</code>" }.joined(separator: " "))
      ),
      ("factorLookback", entry.lookback.map { .message(.tradingDays($0)) }),
      ("factorLooksAhead", entry.looksAhead ? .label("factorIsLabel") : nil),
      ("factorCoverage", entry.profile?.coverage.map { .figure(Figure($0, .percent)) }),
      ("factorRankIC", entry.rankIC.map { .message(.rankIC($0)) }),
      ("factorMarginalIC", entry.marginal.map { .message(.marginal($0)) }),
      ("factorSource", entry.source.map { .note($0) }), ("factorDescription", entry.description.map { .note($0) }),
      ("factorReference", entry.reference.map { .note($0) }),
    ]
    return pairs.compactMap { key, value in value.map { pair(key, $0) } }
  }

  /// Each migration with the factor's share of its model.
  private var uses: [[String: PageValue]] {
    let largest = entry.gain ?? 0
    return entry.usedBy.enumerated().map { ordinal, migration in
      let share = entry.gains.first { $0.migration == migration }?.share
      return [
        "row": .text("use-\(ordinal + 1)"), "isThere": .flag(migrations.contains(migration)),
        "href": .text("../" + PageShell.Page.migration(migration).path),
        "label": .note(migration),
        "gain": .figure(Figure(share, .percent)), "bar": .drawing(CellDrawings.share(share, of: largest)),
      ]
    }
  }

  /// What the factor library has recorded.
  private var state: [[String: PageValue]] {
    guard let state = entry.state else { return [] }
    return [pair("state", FactorTexts.state(state.name))]
      + [("factorBy", state.by), ("factorAt", state.at)].compactMap { key, value in value.map { pair(key, .note($0)) } }
      + state.against.map { ["label": FactorTexts.against($0.name), "value": .text($0.value)] }
  }

  private func figures(_ check: FactorCheck) -> [String: PageValue] {
    let pairs: [(String, Figure?)] = [
      ("checkCells", Figure(count: check.count)), ("checkBoth", check.presentBoth.map { Figure(count: $0) }),
      ("checkHere", check.presentHere.map { Figure(count: $0) }),
      ("checkThere", check.presentThere.map { Figure(count: $0) }),
      ("checkMissing", check.missingMismatches.map { Figure(count: $0) }),
      ("checkRank", check.rankCorrelation.map { Figure($0, .correlation) }),
      ("checkRankMin", check.rankCorrelationMin.map { Figure($0, .correlation) }),
    ]
    return [
      "figures": .list(pairs.compactMap { key, figure in figure.map { pair(key, .figure($0)) } }),
      "lowestDay": .text(check.rankCorrelationMinDay ?? ""), "hasCriterion": .flag(check.criterion != nil),
      "criterion": .message(optional: check.criterion), "hasPart": .flag(check.part != nil),
      "part": .text(check.part ?? ""), "hasWorst": .flag(!check.worst.isEmpty),
      "worst": .list(check.worst.enumerated().map { ordinal, cell in self.cell(cell, ordinal) }),
    ]
  }

  private func cell(_ cell: FactorCheck.Cell, _ ordinal: Int) -> [String: PageValue] {
    [
      "row": .text("cell-\(ordinal + 1)"), "day": .text(cell.day), "instrument": .text(cell.instrument),
      "ours": FactorPage.value(cell.ours), "reference": FactorPage.value(cell.reference),
      "difference": .figure(Figure(cell.difference, .difference)),
      "relative": .figure(Figure(cell.relative.map { $0 * 100 }, .difference)),
      "inputs": PageValue.text(cell.inputs.joined(separator: ", ")).cell,
    ]
  }

  /// A cell is float32: its shortest text tells all of it.
  private static func value(_ text: String?) -> PageValue {
    guard let text else { return .label("missing") }
    return .text(NumberReader.double(text).map { PageText.minus("\(Float($0))") } ?? text)
  }
}

extension Message {
  /// What to do where a factor was never compared.
  static var unchecked: Message {
    Message(
      "report.factor-unchecked",
      en: "There is no comparison yet. Run `aistock factors verify` and name its result in `factors.verified` of the "
        + "configuration.",
      zh: "尚无比对结果。请运行 `aistock factors verify`，并把结果文件写入配置的 `factors.verified`。")
  }

  fileprivate static func tradingDays(_ count: Int) -> Message {
    Message(
      "report.trading-days.label", ["count": .count(count)], en: "{count} trading {count:day|days}", zh: "{count} 个交易日")
  }

  fileprivate static func rankIC(_ rank: FactorEntry.RankIC) -> Message {
    Message(
      "report.rank-ic.label", ["mean": .number(rank.mean), "days": .count(rank.days)],
      en: "{mean} over {days} {days:day|days}", zh: "{mean}，{days} 日均值")
  }

  /// The value and what it stands beside, or why there is none.
  static func marginal(_ marginal: FactorEntry.Marginal) -> Message {
    guard let mean = marginal.mean else {
      let reasons: [(days: Int, reason: Message)] = [
        (marginal.shortDays, .tooFew(beside: marginal.others)), (marginal.spannedDays, .spanned(by: marginal.others)),
        (marginal.constantDays, .constantReturns),
      ]
      return reasons.max { $0.days < $1.days }?.reason ?? .constantReturns
    }
    return Message(
      "report.marginal-ic.label",
      ["mean": .number(mean), "days": .count(marginal.days), "others": .count(marginal.others)],
      en: "{mean} over {days} {days:day|days}, beside {others} {others:factor|factors}",
      zh: "{mean}，{days} 日均值，剔除其余 {others} 个因子之后")
  }

  private static let constantReturns = Message(
    "report.marginal-constant", en: "None: on no day do two returns differ.", zh: "无：没有一天存在两个不同的收益率。")

  private static func spanned(by others: Int) -> Message {
    Message(
      "report.marginal-spanned", ["others": .count(others)],
      en: "None: the other {others} {others:factor|factors} leave nothing of it.", zh: "无：其余 {others} 个因子已完全解释该因子。")
  }

  private static func tooFew(beside others: Int) -> Message {
    Message(
      "report.marginal-too-few", ["others": .count(others)],
      en: "None: no day has enough instruments for {others} other {others:factor|factors}.",
      zh: "无：没有一天的证券数量足以剔除其余 {others} 个因子。")
  }
}
