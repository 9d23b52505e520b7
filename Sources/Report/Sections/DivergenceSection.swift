import Primitives
import Reconciliation
import Records

/// The first divergence as record beside replay, with its cause at the side.
struct DivergenceSection {
  let rung: Rung
  let divergence: Divergence
  /// Both sides' rows of the day; nil where only numbers are compared.
  let rows: DivergenceRows?

  /// Nil where nothing differs.
  init?(_ judgement: NightResult.Judgement) {
    guard
      let rung = judgement.comparison.leadingRung
        ?? judgement.comparison.rungs.first(where: { $0.firstDivergence != nil }),
      let divergence = rung.firstDivergence
    else { return nil }
    self.rung = rung.id
    self.divergence = divergence
    rows = judgement.divergence.flatMap { $0.rung == rung.id && $0.day == divergence.day ? $0 : nil }
  }

  var values: [String: PageValue] {
    let lines = divergence.cause.evidence + divergence.effectMessages
    let shown = rows.map(compared) ?? []
    return [
      "title": .message(title), "note": .label("rung." + rung.rawValue),
      "causeTitle": .message(
        divergence.cause.proof.isConclusive
          ? .proved(divergence.cause.cause.word) : .likely(divergence.cause.cause.word)),
      "cause": .message(divergence.cause.statement), "evidence": .lines(lines),
      "context": .lines(divergence.context), "hasContext": .flag(!divergence.context.isEmpty),
      "leftName": .label(names.left), "rightName": .label(names.right),
      "rows": .list(shown.isEmpty ? [single] : shown.map(row)),
      "subject": subject.map { PageValue.message($0) } ?? .label("what"),
      "field": .text(divergence.field), "exactLeft": exact(divergence.left), "exactRight": exact(divergence.right),
      "exact": .list(
        shown.filter { !$0.isEqual }.map {
          [
            "name": .label($0.label), "left": .text($0.left.map { "\($0)" } ?? PageFigures.missing),
            "right": .text($0.right.map { "\($0)" } ?? PageFigures.missing),
          ]
        }),
    ]
  }

  private var names: (left: String, right: String) {
    switch rung {
    case .recomputed: ("recordedSide", "rung.recomputed")
    case .reinferred: ("replayedSide", "rung.reinferred")
    case .retrained: ("recordedSide", "rung.retrained")
    default: ("recordedSide", "replayedSide")
    }
  }

  private var title: Message {
    let field = divergence.field
    switch (divergence.day, divergence.instrument) {
    case (let day?, let stock?): return .titled(day, stock, field)
    case (let day?, nil): return .titled(day, field)
    default: return .titled(field)
    }
  }

  private var subject: Message? {
    guard let rows else { return nil }
    guard let stock = rows.instrument else { return .wholeDay(rows.day) }
    let trade = rows.left.trades?.first ?? rows.right.trades?.first
    return switch trade?.direction {
    case .buy?: .purchase(stock, rows.day)
    case .sell?: .sale(stock, rows.day)
    case nil: .holding(stock, rows.day)
    }
  }

  private func exact(_ value: String) -> PageValue { value.isEmpty ? .label("missing") : .note(value) }

  // MARK: - Rows

  private struct Line {
    var label: String
    var unit: Figure.Unit
    var left: Double?
    var right: Double?

    /// The same but for sums of Double in another order; two missing values are one.
    var isEqual: Bool {
      guard let left, let right else { return left == nil && right == nil }
      return (left - right).magnitude <= max(1e-12, 1e-9 * max(left.magnitude, right.magnitude))
    }
  }

