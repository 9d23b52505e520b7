import Archive
import Foundation
import MarketData
package import Primitives
package import Records
package import Store

/// How the nights of a machine stand, from the state file and the archive alone: for a monitor, which neither opens a
/// market nor runs a step.
package struct HealthReport: Sendable {
  /// Room on the disk of the state.
  package struct Space: Equatable, Sendable {
    package var freeByteCount: Int
    package var stateByteCount: Int
  }

  /// The one that was started last; nil: none was.
  package var night: NightRecord?
  package var steps: [NightStep]
  /// The one that ended last with its work done.
  package var success: NightRecord?
  /// The newest day that a night did its work for.
  package var dataDay: TradingDay?
  /// The exchange's trading days behind `dataDay` and before today; nil where its calendar does not reach so far.
  package var missedDays: Int?
  /// Of the last success, by verdict; every verdict has its number.
  package var verdicts: [(verdict: String, count: Int)]
  /// Whether a night is at work.
  package var isLocked: Bool
  /// Schema steps that the state file went through.
  package var schema: [String]
  package var space: Space
  /// What a server of the state was last given; nil where none is named.
  package var pushed: StateIdentity?
  /// What is not as it should be; empty where all is well.
  package var reasons: [Message]
  /// The moment of the look, in seconds since 1970.
  private let now: Double

  package var isHealthy: Bool { reasons.isEmpty }

  /// A night each weekday leaves three days between Friday's and Monday's; the rest is its own time.
  package static let ageHoursMax = 80.0
  /// Less than this is told: a site, an archive and a state file are written anew beside the old ones.
  private static let freeByteCountMin = 1 << 30

  /// - Parameters:
  ///   - ageHoursMax: hours since the last success that are not too many.
  ///   - isLocked: whether a night holds the lock.
  /// - Throws: the store's diagnostics, and `health.no-space` (exit 4) where the disk cannot be asked.
  package init(
    _ configuration: AistockConfiguration, database: Database, clock: Clock, ageHoursMax: Double = ageHoursMax,
    isLocked: Bool
  ) throws {
    let nights = try database.nights()
    night = nights.max { $0.startedAt < $1.startedAt }
    steps = try night.map { try database.steps(of: $0.tradingDay) } ?? []
    let done = nights.filter { $0.state == .done }
    success = done.max { ($0.finishedAt ?? "") < ($1.finishedAt ?? "") }
    dataDay = done.map(\.tradingDay).max()
    let today = clock.dayInChina
    let announced = try configuration.provider.calendarFile()?.days ?? []
    missedDays = dataDay.flatMap { last in
      ExchangeCalendar.missed(after: last, before: today, announced: announced)
    }
    verdicts = HealthReport.verdicts(success?.summary)
    self.isLocked = isLocked
    schema = try database.schemaVersions()
    space = try HealthReport.space(configuration.state)
    if configuration.stateServer != nil { pushed = try database.identity() }
    now = clock.now()
    reasons = []
    reasons = nightReasons() + successReasons(ageHoursMax)
    if let dataDay, configuration.provider.names != MarketPlaces.demo.names {
      let age = Int(today.daysSince1970 - dataDay.daysSince1970)
      if let missedDays {
        if missedDays > 0 { reasons.append(.missedData(dataDay, days: missedDays)) }
      } else if age > Doctor.closureMax {
        reasons.append(.oldData(dataDay, days: age))
      }
    }
    if let success, let reason = HealthReport.archiveReason(success, configuration) { reasons.append(reason) }
    reasons += pushReasons(ageHoursMax)
    if space.freeByteCount < HealthReport.freeByteCountMin { reasons.append(.littleSpace(space.freeByteCount)) }
  }

  private func nightReasons() -> [Message] {
    guard let night else { return [.noNight] }
    switch night.state {
    case .running: return isLocked ? [] : [.cutOff(night.tradingDay)]
    case .failed, .done:
      // What must not hold up a night is told by the night itself.
      let failed = steps.filter { step in
        step.state == .failed && !["sync", "notify"].contains(where: { step.name.hasPrefix($0) })
      }
      let failures = failed.map { Message.failedStep($0.name, $0.outcome.message) }
      let unreached = night.summary["unreached"].flatMap { Diagnostic(stored: $0) }.map { [$0.summary] } ?? []
      guard night.state == .failed, failures.isEmpty else { return unreached + failures }
      let cause = night.summary["error"].flatMap { Diagnostic(stored: $0) }
      return [cause.map { .failedNight(night.tradingDay, $0.summary) } ?? .failedNight(night.tradingDay)]
    }
  }

  private func successReasons(_ ageHoursMax: Double) -> [Message] {
    guard night != nil else { return [] }
    guard let success, let age = hours(since: success.finishedAt) else { return [.noSuccess] }
    return age > ageHoursMax ? [.oldSuccess(success.tradingDay, hours: age, limit: ageHoursMax)] : []
  }

  /// A server that was given nothing for as long as no night may be missing.
  private func pushReasons(_ ageHoursMax: Double) -> [Message] {
    guard let pushed, success != nil else { return [] }
    guard let age = hours(since: pushed.pushedAt) else { return [.neverPushed] }
    return age > ageHoursMax ? [.oldPush(pushed.generation, hours: age, limit: ageHoursMax)] : []
  }

  /// Nil for a text that is no moment.
  func hours(since timestamp: String?) -> Double? {
    HealthReport.seconds(timestamp).map { (now - Double($0)) / 3600 }
  }

  static func seconds(_ timestamp: String?) -> Int? { timestamp.flatMap { MarketTime($0) }?.seconds }

  /// The archive has the night as the state file knows it.
  private static func archiveReason(_ night: NightRecord, _ configuration: AistockConfiguration) -> Message? {
    guard let digest = night.manifestSHA256 else { return nil }
    let archive = SnapshotArchive(folder: configuration.archive.folder)
    guard let snapshot = try? archive.snapshot(night.tradingDay) else { return .notArchived(night.tradingDay) }
    return snapshot.sha256 == digest ? nil : .otherManifest(night.tradingDay)
  }

  private static func verdicts(_ summary: JSONValue?) -> [(verdict: String, count: Int)] {
    guard let summary else { return [] }
    let found = (summary["migrations"]?.arrayValue ?? []).compactMap { $0["verdict"]?.stringValue }
    let known = Comparison.Verdict.allCases.map(\.rawValue) + [NightResult.Migration.damaged]
    return (known + Set(found).subtracting(known).sorted()).map { name in (name, found.count { $0 == name }) }
  }

  private static func space(_ state: String) throws -> Space {
    var disk = statvfs()
    guard statvfs(Path.folder(of: state), &disk) == 0 else {
      throw Diagnostic.noSpace(state, String(cString: strerror(errno)))
    }
    var bytes = 0
    for ending in ["", "-wal", "-shm"] {
      var status = stat()
      if stat(state + ending, &status) == 0 { bytes += Int(status.st_size) }
    }
    return Space(freeByteCount: Int(disk.f_bavail) * Int(disk.f_frsize), stateByteCount: bytes)
  }
}

