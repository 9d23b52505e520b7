package import Primitives
package import Records

/// What moves the account, from the record's to the one under the exchange's own rules, step by step in yuan.
///
/// Invariant: every total is the one before plus the steps between them, to the cent. Totals are rounded to cents once;
/// a step is the difference of two such values, and what the rules do together beyond their single effects stands as
/// a step of its own.
package struct MoneyWaterfall: Equatable, Sendable {
  package struct Step: Equatable, Sendable {
    package enum Kind: String, Sendable {
      /// An account at the end.
      case total
      /// What one change does.
      case step
      /// The step that the verdict rests on.
      case divergence
      /// What rules do together beyond their single effects.
      case interaction
    }

    package var kind: Kind
    package var message: Message
    /// Hundredths of a yuan: of a total the account, else the change.
    package var cents: Int

    package var yuan: Double { Double(cents) / 100 }

    package init(_ kind: Kind, _ message: Message, cents: Int) {
      self.kind = kind
      self.message = message
      self.cents = cents
    }
  }

  /// Totals and the steps between them, in the order in which they are drawn.
  package var steps: [Step]
  /// What changes nothing to the cent, by name: in no step.
  package var zeros: [Message]
  /// Rungs beside the path, which start from the replay: what their account differs by.
  package var besides: [Step]
  /// Rungs beside the path whose account was compared with no other.
  package var uncompared: [Message]

  /// Whether the record's account stays as it is through all rungs.
  package var isQuiet: Bool {
    !steps.contains { $0.kind == .divergence } && besides.isEmpty && uncompared.isEmpty
  }
  /// The first account and the last.
  package var ends: (first: Step, last: Step)? { steps.first.flatMap { first in steps.last.map { (first, $0) } } }

  /// Nil where fewer than two accounts are known.
  ///
  /// - Parameters:
  ///   - recorded: RD-Agent's own curve; empty where it is not recorded.
  ///   - replayed: the local run; empty where it could not run.
  package init?(_ comparison: Comparison, recorded: [ReportRow], replayed: [ReportRow]) {
    var path = Path()
    let local = replayed.last.flatMap { row in MoneyWaterfall.cents(row.account).map { (row.day, $0) } }
    if let row = recorded.last, let cents = MoneyWaterfall.cents(row.account) {
      path.total(.reported(row.day), cents)
      if comparison.ran(.recomputed) { path.zeros.append(Rung.recomputed.name) }
    }
    if let (day, cents) = local {
      let cause = comparison.rung(.replayed)?.firstDivergence?.cause
      path.advance(
        to: cents, .divergence, cause.map { .replayedCause($0.cause) } ?? .replayedWithout, Rung.replayed.name)
      path.total(.replayed(day), cents)
    }
    for rung in [Rung.reinferred, .retrained] where comparison.ran(rung) {
      switch MoneyWaterfall.effect(of: rung, in: comparison) {
      case nil: path.uncompared.append(rung.name)
      case 0: path.zeros.append(rung.name)
      case let cents?: path.besides.append(Step(.step, rung.name, cents: cents))
      }
    }
    if let (_, base) = local { path.realistic(comparison, from: base) }
    guard path.steps.count(where: { $0.kind == .total }) > 1 else { return nil }
    (steps, zeros, besides, uncompared) = (path.steps, path.zeros, path.besides, path.uncompared)
  }

  /// What a rung's account differs by from the replay's, in cents; nil where nobody compared the two.
  ///
  /// Where the rung has no divergence, only a curve with all the replay's numbers is known to end with its account.
  private static func effect(of rung: Rung, in comparison: Comparison) -> Int? {
    if let divergence = comparison.rung(rung)?.firstDivergence {
      // The effect is the rung before less this one.
      return divergence.effect?.endValue.flatMap { cents(-$0) }
    }
    let (own, replayed) = (comparison.curveNumbers(of: rung), comparison.curveNumbers(of: .replayed))
    return !own.isEmpty && own == replayed ? 0 : nil
  }

  /// Nil for a value that is missing or too large for an account.
  fileprivate static func cents(_ yuan: Double) -> Int? {
    guard yuan.magnitude < 1e15 else { return nil }
    return Int((yuan * 100).rounded(.toNearestOrAwayFromZero))
  }

  /// The way so far.
  private struct Path {
    var steps: [Step] = []
    var zeros: [Message] = []
    var besides: [Step] = []
    var uncompared: [Message] = []
    /// The account at this point; nil before the first total.
    var level: Int?

    mutating func total(_ message: Message, _ cents: Int) {
      steps.append(Step(.total, message, cents: cents))
      level = cents
    }

    /// A step to a level, or the name of what changes nothing.
    mutating func advance(to cents: Int, _ kind: Step.Kind, _ message: Message, _ name: Message) {
      guard let level else { return }
      if cents == level { zeros.append(name) } else { steps.append(Step(kind, message, cents: cents - level)) }
      self.level = cents
    }

    /// Each rule by itself over the replay, what they do together, and the exchange's own rule set.
    mutating func realistic(_ comparison: Comparison, from base: Int) {
      guard comparison.ran(.realistic), let rung = comparison.rung(.realistic) else { return }
      func account(_ step: String) -> Int? {
        rung.metrics.first { $0.metric.name == "realistic.\(step).account" }?.metric.value.flatMap(
          MoneyWaterfall.cents)
      }
      guard let whole = account("ashare") else { return }
      let effects = AShareRule.allCases.compactMap { rule in account(rule.rawValue).map { (rule, $0 - base) } }
      zeros += effects.filter { $0.1 == 0 }.map(\.0.name)
      let gains = effects.filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
      let losses = effects.filter { $0.1 < 0 }.sorted { $0.1 < $1.1 }
      steps += (gains + losses).map { Step(.step, $0.0.name, cents: $0.1) }
      level = base + effects.reduce(0) { $0 + $1.1 }
      if let together = account("together") {
        advance(to: together, .interaction, .interaction, .interaction)
      }
      advance(to: whole, .step, .wholeShares, .wholeShares)
      total(.realistic, whole)
    }
  }
}

