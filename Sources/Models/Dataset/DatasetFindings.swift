import Primitives
import Records

/// What a dataset's configuration does that its author may not have meant. qlib runs all of it.
enum DatasetFindings {
  static func of(_ config: DatasetConfig) -> [Finding] {
    overlaps(config) + outside(config) + unfitted(config) + unlabelled(config)
  }

  /// Identifiers of what is said of segments.
  static let ofSegments: Set<String> = ["dataset.segments-overlap", "dataset.segment-outside"]

  private static func overlaps(_ config: DatasetConfig) -> [Finding] {
    config.overlaps.map { .segmentsOverlap($0.earlier, $0.later) }
  }

  private static func outside(_ config: DatasetConfig) -> [Finding] {
    config.segments.compactMap { segment in
      let isBefore = config.start.map { segment.end < $0 } ?? false
      let isAfter = config.end.map { segment.start > $0 } ?? false
      return isBefore || isAfter ? .segmentOutside(segment) : nil
    }
  }

  private static func unfitted(_ config: DatasetConfig) -> [Finding] {
    var findings: [Finding] = []
    for processor in config.sharedProcessors + config.inferProcessors + config.learnProcessors {
      guard let range = processor.fitRange else { continue }
      if let end = range.end, let start = config.start, end < start {
        findings.append(.fitEmpty(processor.name, end, data: start))
      }
      if let end = range.end, let test = config.segment("test"), end >= test.start {
        findings.append(.fitInTest(processor.name, end, test: test.start))
      }
    }
    return findings
  }

  private static func unlabelled(_ config: DatasetConfig) -> [Finding] {
    guard !config.learnProcessors.contains(where: { $0.name == "DropnaLabel" || $0.name == "DropnaProcessor" })
    else { return [] }
    return [.labelsMissing()]
  }
}

extension DatasetConfig {
  /// Neighbouring segments that share days.
  var overlaps: [(earlier: Segment, later: Segment)] {
    let ordered = segments.sorted { ($0.start, $0.name) < ($1.start, $1.name) }
    return zip(ordered, ordered.dropFirst()).filter { $0.1.start <= $0.0.end }.map { ($0.0, $0.1) }
  }
}

extension Finding {
  fileprivate static func segmentsOverlap(
    _ earlier: DatasetConfig.Segment, _ later: DatasetConfig.Segment
  ) -> Finding {
    Finding(
      "dataset.segments-overlap", .serious,
      [
        "earlier": .text(earlier.name), "end": .day(earlier.end), "later": .text(later.name),
        "start": .day(later.start),
      ],
      title: (en: "Segments overlap", zh: "区段重叠"),
      evidence: (
        en: "'{earlier}' ends on {end}, and '{later}' starts on {start}.",
        zh: "“{earlier}”止于 {end}，“{later}”始于 {start}。"
      ), consequence: (en: "The model is judged on days it has seen.", zh: "模型在见过的日期上被评判。"),
      remedy: (
        en: "Let each segment start after the end of the one before.", zh: "请让每个区段在前一区段结束之后开始。"
      ))
  }

  fileprivate static func segmentOutside(_ segment: DatasetConfig.Segment) -> Finding {
    Finding(
      "dataset.segment-outside", .serious,
      ["segment": .text(segment.name), "start": .day(segment.start), "end": .day(segment.end)],
      title: (en: "A segment has no data", zh: "区段无数据"),
      evidence: (
        en: "The segment '{segment}' ({start} to {end}) lies outside the loaded days.",
        zh: "区段“{segment}”（{start} 至 {end}）在载入的日期之外。"
      ), consequence: (en: "The segment has no rows.", zh: "该区段没有行。"),
      remedy: (
        en: "Correct the segment, or the handler's `start_time` and `end_time`.",
        zh: "请更正该区段，或处理程序的 `start_time` 和 `end_time`。"
      ))
  }

  fileprivate static func fitEmpty(_ processor: String, _ end: TradingDay, data start: TradingDay) -> Finding {
    Finding(
      "dataset.fit-empty", .serious, ["processor": .text(processor), "end": .day(end), "start": .day(start)],
      title: (en: "A processor learns from no day", zh: "处理器无可学习的日期"),
      evidence: (
        en: "{processor} learns from days up to {end}. The data begin on {start}.",
        zh: "{processor} 学习截至 {end} 的数据，而数据始于 {start}。"
      ),
      consequence: (
        en: "Its statistics are missing. Every value it touches becomes missing, and 0 behind Fillna.",
        zh: "统计量缺失：它处理的值都变为缺失，经 Fillna 后为 0。"
      ),
      remedy: (en: "Give it a fit range inside the train segment.", zh: "请把拟合区间设在训练区段之内。"))
  }

  fileprivate static func fitInTest(_ processor: String, _ end: TradingDay, test start: TradingDay) -> Finding {
    Finding(
      "dataset.fit-in-test", .warning, ["processor": .text(processor), "end": .day(end), "start": .day(start)],
      title: (en: "A processor learns from test days", zh: "处理器用到测试日期"),
      evidence: (
        en: "{processor} learns from days up to {end}. The test segment begins on {start}.",
        zh: "{processor} 学习截至 {end} 的数据，而测试区段始于 {start}。"
      ), consequence: (en: "The features of the test know its future.", zh: "测试区段的特征含有其未来信息。"),
      remedy: (en: "End the fit range with the train segment.", zh: "请让拟合区间止于训练区段的末尾。"))
  }

  fileprivate static func labelsMissing() -> Finding {
    Finding(
      "dataset.labels-missing", .warning, title: (en: "Rows without a label stay", zh: "保留了无标签的行"),
      evidence: (en: "No learn processor drops rows without a label.", zh: "没有学习处理器去掉无标签的行。"),
      consequence: (en: "LightGBM refuses missing labels.", zh: "LightGBM 拒绝缺失的标签。"),
      remedy: (en: "Add DropnaLabel to `learn_processors`.", zh: "请在 `learn_processors` 中加入 DropnaLabel。"))
  }
}