extension Message {
  fileprivate static let noNight = Message("health.no-night", en: "No night has run yet.", zh: "尚未运行过夜间任务。")
  fileprivate static let noSuccess = Message(
    "health.no-success", en: "No night has done its work yet.", zh: "尚无一夜完成工作。")

  fileprivate static func cutOff(_ day: TradingDay) -> Message {
    Message(
      "health.cut-off", ["day": .day(day)], en: "The night of {day} was cut off; run it again.",
      zh: "{day} 的夜间任务被中断，请重新运行。")
  }

  fileprivate static func failedNight(_ day: TradingDay) -> Message {
    Message("health.failed-night", ["day": .day(day)], en: "The night of {day} failed.", zh: "{day} 的夜间任务失败。")
  }

  fileprivate static func failedNight(_ day: TradingDay, _ why: Message) -> Message {
    Message(
      "health.failed-night-why", ["day": .day(day), "why": .message(why)], en: "The night of {day} failed: {why}",
      zh: "{day} 的夜间任务失败：{why}")
  }

  fileprivate static func failedStep(_ step: String, _ what: Message) -> Message {
    Message(
      "health.failed-step", ["step": .text(step), "what": .message(what)], en: "The step '{step}' failed: {what}",
      zh: "步骤“{step}”失败：{what}")
  }

  fileprivate static func oldSuccess(_ day: TradingDay, hours: Double, limit: Double) -> Message {
    Message(
      "health.old-success", ["day": .day(day), "hours": .count(Int(hours)), "limit": .exact(limit)],
      en: "The last success, the night of {day}, ended {hours} hours ago; {limit} are allowed.",
      zh: "最近一次成功（{day}）结束于 {hours} 小时前，上限为 {limit} 小时。")
  }

  fileprivate static let neverPushed = Message(
    "health.never-pushed", en: "The state was never pushed to its server.", zh: "状态从未推送到其服务器。")

  fileprivate static func oldPush(_ generation: Int, hours: Double, limit: Double) -> Message {
    Message(
      "health.old-push",
      ["generation": .count(generation), "hours": .count(Int(hours)), "limit": .exact(limit)],
      en: "The last push of the state, generation {generation}, ended {hours} hours ago; {limit} are allowed.",
      zh: "最近一次推送状态（第 {generation} 代）结束于 {hours} 小时前，上限为 {limit} 小时。")
  }

  fileprivate static func oldData(_ day: TradingDay, days: Int) -> Message {
    Message(
      "health.old-data", ["day": .day(day), "days": .count(days)],
      en: "The newest data are of {day}, {days} days ago; no closure of the exchanges lasts that long.",
      zh: "最新数据为 {day}，距今 {days} 天，超过交易所最长的休市。")
  }

  fileprivate static func missedData(_ day: TradingDay, days: Int) -> Message {
    Message(
      "health.missed-data", ["day": .day(day), "days": .count(days)],
      en: "The newest data are of {day}; {days} trading {days:day has|days have} passed since.",
      zh: "最新数据为 {day}，此后已过 {days} 个交易日。")
  }

  fileprivate static func notArchived(_ day: TradingDay) -> Message {
    Message(
      "health.not-archived", ["day": .day(day)], en: "The archive has no night of {day}.", zh: "归档中没有 {day} 的夜间任务。")
  }

  fileprivate static func otherManifest(_ day: TradingDay) -> Message {
    Message(
      "health.other-manifest", ["day": .day(day)],
      en: "The archive's manifest of {day} is not the one that the night wrote.",
      zh: "归档中 {day} 的清单不是该夜写出的清单。")
  }

  fileprivate static func littleSpace(_ bytes: Int) -> Message {
    Message(
      "health.little-space", ["bytes": .count(bytes)], en: "Only {bytes} bytes are free on the disk of the state.",
      zh: "状态文件所在磁盘仅剩 {bytes} 字节。")
  }
}

extension Diagnostic {
  fileprivate static func noSpace(_ path: String, _ why: String) -> Diagnostic {
    Diagnostic(
      "health.no-space", .environment, at: .init(path), ["why": .text(why)],
      (en: "The free space of the disk cannot be read: {why}.", zh: "无法读取磁盘剩余空间：{why}。"),
      remedy: (en: "Check that the disk is there and that you may read the folder.", zh: "请检查磁盘是否可用以及读取权限。"))
  }
}