extension Comparison {
  fileprivate func rung(_ id: Rung) -> RungResult? { rungs.first { $0.id == id } }
  fileprivate func ran(_ id: Rung) -> Bool { rung(id).map { $0.state != .notAvailable } ?? false }

  /// A rung's metrics of the daily curve by name; those without a value are left out.
  fileprivate func curveNumbers(of id: Rung) -> [String: Double] {
    let metrics = rung(id)?.metrics.map(\.metric).filter { $0.name.hasPrefix("1day.") } ?? []
    return Dictionary(metrics.compactMap { one in one.value.map { (one.name, $0) } }) { first, _ in first }
  }
}

extension Message {
  fileprivate static func reported(_ day: TradingDay) -> Message {
    Message(
      "money.reported-name", ["day": .day(day)], en: "Reported account, end of {day}", zh: "记录的期末资产，{day}")
  }

  fileprivate static func replayed(_ day: TradingDay) -> Message {
    Message("money.replayed-name", ["day": .day(day)], en: "Replayed account, end of {day}", zh: "回放的期末资产，{day}")
  }

  fileprivate static let realistic = Message(
    "money.realistic-name", en: "Realistic account", zh: "真实规则下的期末资产")
  fileprivate static let interaction = Message(
    "money.interaction-name", en: "Interaction of the rules", zh: "规则间的相互作用")
  fileprivate static let wholeShares = Message(
    "money.whole-shares-name", en: "Whole shares and cents (A-share exchange)", zh: "整股整分（A 股交易所）")
  fileprivate static let replayedWithout = Message(
    "money.replayed-step-name", en: "Replay instead of record", zh: "以回放取代记录")

  fileprivate static func replayedCause(_ cause: Cause) -> Message {
    Message(
      "money.replayed-cause-name", ["cause": .message(cause.word)], en: "Replay instead of record: {cause}",
      zh: "以回放取代记录：{cause}")
  }
}
