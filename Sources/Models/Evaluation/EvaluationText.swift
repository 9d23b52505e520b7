package import Primitives
package import Records

/// Predictions and model for people at a terminal.
package enum EvaluationText {
  /// Exact figures stand as they are in the files, to be compared.
  package static func lines(_ quality: PredictionQuality, _ evaluation: ModelEvaluation?) -> [Message] {
    var lines: [Message] = [.label(quality.label)]
    lines += quality.figures.map(Message.figure)
    lines += quality.groups.map(Message.group)
    lines += quality.decay.map(Message.decay)
    guard let evaluation else { return lines }
    lines += evaluation.segments.map(Message.segment)
    if let note = evaluation.segmentNote { lines.append(.segments(note)) }
    return lines + evaluation.leaks.map(Message.leak)
  }
}

extension MessageArgument {
  fileprivate static func optional(_ value: Double?) -> MessageArgument { value.map { .exact($0) } ?? .text("n/a") }
}

extension Message {
  fileprivate static func label(_ label: Message) -> Message {
    Message("quality.label-name", ["label": .message(label)], en: "label: {label}", zh: "标签：{label}")
  }

  fileprivate static func figure(_ figure: QualityFigure) -> Message {
    guard let reason = figure.reason else {
      return Message(
        "quality.figure-name",
        [
          "name": .text(figure.name), "value": .optional(figure.value), "days": .count(figure.count),
          "missing": .count(figure.missing),
        ], en: "{name}: {value} ({days} days, {missing} missing)", zh: "{name}：{value}（{days} 天，缺 {missing} 天）")
    }
    return Message(
      "quality.figure-with-reason-name",
      [
        "name": .text(figure.name), "value": .optional(figure.value), "days": .count(figure.count),
        "missing": .count(figure.missing), "reason": .message(reason),
      ], en: "{name}: {value} ({days} days, {missing} missing; {reason})",
      zh: "{name}：{value}（{days} 天，缺 {missing} 天；{reason}）")
  }

  fileprivate static func group(_ group: PredictionQuality.Group) -> Message {
    Message(
      "quality.group-name",
      [
        "group": .text("\(group.group)"), "value": .optional(group.mean), "days": .count(group.count),
        "missing": .count(group.missing),
      ], en: "group {group}: {value} ({days} days, {missing} missing)",
      zh: "第 {group} 组：{value}（{days} 天，缺 {missing} 天）")
  }

  fileprivate static func decay(_ horizon: PredictionQuality.Horizon) -> Message {
    Message(
      "quality.decay-name",
      [
        "horizon": .count(horizon.days), "ic": .optional(horizon.ic), "rank": .optional(horizon.rankIC),
        "t": .optional(horizon.t), "days": .count(horizon.count), "missing": .count(horizon.missing),
      ], en: "decay {horizon}: IC {ic}, Rank IC {rank}, t {t} ({days} days, {missing} missing)",
      zh: "衰减 {horizon} 天：IC {ic}，Rank IC {rank}，t {t}（{days} 天，缺 {missing} 天）")
  }

  fileprivate static func segment(_ segment: ModelEvaluation.Segment) -> Message {
    let figures = segment.figures.map { figure in
      MessageArgument.text("\(figure.name) \(figure.value.map { $0.description } ?? "n/a")")
    }
    return Message(
      "quality.segment-name",
      [
        "segment": .text(segment.name), "start": .day(segment.start), "end": .day(segment.end),
        "figures": .list(figures),
      ],
      en: "segment {segment} {start} to {end}: {figures}", zh: "区段 {segment} {start} 至 {end}：{figures}")
  }

  fileprivate static func segments(_ note: Message) -> Message {
    Message("quality.segments-name", ["note": .message(note)], en: "segments: {note}", zh: "区段：{note}")
  }

  fileprivate static func leak(_ check: ModelEvaluation.LeakCheck) -> Message {
    Message(
      "quality.leak-name",
      [
        "check": .text(check.name.rawValue), "state": .message(state(check.state)),
        "evidence": .message(check.evidence),
      ],
      en: "leak check {check}: {state}: {evidence}", zh: "泄漏检查 {check}：{state}：{evidence}")
  }

  private static func state(_ state: ModelEvaluation.LeakCheck.State) -> Message {
    switch state {
    case .clean: Message("quality.clean-word", en: "clean", zh: "无泄漏")
    case .leak: Message("quality.leak-word", en: "leak", zh: "有泄漏")
    case .notChecked: Message("quality.not-checked-word", en: "not checked", zh: "未检查")
    }
  }
}
