package import Primitives
package import Records

extension FactorVerification {
  /// A verification as one document.
  ///
  /// - Parameters:
  ///   - reference: what is recorded of the reference's making.
  ///   - missing: names that the reference has no column for.
  package func document(of reference: ReferenceRecord, missing: [String], findings: [Finding]) -> JSONValue {
    [
      "schema": 1, "tolerance": .number(Alignment.tolerance), "reference": reference.json,
      "factors": .array(results.map(\.json)),
      "failures": .array(
        failures.map {
          ["factor": .string($0.name), "instrument": .string($0.instrument.name), "reason": $0.reason.json]
        }),
      "without_column": .array(missing.map { .string($0) }),
      "unused_columns": .array(unusedColumns.map { .string($0) }),
      "findings": .array(findings.map(\.json)),
    ]
  }

  /// A verification in words: each factor, then how many have which verdict.
  package var lines: [Message] { results.flatMap(\.lines) + [summary] }

  /// Every factor asked for is as good as its reference, and every one could be computed.
  ///
  /// - Parameter statistical: takes statistically equal for good enough.
  package func isGood(statistical: Bool) -> Bool {
    failures.isEmpty
      && results.allSatisfy {
        $0.alignment.verdict.isEqual || (statistical && $0.alignment.verdict == .statisticallyEqual)
      }
  }

  private var summary: Message {
    let verdicts = Dictionary(grouping: results, by: \.alignment.verdict)
    let counts = verdicts.keys.sorted { $0.rawValue < $1.rawValue }.map { verdict in
      MessageArgument.message(.count(verdicts[verdict]?.count ?? 0, of: verdict))
    }
    return .summary(results.count, counts)
  }
}

extension Alignment.Verdict {
  /// As a reader sees it.
  package var word: Message {
    switch self {
    case .identical: Message("factor.identical-word", en: "identical", zh: "逐位相同")
    case .equal: Message("factor.equal-word", en: "equal", zh: "相等")
    case .referenceEnvironment: Message("factor.reference-environment-word", en: "reference environment", zh: "参考环境差异")
    case .statisticallyEqual: Message("factor.statistically-equal-verdict-word", en: "statistically equal", zh: "统计相等")
    case .failed: Message("factor.failed-verdict-word", en: "failed", zh: "未通过")
    case .notComparable: Message("factor.not-comparable-word", en: "not comparable", zh: "不可比")
    }
  }
}

extension FactorVerification.Result {
  fileprivate var lines: [Message] {
    var lines: [Message] = [.verdict(column.name, alignment), .distances(alignment), .correlation(alignment.rank)]
    if let cause = alignment.cause { lines.append(.cause(cause)) }
    if alignment.verdict == .statisticallyEqual { lines.append(.criterion(StatisticalCriterion.text)) }
    if let first = alignment.firstDivergence { lines.append(.firstDivergence(first)) }
    if let part { lines.append(.innermost(part)) }
    for (cell, inputs) in zip(alignment.worst, inputs) {
      lines.append(.worst(cell))
      if let inputs { lines.append(.inputs(inputs)) }
    }
    return lines
  }
}

extension Message {
  fileprivate static func count(_ count: Int, of verdict: Alignment.Verdict) -> Message {
    Message(
      "factor.verdict-count-word", ["count": .count(count), "verdict": .message(verdict.word)], en: "{count} {verdict}",
      zh: "{verdict} {count} 个")
  }

  fileprivate static func summary(_ count: Int, _ counts: [MessageArgument]) -> Message {
    Message(
      "factor.verification-summary", ["count": .count(count), "counts": .list(counts)],
      en: "{count} {count:factor|factors}: {counts}.", zh: "共 {count} 个因子：{counts}。")
  }

  fileprivate static func verdict(_ name: String, _ alignment: Alignment) -> Message {
    let coverage = alignment.count == 0 ? 0 : Double(alignment.presentBoth) / Double(alignment.count)
    return Message(
      "factor.verdict-line",
      [
        "name": .text(name), "verdict": .message(alignment.verdict.word), "count": .count(alignment.count),
        "coverage": .ratio(coverage), "identical": .count(alignment.identicalCount),
      ],
      en: "{name}: {verdict}; {count} {count:cell|cells}, covered {coverage}, identical {identical}.",
      zh: "{name}：{verdict}；{count} 个单元，覆盖 {coverage}，逐位相同 {identical} 个。")
  }

