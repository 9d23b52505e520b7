import Archive
import Primitives
import Records

/// The sign-off of a migration: its stage, why, who decided, what blocks the next step, the history.
struct ReviewSection {
  let migration: SiteInput.Migration
  let language: Language

  private func text(_ key: String) -> String { StringTable.require(key, language) }

  static func tone(_ stage: MigrationStage) -> String {
    switch stage {
    case .approved: "good"
    case .rejected: "bad"
    case .expired, .reopened, .inReview: "warn"
    case .candidate, .factorsVerified, .replayed, .retrained: "none"
    }
  }

  var values: [String: PageValue] {
    let review = migration.review
    let position = migration.position
    let decision = decision(review.statements.last)
    return [
      "stage": .text(text("stage." + position.stage.rawValue)),
      "stageTone": .text(ReviewSection.tone(position.stage)),
      "reviewLine": .text(text("review." + review.state.rawValue)),
      "hasReasons": .flag(!review.reasons.isEmpty),
      "reasons": .list(
        review.reasons.map {
          ["title": .text(text("cause." + $0.cause.rawValue)), "detail": .text(Phrases.sentence($0.detail, language))]
        }),
      "hasDecision": .flag(!decision.isEmpty), "decision": .list(decision),
      "hasBlocks": .flag(!position.blocks.isEmpty),
      "blocks": .list(position.blocks.map { ["line": .text(StagePhrases.block($0, language))] }),
      "hasHistory": .flag(!migration.history.isEmpty),
      "history": .list(
        migration.history.reversed().map {
          [
            "day": .text($0.tradingDay.description),
            "stage": .text(text("stage." + $0.stage.rawValue)),
            "reason": .text(StagePhrases.reason($0.reason, language)),
          ]
        }),
    ]
  }

  private func decision(_ statement: ReviewStatement?) -> [[String: PageValue]] {
    guard let statement else { return [] }
    var facts = [
      ("act", text("act." + statement.act.rawValue)), ("person", statement.person),
      ("author", statement.author),
      ("time", statement.time), ("night", statement.subject.day.description),
      ("manifest", statement.subject.manifest), ("statement", statement.sha256),
    ]
    if !statement.note.isEmpty { facts.append(("note", statement.note)) }
    facts += statement.exceptions.map {
      ("exception", "\($0.subject) → \($0.expires)" + ($0.reason.isEmpty ? "" : " (\($0.reason))"))
    }
    return facts.map { ["label": .text(text("signed." + $0.0)), "value": .text($0.1)] }
  }
}

/// Sentences about stages, which records keep in English.
enum StagePhrases {
  static func block(_ text: String, _ language: Language) -> String {
    guard language == .chinese else { return text }
    if let exact = blocks[text] { return exact }
    if text.hasPrefix("A review must be asked for: ") {
      return "须请求评审：" + text.dropFirst("A review must be asked for: ".count)
    }
    if text.hasPrefix("The review does not count: ") {
      return "评审无效：" + reason(String(text.dropFirst("The review does not count: ".count)), language)
    }
    let parts = text.split(separator: "'", maxSplits: 2).map(String.init)
    guard parts.count == 3, parts[0] == "Rung " else { return text }
    let rung = StringTable.text("rung." + parts[1], language) ?? parts[1]
    if let range = parts[2].firstRange(of: " did not run: ") {
      let why = parts[2][range.upperBound...].dropLast(parts[2].hasSuffix(".") ? 1 : 0)
      return "“\(rung)”一级没有运行：\(Phrases.reason(String(why), language))"
    }
    return "“\(rung)”一级不一致"
  }

  static func reason(_ text: String, _ language: Language) -> String {
    guard language == .chinese else { return text }
    if let known = reasons[text] { return known }
    let whole = Sentences.chinese(text)
    if whole != text { return whole }
    // A detail of the review, made a sentence.
    let detail = text.prefix(1).lowercased() + text.dropFirst().dropLast(text.hasSuffix(".") ? 1 : 0)
    let chinese = Sentences.chinese(detail)
    return chinese == detail ? text : chinese + "。"
  }

  private static let blocks = [
    "The review must be asked for again.": "须重新请求评审。", "A reviewer must decide.": "等待评审人决定。",
    "The input must be repaired.": "须修复输入。",
    "A rejected migration comes back with other facts, or with a new request of its author.":
      "被拒绝的迁移须有新的事实，或由作者重新请求评审。",
  ]

  private static let reasons = [
    "Its input could not be read.": "无法读取输入。",
    "The model trained here stands in its seed band.": "本地训练的模型在随机种子区间之内。",
    "The replay agrees with the record.": "回放与记录一致。",
    "Factors and model give the recorded predictions.": "因子与模型给出所记录的预测。",
  ]
}
