package import Primitives
import Records
import Store

/// A health report as lines, as a document and in Prometheus's text format.
extension HealthReport {
  package var json: JSONValue {
    [
      "schema": 1, "healthy": .bool(isHealthy), "reasons": .array(reasons.map(\.json)),
      "night": night.map(HealthReport.json) ?? .null, "last_success": success.map(HealthReport.json) ?? .null,
      "data_day": .optional(dataDay), "missed_trading_days": missedDays.map { .integer($0) } ?? .null,
      "verdicts": .object(Dictionary(verdicts.map { ($0.verdict, .integer($0.count)) }) { first, _ in first }),
      "steps": .array(
        steps.map {
          [
            "name": .string($0.name), "state": .string($0.state.rawValue), "seconds": .number($0.seconds),
            "message": $0.outcome.message.json,
          ]
        }), "lock_held": .bool(isLocked), "schema_steps": .array(schema.map { .string($0) }),
      "state_bytes": .integer(space.stateByteCount), "free_bytes": .integer(space.freeByteCount),
      "pushed": pushed.map { ["generation": .integer($0.generation), "at": .optional($0.pushedAt)] } ?? .null,
    ]
  }

  private static func json(_ night: NightRecord) -> JSONValue {
    [
      "trading_day": .string(night.tradingDay.description), "state": .string(night.state.rawValue),
      "started_at": .string(night.startedAt), "finished_at": .optional(night.finishedAt),
      "manifest_sha256": .optional(night.manifestSHA256),
    ]
  }

  package var lines: [Message] {
    var lines = [isHealthy ? Message.healthy : .unhealthy(reasons.count)] + reasons.map { .reason($0) }
    if let night { lines.append(.night(night)) }
    if let success, let hours = hours(since: success.finishedAt) { lines.append(.success(success, hours: hours)) }
    if let dataDay { lines.append(.data(dataDay, missed: missedDays)) }
    let counted = verdicts.filter { $0.count > 0 }
    if !counted.isEmpty { lines.append(.verdicts(counted)) }
    if let longest = steps.max(by: { $0.seconds < $1.seconds }) {
      lines.append(.steps(steps.count, steps.reduce(0) { $0 + $1.seconds }, longest))
    }
    if let pushed, let hours = hours(since: pushed.pushedAt) { lines.append(.pushed(pushed.generation, hours: hours)) }
    return lines + [isLocked ? .locked : .free, .state(space, schema.count)]
  }

  /// What node_exporter's textfile collector reads. What is not known has no sample.
  package var prometheus: String {
    var text = PrometheusText()
    text.gauge("aistock_build_info", "The version of aistock; always 1.", [(["version": ToolVersion.current], 1)])
    text.gauge("aistock_healthy", "1 where aistock health has nothing to object to, else 0.", isHealthy ? 1 : 0)
    let success = HealthReport.seconds(success?.finishedAt)
    text.gauge(
      "aistock_night_last_success_timestamp_seconds", "When the last night with its work done ended.", success)
    text.gauge(
      "aistock_night_last_start_timestamp_seconds", "When the last night was started.",
      HealthReport.seconds(night?.startedAt))
    text.gauge(
      "aistock_night_last_end_timestamp_seconds", "When the last night ended, with or without success.",
      HealthReport.seconds(night?.finishedAt))
    if let night {
      text.gauge(
        "aistock_night_last_state", "1 for the state of the last night.",
        NightRecord.State.allCases.map { (["state": $0.rawValue], night.state == $0 ? 1 : 0) })
      text.gauge(
        "aistock_night_steps", "Steps of the last night by what became of them.",
        NightStep.State.allCases.map { state in
          (["state": state.rawValue], Double(steps.count { $0.state == state }))
        })
    }
    text.gauge(
      "aistock_night_step_duration_seconds", "Seconds that a step of the last night took.",
      steps.map { step in
        let parts = step.name.split(separator: " ", maxSplits: 1).map(String.init)
        return (["step": parts.first ?? "", "subject": parts.count > 1 ? parts[1] : ""], step.seconds)
      })
    text.gauge(
      "aistock_migrations", "Migrations of the last success by verdict.",
      verdicts.map { (["verdict": $0.verdict], Double($0.count)) })
    text.gauge(
      "aistock_data_day_timestamp_seconds", "Midnight UTC of the newest trading day of the data.",
      dataDay.map { Int($0.daysSince1970) * 86_400 })
    text.gauge(
      "aistock_data_missed_trading_days", "Trading days of the exchange since the newest day of the data.", missedDays)
    text.gauge("aistock_night_lock_held", "1 while a night is at work, else 0.", isLocked ? 1 : 0)
    text.gauge("aistock_state_schema_steps", "Schema steps that the state file went through.", schema.count)
    text.gauge("aistock_state_size_bytes", "Size of the state file with its log.", space.stateByteCount)
    text.gauge(
      "aistock_state_last_push_timestamp_seconds", "When the server of the state was last given its rows.",
      HealthReport.seconds(pushed?.pushedAt))
    text.gauge("aistock_state_free_bytes", "Free space on the disk of the state.", space.freeByteCount)
    return text.text
  }
}

/// Families of gauges in Prometheus's text format, version 0.0.4.
struct PrometheusText {
  private(set) var text = ""

