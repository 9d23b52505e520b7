import Primitives
package import Records

/// The life of a migration: which stage its evidence and its review put it in, and what blocks the next.
///
/// Pure: a comparison and a review in, a stage out. The stage follows from the evidence of the night
/// alone; nothing is reached by having been there before.
package enum LifeCycle {
  package typealias Position = MigrationPosition

  /// Places a migration in its life cycle by its last comparison and its reviews.
  ///
  /// - Parameters:
  ///   - comparison: nil where the night could not read the migration's input.
  ///   - band: the band of seeds that the night trained; nil where none was asked for.
  package static func position(
    _ comparison: Comparison?, _ review: ReviewStatus, band: SeedBand? = nil
  ) -> Position {
    switch review.state {
    case .approved:
      return Position(
        stage: .approved, reason: review.statements.last.map { approval($0) } ?? .noReason, blocks: [])
    case .rejected:
      return Position(stage: .rejected, reason: decision(review, Message.rejected), blocks: [.comesBack])
    case .expired: return Position(stage: .expired, reason: first(review), blocks: [.askAgain])
    case .reopened: return Position(stage: .reopened, reason: first(review), blocks: [.askAgain])
    case .inReview:
      return Position(stage: .inReview, reason: decision(review, Message.requested), blocks: [.decide])
    case .invalid:
      var position = evidence(comparison, band, isFirst: false)
      position.blocks.insert(.doesNotCount(first(review)), at: 0)
      return position
    case .none: return evidence(comparison, band, isFirst: true)
    }
  }

  /// The furthest rung up to which everything that ran agrees.
  ///
  /// - Parameter isFirst: whether no review was asked for before.
  private static func evidence(_ comparison: Comparison?, _ band: SeedBand?, isFirst: Bool) -> Position {
    guard let comparison else { return Position(stage: .candidate, reason: .unreadable, blocks: [.repair]) }
    func result(_ rung: Rung) -> RungResult? { comparison.rungs.first { $0.id == rung } }
    func agrees(_ rung: Rung) -> Bool {
      result(rung).map { [.pass, .exceptions].contains($0.state) } ?? false
    }
    func block(_ rung: Rung) -> Message? {
      guard let result = result(rung), !agrees(rung) else { return nil }
      if result.state == .notAvailable { return .didNotRun(rung, result.reason) }
      return .differs(rung, result.firstDivergence?.cause.statement)
    }
    let failing = Rung.allCases.filter { result($0)?.state == .fail && $0 != .realistic }
    let request = isFirst ? Message.askForReview(comparison.migration) : .askForReviewAgain(comparison.migration)
    if agrees(.replayed), let retrained = result(.retrained), agrees(.retrained), failing.isEmpty {
      return Position(stage: .retrained, reason: why(retrained, band), blocks: [request])
    }
    if agrees(.replayed), failing.isEmpty {
      return Position(
        stage: .replayed, reason: result(.replayed)?.reason.map { .replayAgrees(within: $0) } ?? .replayAgrees,
        blocks: [block(.reinferred), block(.retrained)].compactMap { $0 } + [request])
    }
    if agrees(.reinferred) {
      return Position(
        stage: .factorsVerified, reason: .reinferredAgrees,
        blocks: [Rung.recomputed, .replayed, .retrained].compactMap(block))
    }
    let blocks = [Rung.recomputed, .replayed, .reinferred].compactMap(block)
    return Position(stage: .candidate, reason: comparison.summary, blocks: blocks)
  }

  /// What lets the model trained here stand for the recorded one. A model that is the recorded one byte for byte
  /// is held to no limit; one that a band judged is held to that band's limits.
  private static func why(_ retrained: RungResult, _ band: SeedBand?) -> Message {
    if retrained.tolerances.isEmpty { return .sameModel }
    if let band, band.rows.contains(where: { retrained.tolerances["retrained." + $0.metric] != nil }) {
      return .insideBand(band.seeds.count)
    }
    return .insideLimits
  }

  private static func first(_ review: ReviewStatus) -> Message { review.reasons.first?.detail ?? .noReason }

  /// Says who approved and when, and what the approval overrides.
  private static func approval(_ statement: ReviewStatement) -> Message {
    let act = Message.approved(statement)
    return statement.exceptions.isEmpty ? act : .overriding(act, statement)
  }

  /// Says who decided and when, with the note of the statement.
  private static func decision(_ review: ReviewStatus, _ message: (ReviewStatement) -> Message) -> Message {
    guard let last = review.statements.last else { return .noReason }
    let act = message(last)
    return last.note.isEmpty ? act : .noted(act, last.note)
  }
}

/// The acts of a review.
extension Message {
  fileprivate static func approved(_ statement: ReviewStatement) -> Message {
    Message(
      "stage.approved", ["person": .text(statement.person), "date": .text(statement.date)],
      en: "{person} approved the migration on {date}.", zh: "{person} 于 {date} 批准。")
  }

  fileprivate static func overriding(_ act: Message, _ statement: ReviewStatement) -> Message {
    Message(
      "stage.overriding",
      [
        "act": .message(act),
        "verdict": .message(Comparison.Verdict.phrase(raw: statement.subject.verdict, ran: statement.subject.rungsRan)),
        "what": .message(.withExceptions(statement.exceptions)),
      ], en: "{act} The verdict was {verdict}. {what}", zh: "{act}判定为 {verdict}。{what}")
  }

  fileprivate static func rejected(_ statement: ReviewStatement) -> Message {
    Message(
      "stage.rejected", ["person": .text(statement.person), "date": .text(statement.date)],
      en: "{person} rejected the migration on {date}.", zh: "{person} 于 {date} 拒绝。")
  }

