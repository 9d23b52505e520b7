import FactorEngine
package import MarketData
import Primitives
package import Records

/// The ways in which a configuration lets a result know its own future.
package enum LeakChecks {
  typealias Check = ModelEvaluation.LeakCheck

  /// What the configuration alone tells; `FutureCutoff` computes the rest.
  package static func of(_ config: DatasetConfig, calendar: TradingCalendar) throws -> [ModelEvaluation.LeakCheck] {
    [try labelOverlap(config, calendar), fitRange(config), selection(config, calendar)]
  }

  /// A label reads prices of later days: the last days of a segment read those of the next.
  private static func labelOverlap(_ config: DatasetConfig, _ calendar: TradingCalendar) throws -> Check {
    let ahead = try config.labels.map { try Factor(name: $0.name, text: $0.expression).expression.future }.max() ?? 0
    guard ahead > 0 else { return Check(.labelOverlap, .clean, days: 0, evidence: .noLaterDay) }
    let ordered = config.segments.sorted { ($0.start, $0.name) < ($1.start, $1.name) }
    var total = 0
    var overlaps: [Message] = []
    for (earlier, later) in zip(ordered, ordered.dropFirst()) {
      guard let last = calendar.lastIndex(onOrBefore: earlier.end),
        let next = calendar.firstIndex(onOrAfter: later.start)
      else { continue }
      // Day d reads closes up to d + ahead.
      let days = max(0, min(last + ahead - next + 1, ahead))
      if days > 0 {
        total += days
        overlaps.append(.lastDays(days, of: earlier, read: later.name))
      }
    }
    guard total > 0 else { return Check(.labelOverlap, .clean, days: 0, evidence: .farApart(ahead)) }
    return Check(
      .labelOverlap, .leak, days: total, evidence: .reaching(ahead, overlaps), consequence: .outcomesAmongTargets,
      remedy: .purge(ahead))
  }

  /// Statistics learned outside the train segment, or on no day at all.
  private static func fitRange(_ config: DatasetConfig) -> Check {
    let learning = (config.sharedProcessors + config.inferProcessors + config.learnProcessors).filter {
      $0.fitRange != nil
    }
    guard !learning.isEmpty else { return Check(.fitRange, .clean, days: 0, evidence: .nothingLearned) }
    guard let train = config.segment("train") else {
      return Check(.fitRange, .notChecked, evidence: .noTrainToHold)
    }
    var wrong: [Message] = []
    var empty: [Message] = []
    for processor in learning {
      guard let range = processor.fitRange else { continue }
      if let end = range.end, let start = config.start, end < start {
        empty.append(.learnsBefore(processor.name, range, data: start))
      } else if range.end.map({ $0 > train.end }) ?? true {
        wrong.append(.learnsBeyond(processor.name, range, train: train.end))
      }
    }
    if let first = empty.first {
      return Check(.fitRange, .leak, evidence: first, consequence: .constants, remedy: .fitInsideTrain)
    }
    if !wrong.isEmpty {
      return Check(
        .fitRange, .leak, evidence: .all(wrong), consequence: .scaledByTheFuture, remedy: .endWithTrain)
    }
    return Check(.fitRange, .clean, days: 0, evidence: .endsWithTrain(train.end))
  }

  /// Whether days of the test segment decided when training stopped.
  private static func selection(_ config: DatasetConfig, _ calendar: TradingCalendar) -> Check {
    guard let test = config.segment("test") else { return Check(.selection, .notChecked, evidence: .noTestToJudge) }
    func shared(_ name: String) -> Int {
      guard let other = config.segment(name) else { return 0 }
      return calendar.days.count { $0 >= max(other.start, test.start) && $0 <= min(other.end, test.end) }
    }
    let (valid, train) = (shared("valid"), shared("train"))
    guard valid + train == 0 else {
      let shares = [(train, Message.shareWithTrain(train)), (valid, .shareWithValid(valid))].filter { $0.0 > 0 }
      return Check(
        .selection, .leak, days: valid + train, evidence: .all(shares.map(\.1)), consequence: .chosenBy,
        remedy: .testBehind)
    }
    return Check(
      .selection, .clean, days: 0, evidence: config.segment("valid") == nil ? .nothingStops : .stoppedByValid)
  }
}

extension Message {
  /// Sentences one behind the other; at least one.
  fileprivate static func all(_ messages: [Message]) -> Message {
    messages.dropFirst().reduce(messages[0]) { left, right in
      Message(
        "model.two-sentences", ["first": .message(left), "second": .message(right)], en: "{first} {second}",
        zh: "{first}{second}")
    }
  }
}

/// Labels.
extension Message {
  fileprivate static let noLaterDay = Message(
    "model.label-no-later-day", en: "No label reads a later day.", zh: "没有标签使用之后日期的数据。")

  fileprivate static func farApart(_ days: Int) -> Message {
    Message(
      "model.label-far-apart", ["days": .count(days)],
      en: "Labels reach {days} {days:day|days} ahead. The segments lie further apart.",
      zh: "标签用到之后 {days} 个交易日，各区段的间隔更大。")
  }

  fileprivate static func lastDays(_ days: Int, of segment: DatasetConfig.Segment, read later: String) -> Message {
    Message(
      "model.label-last-days",
      ["days": .count(days), "segment": .text(segment.name), "end": .day(segment.end), "later": .text(later)],
      en: "The last {days} {days:day|days} of '{segment}' (to {end}) read closes of '{later}'.",
      zh: "“{segment}”的最后 {days} 个交易日（至 {end}）用到“{later}”的收盘价。")
  }

