import Primitives
import Records

/// How many migrations there are of each verdict: in sentences, and as the bar that opens a page.
struct MigrationCounts {
  private let verdicts: [(word: String, isFull: Bool)]

  init(_ migrations: [NightResult.Migration]) {
    verdicts = migrations.map { ($0.verdict, ($0.rungsRan ?? 0) >= Rung.allCases.count - 1) }
  }

  private func count(_ verdict: Comparison.Verdict) -> Int { verdicts.count { $0.word == verdict.rawValue } }

  /// How many pass, fail, cannot be compared and cannot be read: one sentence each.
  var sentences: [Message] {
    let all = verdicts.count
    guard all > 0 else { return [] }
    let exceptions = count(.passWithExceptions)
    let passing = count(.pass) + exceptions
    let others: [(Int, (Int) -> Message)] = [
      (exceptions, Message.haveExceptions), (count(.notComparable), Message.cannotBeCompared),
      (verdicts.count { $0.word == NightResult.Migration.damaged }, Message.cannotBeRead),
    ]
    let first: Message =
      passing == all ? .allPass : count(.fail) > 0 ? .fail(count(.fail), of: all) : .pass(passing, of: all)
    return [first] + others.filter { $0.0 > 0 }.map { $0.1($0.0) }
  }

  /// Parts of a bar, as long as they are many; a PASS of few rungs is a part of its own.
  var bar: PageValue {
    let parts: [(verdict: String, isFull: Bool?, word: (Int) -> Message)] = [
      (Comparison.Verdict.fail.rawValue, nil, Message.countFail),
      (NightResult.Migration.damaged, nil, Message.countDamaged),
      (Comparison.Verdict.notComparable.rawValue, nil, Message.countNotComparable),
      (Comparison.Verdict.passWithExceptions.rawValue, nil, Message.countExceptions),
      (Comparison.Verdict.pass.rawValue, true, Message.countPass),
      (Comparison.Verdict.pass.rawValue, false, Message.countPartial),
    ]
    return .list(
      parts.compactMap { part in
        let count = verdicts.count { $0.word == part.verdict && (part.isFull == nil || $0.isFull == part.isFull) }
        guard count > 0 else { return nil }
        let share = max(1, Int((Double(count) * 12 / Double(verdicts.count)).rounded()))
        return [
          "tone": .text(VerdictMark.tone(part.verdict) + (part.isFull == false ? " partial" : "")),
          "share": .text("w\(share)"), "word": .message(part.word(count)),
          "icon": .text(VerdictMark.icon(part.verdict)),
        ]
      })
  }
}

extension Message {
  fileprivate static var allPass: Message {
    Message("report.all-pass", en: "All migrations pass.", zh: "全部迁移通过。")
  }

  fileprivate static func pass(_ count: Int, of all: Int) -> Message {
    Message(
      "report.pass", ["count": .count(count), "all": .count(all)],
      en: "{count} of {all} {all:migration|migrations} {count:passes|pass}.", zh: "{all} 个迁移中 {count} 个通过。")
  }

  fileprivate static func fail(_ count: Int, of all: Int) -> Message {
    Message(
      "report.fail", ["count": .count(count), "all": .count(all)],
      en: "{count} of {all} {all:migration|migrations} {count:fails|fail}.", zh: "{all} 个迁移中 {count} 个未通过。")
  }

  fileprivate static func haveExceptions(_ count: Int) -> Message {
    Message(
      "report.have-exceptions", ["count": .count(count)], en: "{count} {count:passes|pass} with exceptions.",
      zh: "{count} 个有例外地通过。")
  }

  fileprivate static func cannotBeCompared(_ count: Int) -> Message {
    Message(
      "report.cannot-be-compared", ["count": .count(count)], en: "{count} cannot be compared.", zh: "{count} 个无法比较。")
  }

  fileprivate static func cannotBeRead(_ count: Int) -> Message {
    Message(
      "report.cannot-be-read", ["count": .count(count)],
      en: "{count} {count:has|have} an input that cannot be read.", zh: "{count} 个的输入无法读取。")
  }

  fileprivate static func countFail(_ count: Int) -> Message {
    Message("report.count-fail-name", ["count": .count(count)], en: "{count} FAIL", zh: "{count} 个未通过")
  }

  fileprivate static func countDamaged(_ count: Int) -> Message {
    Message(
      "report.count-damaged-name", ["count": .count(count)], en: "{count} not readable", zh: "{count} 个输入无法读取")
  }

  fileprivate static func countNotComparable(_ count: Int) -> Message {
    Message(
      "report.count-not-comparable-name", ["count": .count(count)], en: "{count} NOT COMPARABLE", zh: "{count} 个无法比较")
  }

  fileprivate static func countExceptions(_ count: Int) -> Message {
    Message(
      "report.count-exceptions-name", ["count": .count(count)], en: "{count} PASS WITH EXCEPTIONS",
      zh: "{count} 个有例外地通过")
  }

  fileprivate static func countPass(_ count: Int) -> Message {
    Message("report.count-pass-name", ["count": .count(count)], en: "{count} PASS", zh: "{count} 个通过")
  }

  fileprivate static func countPartial(_ count: Int) -> Message {
    Message(
      "report.count-partial-name", ["count": .count(count)], en: "{count} PASS, few rungs", zh: "{count} 个通过，级数不全")
  }
}