  /// A family without labels; nothing where the value is not known.
  mutating func gauge(_ name: String, _ help: String, _ value: Int?) {
    gauge(name, help, value.map { [([:], Double($0))] } ?? [])
  }

  /// A family with a sample for each set of labels; nothing where there is none.
  mutating func gauge(_ name: String, _ help: String, _ samples: [(labels: [String: String], value: Double)]) {
    let samples = samples.filter { $0.value.isFinite }
    guard !samples.isEmpty else { return }
    text += "# HELP \(name) \(help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n"))\n"
    text += "# TYPE \(name) gauge\n"
    for sample in samples {
      let labels = sample.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(PrometheusText.escaped($0.value))\"" }
      text += name + (labels.isEmpty ? "" : "{" + labels.joined(separator: ",") + "}")
      text += " \(PrometheusText.number(sample.value))\n"
    }
  }

  /// Backslash, quotation mark and line feed are the format's own signs.
  static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? value.description
  }
}

extension Message {
  fileprivate static let healthy = Message("health.healthy", en: "All is well.", zh: "一切正常。")
  fileprivate static let locked = Message("health.locked", en: "A night is at work.", zh: "夜间任务正在运行。")
  fileprivate static let free = Message("health.free", en: "No night is at work.", zh: "没有正在运行的夜间任务。")

  fileprivate static func unhealthy(_ count: Int) -> Message {
    Message(
      "health.unhealthy", ["count": .count(count)],
      en: "Not well: {count} {count:reason|reasons}.", zh: "不正常，原因 {count} 项。")
  }

  fileprivate static func reason(_ reason: Message) -> Message {
    Message("health.reason-label", ["reason": .message(reason)], en: "  {reason}", zh: "  {reason}")
  }

  fileprivate static func night(_ night: NightRecord) -> Message {
    let day = MessageArgument.day(night.tradingDay)
    let (start, end) = (MessageArgument.text(night.startedAt), MessageArgument.text(night.finishedAt ?? ""))
    return switch night.state {
    case .running:
      Message(
        "health.night-running", ["day": day, "start": start], en: "Last night: {day}, begun at {start}.",
        zh: "最近一夜：{day}，开始于 {start}。")
    case .done:
      Message(
        "health.night-done", ["day": day, "end": end], en: "Last night: {day}, done at {end}.",
        zh: "最近一夜：{day}，完成于 {end}。")
    case .failed:
      Message(
        "health.night-failed", ["day": day, "end": end], en: "Last night: {day}, failed at {end}.",
        zh: "最近一夜：{day}，失败于 {end}。")
    }
  }

  fileprivate static func success(_ night: NightRecord, hours: Double) -> Message {
    Message(
      "health.success", ["day": .day(night.tradingDay), "hours": .count(Int(hours))],
      en: "Last success: {day}, {hours} {hours:hour|hours} ago.", zh: "最近一次成功：{day}，{hours} 小时前。")
  }

  fileprivate static func data(_ day: TradingDay, missed: Int?) -> Message {
    guard let missed else {
      return Message("health.data", ["day": .day(day)], en: "Data up to {day}.", zh: "数据截至 {day}。")
    }
    return Message(
      "health.data-missed", ["day": .day(day), "missed": .count(missed)],
      en: "Data up to {day}, {missed} trading {missed:day|days} missing.", zh: "数据截至 {day}，缺 {missed} 个交易日。")
  }

  fileprivate static func verdicts(_ counts: [(verdict: String, count: Int)]) -> Message {
    let words = counts.map { verdict, count -> MessageArgument in
      .message(.verdict(Comparison.Verdict(rawValue: verdict)?.word ?? .verbatim(verdict), count))
    }
    return Message("health.verdicts", ["counts": .list(words)], en: "Verdicts: {counts}.", zh: "判定：{counts}。")
  }

  private static func verdict(_ word: Message, _ count: Int) -> Message {
    Message(
      "health.verdict-word", ["verdict": .message(word), "count": .count(count)], en: "{verdict} {count}",
      zh: "{verdict} {count}")
  }

  fileprivate static func steps(_ count: Int, _ seconds: Double, _ longest: NightStep) -> Message {
    Message(
      "health.steps",
      [
        "count": .count(count), "seconds": .number(seconds), "step": .text(longest.name),
        "most": .number(longest.seconds),
      ], en: "{count} {count:step|steps} in {seconds} s; the longest is '{step}' with {most} s.",
      zh: "{count} 个步骤共 {seconds} 秒，最长的是“{step}”，{most} 秒。")
  }

  fileprivate static func pushed(_ generation: Int, hours: Double) -> Message {
    Message(
      "health.pushed", ["generation": .count(generation), "hours": .count(Int(hours))],
      en: "The server of the state was given generation {generation} {hours} {hours:hour|hours} ago.",
      zh: "状态服务器于 {hours} 小时前收到第 {generation} 代。")
  }

  fileprivate static func state(_ space: HealthReport.Space, _ steps: Int) -> Message {
    Message(
      "health.state",
      ["bytes": .count(space.stateByteCount), "steps": .count(steps), "free": .count(space.freeByteCount)],
      en: "State file: {bytes} bytes, {steps} schema steps; {free} bytes are free.",
      zh: "状态文件 {bytes} 字节，结构步骤 {steps} 个；剩余空间 {free} 字节。")
  }
}