  fileprivate static func reaching(_ days: Int, _ overlaps: [Message]) -> Message {
    Message(
      "model.label-reaching", ["days": .count(days), "overlaps": .message(.all(overlaps))],
      en: "Labels reach {days} {days:day|days} ahead. {overlaps}", zh: "标签用到之后 {days} 个交易日。{overlaps}")
  }

  fileprivate static let outcomesAmongTargets = Message(
    "model.label-consequence", en: "Outcomes of a segment's first days are among the targets of the one before.",
    zh: "某区段前几日的结果成为前一区段的训练目标。")

  fileprivate static func purge(_ days: Int) -> Message {
    Message(
      "model.label-remedy", ["days": .count(days)],
      en: "End each segment {days} trading {days:day|days} before the next begins.",
      zh: "请让每个区段在下一区段开始前 {days} 个交易日结束。")
  }
}

/// Fit ranges.
extension Message {
  fileprivate static let nothingLearned = Message(
    "model.fit-nothing-learned", en: "No processor learns from a range of days.", zh: "没有处理器从日期区间学习。")
  fileprivate static let noTrainToHold = Message(
    "model.fit-no-train", en: "The dataset has no train segment to hold the ranges against.",
    zh: "数据集没有可供对照的训练区段。")

  fileprivate static func learnsBefore(_ processor: String, _ range: FitRange, data start: TradingDay) -> Message {
    Message(
      "model.fit-before-data",
      ["processor": .text(processor), "range": .message(.range(range)), "start": .day(start)],
      en: "{processor} learns {range}. The data begin on {start}.", zh: "{processor} 的拟合区间{range}，而数据始于 {start}。")
  }

  fileprivate static func learnsBeyond(_ processor: String, _ range: FitRange, train end: TradingDay) -> Message {
    Message(
      "model.fit-beyond-train",
      ["processor": .text(processor), "range": .message(.range(range)), "end": .day(end)],
      en: "{processor} learns {range}. The segment 'train' ends on {end}.",
      zh: "{processor} 的拟合区间{range}，而“train”区段止于 {end}。")
  }

  private static func range(_ range: FitRange) -> Message {
    Message(
      "model.fit-range-word",
      [
        "start": range.start.map { .day($0) } ?? .message(.theBeginning),
        "end": range.end.map { .day($0) } ?? .message(.theEnd),
      ], en: "from {start} to {end}", zh: "自 {start} 至 {end}")
  }

  private static let theBeginning = Message("model.beginning-word", en: "the beginning", zh: "起点")
  private static let theEnd = Message("model.end-word", en: "the end", zh: "终点")

  fileprivate static let constants = Message(
    "model.fit-empty-consequence",
    en: "Nothing is learned. Every feature becomes missing, and 0 behind Fillna, so the model sees constants.",
    zh: "什么也没有学到：每个特征都变为缺失，经 Fillna 后为 0，模型看到的是常数。")
  fileprivate static let fitInsideTrain = Message(
    "model.fit-empty-remedy", en: "Give the processor a fit range inside the train segment.",
    zh: "请把处理器的拟合区间设在训练区段之内。")
  fileprivate static let scaledByTheFuture = Message(
    "model.fit-consequence", en: "Features of the days that judge the model are scaled by what was learned on them.",
    zh: "评判模型的日期，其特征按这些日期学到的统计量缩放。")
  fileprivate static let endWithTrain = Message(
    "model.fit-remedy", en: "End the fit range with the train segment.", zh: "请让拟合区间止于训练区段的末尾。")

  fileprivate static func endsWithTrain(_ end: TradingDay) -> Message {
    Message(
      "model.fit-clean", ["end": .day(end)], en: "What processors learn ends with the train segment, {end}.",
      zh: "处理器学习的数据止于训练区段末尾 {end}。")
  }
}

/// Selection of a model.
extension Message {
  fileprivate static let noTestToJudge = Message(
    "model.selection-no-test", en: "The dataset has no test segment.", zh: "数据集没有测试区段。")

  fileprivate static func shareWithTrain(_ days: Int) -> Message {
    Message(
      "model.selection-train", ["days": .count(days)],
      en: "The segments 'train' and 'test' share {days} {days:day|days}.",
      zh: "“train”与“test”区段重叠 {days} 个交易日。")
  }

  fileprivate static func shareWithValid(_ days: Int) -> Message {
    Message(
      "model.selection-valid", ["days": .count(days)],
      en: "The segment 'valid', which stops the training, shares {days} {days:day|days} with 'test'.",
      zh: "决定停止训练的“valid”区段与“test”重叠 {days} 个交易日。")
  }

  fileprivate static let chosenBy = Message(
    "model.selection-consequence", en: "The model is judged on days it was chosen by.", zh: "用于选择模型的日期又用来评判模型。")
  fileprivate static let testBehind = Message(
    "model.selection-remedy", en: "Let 'test' begin after the end of 'train' and 'valid'.",
    zh: "请让“test”在“train”和“valid”结束之后开始。")
  fileprivate static let nothingStops = Message(
    "model.selection-nothing-stops",
    en: "No segment stops the training. How many strategies were tried on the test days is not recorded.",
    zh: "没有区段决定何时停止训练；在测试日期上尝试过多少策略没有记录。")
  fileprivate static let stoppedByValid = Message(
    "model.selection-clean",
    en: "The segment 'valid' stops the training and shares no day with 'test'. "
      + "How many strategies were tried on the test days is not recorded.",
    zh: "决定停止训练的“valid”区段与“test”没有重叠；在测试日期上尝试过多少策略没有记录。")
}