  private func compared(_ rows: DivergenceRows) -> [Line] {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    func line(_ label: String, _ unit: Figure.Unit, _ value: (DivergenceRows.Side) -> Double?) -> Line? {
      let line = Line(label: label, unit: unit, left: finite(value(rows.left)), right: finite(value(rows.right)))
      return line.left == nil && line.right == nil ? nil : line
    }
    func trade(_ value: @escaping (TradeRow) -> Double) -> (DivergenceRows.Side) -> Double? {
      { $0.trades?.first.map(value) }
    }
    // A side whose orders are not recorded says nothing of them.
    let hasOrders = rows.left.trades != nil && rows.right.trades != nil
    let orders =
      !hasOrders
      ? []
      : [
        line("orderedShares", .money, trade(\.orderAmount)), line("dealtShares", .money, trade(\.dealAmount)),
        line("adjustedPrice", .significant, trade(\.price)), line("dealtValue", .money, trade(\.value)),
        line("orderCost", .money, trade(\.cost)),
        line("costShare", .percent) { side in
          side.trades?.first.flatMap { $0.value > 0 ? $0.cost / $0.value : nil }
        },
      ]
    let holdings = [
      line("heldShares", .money) { $0.position?.amount }, line("closePrice", .significant) { $0.position?.price },
    ]
    let day = [
      line("accountAfter", .money) { $0.report?.account }, line("cashAfter", .money) { $0.report?.cash },
      line("turnoverOfDay", .percent) { $0.report?.turnover },
      line("costOfDay", .basisPoints) { $0.report?.cost }, line("returnOfDay", .percent) { $0.report?.returnRate },
      line("indexOfDay", .percent) { $0.report?.bench },
    ]
    return (orders + (rows.instrument == nil ? [] : holdings) + day).compactMap { $0 }
  }

  private func row(_ line: Line) -> [String: PageValue] {
    let difference = line.left.flatMap { left in line.right.map { $0 - left } }
    let unit: Figure.Unit =
      switch line.unit {
      case .percent: .points
      case .significant: .difference
      default: line.unit
      }
    return [
      "label": .label(line.label), "left": .figure(Figure(line.left, line.unit)),
      "right": .figure(Figure(line.right, line.unit)),
      "difference": line.isEqual ? "0" : .figure(Figure(difference, unit, signed: true)),
      "isDifferent": .flag(!line.isEqual), "wrapLeft": "", "wrapRight": "",
    ]
  }

  /// Where only one number is compared.
  private var single: [String: PageValue] {
    let (left, right) = (Double(divergence.left), Double(divergence.right))
    let difference = left.flatMap { left in right.map { $0 - left } }
    func side(_ text: String, _ value: Double?) -> PageValue {
      value.map { .figure(Figure($0, .significant)) } ?? exact(text)
    }
    return [
      "label": .note(divergence.field), "left": side(divergence.left, left), "right": side(divergence.right, right),
      "difference": .figure(Figure(difference, .difference, signed: true)), "isDifferent": true,
      "wrapLeft": .text(CellWidth.wrap(divergence.left)), "wrapRight": .text(CellWidth.wrap(divergence.right)),
    ]
  }
}

extension Message {
  fileprivate static func titled(_ day: TradingDay, _ stock: InstrumentID, _ field: String) -> Message {
    Message(
      "report.divergence-stock-title", ["day": .day(day), "stock": .instrument(stock), "field": FieldName.of(field)],
      en: "First divergence: {day}, {stock}, {field}", zh: "首个分歧：{day}，{stock}，{field}")
  }

  fileprivate static func titled(_ day: TradingDay, _ field: String) -> Message {
    Message(
      "report.divergence-day-title", ["day": .day(day), "field": FieldName.of(field)],
      en: "First divergence: {day}, {field}", zh: "首个分歧：{day}，{field}")
  }

  fileprivate static func titled(_ field: String) -> Message {
    Message(
      "report.divergence-metric-title", ["field": FieldName.of(field)], en: "First divergence: {field}",
      zh: "首个分歧：{field}")
  }

  fileprivate static func proved(_ cause: Message) -> Message {
    Message("report.cause-proved-title", ["cause": .message(cause)], en: "Cause proved: {cause}", zh: "原因已证：{cause}")
  }

  fileprivate static func likely(_ cause: Message) -> Message {
    Message(
      "report.cause-likely-title", ["cause": .message(cause)], en: "Cause, not proved: {cause}", zh: "原因未证：{cause}")
  }

  fileprivate static func wholeDay(_ day: TradingDay) -> Message {
    Message("report.whole-day-label", ["day": .day(day)], en: "Whole account, {day}", zh: "整个账户，{day}")
  }

  fileprivate static func purchase(_ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "report.purchase-label", ["stock": .instrument(stock), "day": .day(day)], en: "{stock}, purchase of {day}",
      zh: "{stock}，{day} 买入")
  }

  fileprivate static func sale(_ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "report.sale-label", ["stock": .instrument(stock), "day": .day(day)], en: "{stock}, sale of {day}",
      zh: "{stock}，{day} 卖出")
  }

  fileprivate static func holding(_ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "report.holding-label", ["stock": .instrument(stock), "day": .day(day)], en: "{stock}, holding of {day}",
      zh: "{stock}，{day} 持仓")
  }
}