  fileprivate static func distances(_ alignment: Alignment) -> Message {
    Message(
      "factor.distances-line",
      [
        "missing": .count(alignment.missingMismatches), "outside": .count(alignment.outsideCount),
        "absolute": .exact(alignment.maxAbsolute), "relative": .exact(alignment.maxRelative),
        "steps": .count(alignment.maxUlp),
      ],
      en: "  Missing on one side {missing}, outside the tolerance {outside}; "
        + "largest distance {absolute}, relative {relative}, {steps} ulp.",
      zh: "  单侧缺失 {missing} 个，超出容差 {outside} 个；最大绝对差 {absolute}，相对差 {relative}，{steps} ulp。")
  }

  fileprivate static func correlation(_ rank: DailyRankCorrelation) -> Message {
    Message(
      "factor.correlation-line",
      [
        "mean": .number(rank.mean ?? .nan), "least": .number(rank.min ?? .nan),
        "day": rank.minDay.map { .day($0) } ?? .text("-"),
      ], en: "  Rank correlation {mean}, least {least} ({day}).", zh: "  秩相关 {mean}，最低 {least}（{day}）。")
  }

  fileprivate static func cause(_ cause: Message) -> Message {
    Message("factor.cause-line", ["cause": .message(cause)], en: "  Cause: {cause}", zh: "  原因：{cause}")
  }

  fileprivate static func criterion(_ criterion: Message) -> Message {
    Message(
      "factor.criterion-line", ["criterion": .message(criterion)], en: "  Criterion: {criterion}",
      zh: "  判据：{criterion}")
  }

  fileprivate static func firstDivergence(_ cell: Alignment.Cell) -> Message {
    Message(
      "factor.first-divergence-line", ["cell": .message(.cell(cell))], en: "  First divergence: {cell}.",
      zh: "  首个分歧：{cell}。")
  }

  fileprivate static func innermost(_ part: DivergingPart) -> Message {
    Message(
      "factor.innermost-line",
      ["text": .text(part.text), "sign": .message(part.sign.word), "cell": .message(.cell(part.cell))],
      en: "  Innermost diverging part ({sign}): {text}. {cell}.", zh: "  最内层的分歧部分（{sign}）：{text}。{cell}。")
  }

  fileprivate static func worst(_ cell: Alignment.Cell) -> Message {
    Message("factor.worst-line", ["cell": .message(.cell(cell))], en: "  {cell}.", zh: "  {cell}。")
  }

  fileprivate static func inputs(_ inputs: CellInputs) -> Message {
    let fields = inputs.fields.map { field in
      MessageArgument.message(field.missing > 0 ? .gappyField(field) : .field(field))
    }
    return Message(
      "factor.inputs-line",
      ["first": .day(inputs.firstDay), "last": .day(inputs.lastDay), "fields": .list(fields)],
      en: "    Made from {first} to {last}: {fields}.", zh: "    取自 {first} 至 {last}：{fields}。")
  }

  private static func field(_ field: CellInputs.Field) -> Message {
    Message(
      "factor.field-word",
      [
        "name": .text(field.name), "value": .text(field.value.description), "first": .text(field.first.description),
        "last": .text(field.last.description),
      ], en: "{name} {value} ({first} to {last})", zh: "{name} {value}（{first} 至 {last}）")
  }

  private static func gappyField(_ field: CellInputs.Field) -> Message {
    Message(
      "factor.gappy-field-word",
      [
        "name": .text(field.name), "value": .text(field.value.description), "first": .text(field.first.description),
        "last": .text(field.last.description), "missing": .count(field.missing),
      ], en: "{name} {value} ({first} to {last}, {missing} {missing:day|days} missing)",
      zh: "{name} {value}（{first} 至 {last}，缺 {missing} 天）")
  }

  private static func cell(_ cell: Alignment.Cell) -> Message {
    Message(
      "factor.cell-word",
      [
        "day": .day(cell.day), "instrument": .instrument(cell.instrument), "ours": .text(cell.ours.description),
        "reference": .text(cell.reference.description),
      ], en: "{day} {instrument}: {ours} here, {reference} in the reference",
      zh: "{day} {instrument}：此处 {ours}，参考 {reference}")
  }
}

extension DivergingPart.Sign {
  fileprivate var word: Message {
    switch self {
    case .referenceColumn: Message("factor.sign-column-word", en: "reference column", zh: "参考列")
    case .missing: Message("factor.sign-missing-word", en: "missing", zh: "缺失")
    case .infinite: Message("factor.sign-infinite-word", en: "infinite", zh: "无穷")
    }
  }
}
