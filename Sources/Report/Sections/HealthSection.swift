import Archive
import Primitives
import Records

/// Whether data, archive and the night itself are as they should be.
struct HealthSection {
  let result: NightResult

  var values: [String: PageValue] {
    let checks = self.checks
    let open = checks.count { $0.state != .good }
    let chain = result.archive.nights.suffix(3).reversed()
    return [
      "healthNote": .message(open == 0 ? .allGood : .open(open)), "checks": .list(checks.map(\.values)),
      "marketFindings": .list(
        result.marketFindings.map {
          [
            "verdict": HealthSection.mark(.doubtful), "title": .message($0.title),
            "id": .text($0.id), "evidence": .message($0.evidence), "consequence": .message($0.consequence),
            "remedy": .message($0.remedy),
          ]
        }),
      "hasMarketFindings": .flag(!result.marketFindings.isEmpty),
      "chain": .list(
        chain.enumerated().map {
          ["digest": .text($1.sha256), "short": .text(ShortDigest.text($1.sha256)), "isFirst": .flag($0 == 0)]
        }),
      "hasChain": .flag(!chain.isEmpty),
      "head": .one(result.archive.head?.values),
    ]
  }

  private enum State { case good, doubtful, bad }

  private struct Check {
    var state: State
    var line: Message
    var values: [String: PageValue] { ["verdict": HealthSection.mark(state), "line": .message(line)] }
  }

  private static func mark(_ state: State) -> PageValue {
    let (tone, icon, word) =
      switch state {
      case .good: ("pass", "pass", "health.good")
      case .doubtful: ("review", "warning", "attention.review")
      case .bad: ("fail", "fail", "attention.fail")
      }
    return .list([["tone": .text(tone), "icon": .text(icon), "word": .label(word)]])
  }

  private var checks: [Check] {
    let age = result.build.dataAge
    let serious = result.marketFindings.count { $0.severity == .serious }
    let problems = result.archive.problems.count
    let nights = result.archive.nights.count
    var checks = [
      Check(state: result.build.isStale ? .doubtful : .good, line: .lastDay(result.day, age)),
      Check(
        state: result.marketFindings.isEmpty ? .good : .doubtful,
        line: result.marketFindings.isEmpty ? .noFindings : .findings(result.marketFindings.count, serious: serious)),
    ]
    if nights > 0 || problems > 0 {
      checks.append(
        Check(state: problems == 0 ? .good : .bad, line: problems == 0 ? .chain(nights) : .broken(problems)))
    }
    if let own = result.archive.nights.last(where: { $0.day == result.day }) {
      checks.append(Check(state: .good, line: .archived(own.fileCount, level: own.level)))
    } else {
      checks.append(Check(state: .doubtful, line: .notArchived))
    }
    if let library = result.library {
      let silent = library.notice.map { notice in Message.silent(notice, since: library.syncedAt) }
      checks.append(Check(state: silent == nil ? .good : .doubtful, line: silent ?? .synced(library.syncedAt)))
    }
    let failed = result.failures.count
    checks.append(Check(state: failed == 0 ? .good : .bad, line: failed == 0 ? .allSteps : .failedSteps(failed)))
    return checks
  }
}

extension Message {
  fileprivate static let allGood = Message("health.all-good-label", en: "all in order", zh: "全部正常")

  fileprivate static func open(_ count: Int) -> Message {
    Message("health.open-label", ["count": .count(count)], en: "{count} to look at", zh: "{count} 项需查看")
  }

  fileprivate static func lastDay(_ day: TradingDay, _ age: Int) -> Message {
    Message(
      "health.last-day", ["day": .day(day), "age": .count(age)],
      en: "The last day of the market is {day}, {age} {age:day|days} before this night ran.",
      zh: "行情最后一日 {day}，距运行 {age} 天。")
  }

  fileprivate static let noFindings = Message(
    "health.no-findings", en: "The market data have no finding.", zh: "行情没有发现。")

  fileprivate static func findings(_ count: Int, serious: Int) -> Message {
    Message(
      "health.findings", ["count": .count(count), "serious": .count(serious)],
      en: "The market data have {count} {count:finding|findings}, {serious} of them serious.",
      zh: "行情有 {count} 项发现，其中严重 {serious} 项。")
  }

  fileprivate static func chain(_ nights: Int) -> Message {
    Message(
      "health.chain", ["nights": .count(nights)],
      en: "{nights} archived {nights:night is|nights are} verified: nothing changed, missing or added.",
      zh: "归档链 {nights} 夜校验通过，无改动、缺失、增加。")
  }

  fileprivate static func broken(_ problems: Int) -> Message {
    Message(
      "health.broken", ["problems": .count(problems)],
      en: "{problems} {problems:file|files} of the archive {problems:is|are} not as archived.",
      zh: "归档中 {problems} 个文件与归档时不同。")
  }

  fileprivate static func archived(_ files: Int, level: Int) -> Message {
    Message(
      "health.archived", ["files": .count(files), "level": .count(level)],
      en: "This night is archived at level {level} with {files} {files:file|files}.",
      zh: "本夜已按 {level} 级归档，共 {files} 个文件。")
  }

  fileprivate static func synced(_ time: String?) -> Message {
    Message(
      "health.synced", ["time": .text(PageText.minute(time ?? ""))], en: "RD-Agent's results are those of {time}.",
      zh: "RD-Agent 的结果截至 {time}。")
  }

  fileprivate static func silent(_ notice: Message, since time: String?) -> Message {
    guard let time else {
      return Message(
        "health.silent-ever", ["notice": .message(notice)], en: "RD-Agent told nothing yet. {notice}",
        zh: "RD-Agent 尚未提供内容。{notice}")
    }
    return Message(
      "health.silent", ["notice": .message(notice), "time": .text(PageText.minute(time))],
      en: "RD-Agent told nothing since {time}. {notice}", zh: "{time} 以来 RD-Agent 没有提供内容。{notice}")
  }

  fileprivate static let notArchived = Message(
    "health.not-archived", en: "This night is not archived.", zh: "本夜尚未归档。")
  fileprivate static let allSteps = Message("health.all-steps", en: "Every step did its work.", zh: "全部步骤完成。")

  fileprivate static func failedSteps(_ count: Int) -> Message {
    Message(
      "health.failed-steps", ["count": .count(count)], en: "{count} {count:step|steps} failed.", zh: "{count} 个步骤失败。")
  }
}