  fileprivate static func requested(_ statement: ReviewStatement) -> Message {
    Message(
      "stage.requested", ["person": .text(statement.person), "date": .text(statement.date)],
      en: "{person} asked for a review on {date}.", zh: "{person} 于 {date} 提请签核。")
  }

  fileprivate static func noted(_ act: Message, _ note: String) -> Message {
    Message(
      "stage.noted", ["act": .message(act), "note": .message(.verbatim(note))], en: "{act} Note: {note}",
      zh: "{act}备注：{note}")
  }

  fileprivate static func doesNotCount(_ why: Message) -> Message {
    Message(
      "stage.review-invalid", ["why": .message(why)], en: "The review does not count. {why}", zh: "签核无效。{why}")
  }

  fileprivate static var noReason: Message {
    Message("stage.no-reason", en: "No reason is given.", zh: "没有给出理由。")
  }

  fileprivate static var comesBack: Message {
    Message(
      "stage.comes-back", en: "A rejected migration needs other facts, or a new request of its author.",
      zh: "被拒绝的迁移须有新的事实，或由作者重新提请签核。")
  }

  fileprivate static var askAgain: Message {
    Message("stage.ask-again", en: "The author must ask for the review again.", zh: "须由作者重新提请签核。")
  }

  fileprivate static var decide: Message {
    Message("stage.decide", en: "A reviewer must decide.", zh: "等待签核人决定。")
  }

  fileprivate static func askForReviewAgain(_ migration: String) -> Message {
    Message(
      "stage.ask-for-review-again", ["migration": .text(migration)],
      en: "Ask for the review again: `aistock review request --migration {migration} --author NAME`.",
      zh: "请重新提请签核：`aistock review request --migration {migration} --author NAME`。")
  }

  fileprivate static func askForReview(_ migration: String) -> Message {
    Message(
      "stage.ask-for-review", ["migration": .text(migration)],
      en: "Not yet in review. Ask for it: `aistock review request --migration {migration} --author NAME`.",
      zh: "尚未提请签核。请运行 `aistock review request --migration {migration} --author NAME`。")
  }
}

/// What the rungs say.
extension Message {
  fileprivate static var unreadable: Message {
    Message("stage.unreadable", en: "The night could not read the migration's input.", zh: "无法读取该迁移的输入。")
  }

  fileprivate static var repair: Message {
    Message("stage.repair", en: "The input must be repaired.", zh: "须修复输入。")
  }

  fileprivate static var replayAgrees: Message {
    Message("stage.replay-agrees", en: "The replay agrees with the record.", zh: "回放与记录一致。")
  }

  /// What the rung itself says of it: that a harmless cause remains, or that there was no curve to compare with.
  fileprivate static func replayAgrees(within limit: Message) -> Message {
    Message(
      "stage.replay-agrees-within", ["limit": .message(limit)],
      en: "The replay agrees with the record, with a limit. {limit}",
      zh: "回放与记录一致，但有限定。{limit}")
  }

  /// Predictions need not be recorded: then numbers alone are compared.
  fileprivate static var reinferredAgrees: Message {
    Message(
      "stage.reinferred-agrees",
      en: "What factors and model give here agrees with the record within the rung's limits.",
      zh: "本地因子与模型的结果与记录在该级容差之内一致。")
  }

  fileprivate static var sameModel: Message {
    Message(
      "stage.same-model", en: "The model trained here is the recorded one byte for byte.", zh: "本地训练的模型与记录的模型逐字节相同。")
  }

  fileprivate static func insideBand(_ seeds: Int) -> Message {
    Message(
      "stage.inside-band", ["seeds": .count(seeds)],
      en: "The recorded numbers lie inside the band of {seeds} seeds trained here.",
      zh: "记录的数字都在本地 {seeds} 个种子训练出的种子带之内。")
  }

  fileprivate static var insideLimits: Message {
    Message(
      "stage.inside-limits", en: "The model trained here gives the recorded scores within the limits of its rung.",
      zh: "本地训练的模型在该级容差之内给出所记录的得分。")
  }

  fileprivate static func didNotRun(_ rung: Rung, _ why: Message?) -> Message {
    Message(
      "stage.did-not-run", ["rung": .message(rung.stageName), "why": .message(why ?? .noReason)],
      en: "Rung {rung} did not run. {why}", zh: "{rung}没有运行。{why}")
  }

  fileprivate static func differs(_ rung: Rung, _ cause: Message?) -> Message {
    guard let cause else {
      return Message(
        "stage.differs-unexplained", ["rung": .message(rung.stageName)],
        en: "Rung {rung} differs. See its first divergence.", zh: "{rung}不一致，见其首个分歧。")
    }
    return Message(
      "stage.differs", ["rung": .message(rung.stageName), "cause": .message(cause)], en: "Rung {rung} differs. {cause}",
      zh: "{rung}不一致。{cause}")
  }
}

extension Rung {
  /// As it stands in a sentence about a stage.
  fileprivate var stageName: Message {
    switch self {
    case .reported: Message("stage.rung-reported", en: "Reported", zh: "记录级")
    case .recomputed: Message("stage.rung-recomputed", en: "Recomputed", zh: "重算级")
    case .replayed: Message("stage.rung-replayed", en: "Replayed", zh: "回放级")
    case .reinferred: Message("stage.rung-reinferred", en: "Reinferred", zh: "重推断级")
    case .retrained: Message("stage.rung-retrained", en: "Retrained", zh: "重训练级")
    case .realistic: Message("stage.rung-realistic", en: "Realistic", zh: "真实规则级")
    }
  }
}

extension ReviewStatement {
  /// `2026-11-23`, in UTC.
  fileprivate var date: String { String(time.prefix(10)) }
}
