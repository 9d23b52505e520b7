package import Primitives

/// The segments of rolling retraining, task by task, as qlib's `RollingGen` makes them
/// (`qlib/workflow/task/gen.py`, `TimeAdjuster` in `utils.py`).
///
/// The first task keeps the configured segments, aligned to trading days, with a test of `step` days;
/// each further one is shifted by `step` days until the configured end of the test is passed. Ends that
/// lie behind the calendar are open. qlib raises where a test would start exactly one day behind the
/// calendar; here the rolling ends.
package struct RollingSegments: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// The train segment keeps its start and grows.
    case expanding
    /// Every segment keeps its length.
    case sliding
  }

  package struct Span: Equatable, Sendable {
    package var start: TradingDay?
    package var end: TradingDay?

    package init(start: TradingDay?, end: TradingDay?) {
      self.start = start
      self.end = end
    }
  }

  /// By task, the spans in the order of the configured segments.
  package let tasks: [[(name: String, span: Span)]]

  /// - Parameters:
  ///   - truncating: days before the test's start that train and valid must end, against labels that
  ///     reach into it (`trunc_days`); nil leaves them.
  ///   - path: of the configuration, for messages.
  /// - Throws: `model.rolling` for segments that cannot be rolled.
  package init(
    _ segments: [DatasetConfig.Segment], calendar: [TradingDay], step: Int, kind: Kind, truncating days: Int? = nil,
    path: String
  ) throws {
    func refused(_ problem: Message) -> Diagnostic {
      Diagnostic(
        "model.rolling", .unsupported, at: .init(path, field: "task.dataset.kwargs.segments"),
        ["problem": .message(problem)], (en: "{problem}", zh: "{problem}"),
        remedy: (
          en: "Give segments inside the calendar, days left before the test, and a step of at least 1.",
          zh: "区段须在日历之内，测试之前须留有日期，步长不小于 1。"
        ))
    }
    guard step >= 1 else { throw refused(.noMove(step)) }
    // Farther than the calendar is out of it.
    let step = min(step, calendar.count + 1)
    guard segments.contains(where: { $0.name == "test" }) else { throw refused(.noTest) }
    var first: [(name: String, start: Int?, end: Int?)] = []
    var testEnd = 0
    var testStart = 0
    for segment in segments {
      let start = RollingSegments.start(segment.start, calendar)
      let end = RollingSegments.end(segment.end, calendar)
      guard start < calendar.count, end >= 0 else {
        throw refused(.outsideCalendar(segment.name))
      }
      let isTest = segment.name == "test"
      if isTest { (testStart, testEnd) = (start, end) }
      first.append((segment.name, start, isTest ? start + step - 1 : end))
    }
    if let days {
      for index in first.indices where first[index].name != "test" {
        let limit = testStart - max(days, -calendar.count)
        guard limit > 0 else { throw refused(.nothingLeft(days)) }
        first[index].start = first[index].start.map { min($0, limit) }
        first[index].end = first[index].end.map { min($0, limit) }
      }
    }
    func day(_ index: Int?) -> TradingDay? {
      index.flatMap { $0 < calendar.count ? calendar[$0] : nil }
    }
    var tasks: [[(name: String, span: Span)]] = []
    var next = first
    while true {
      tasks.append(next.map { ($0.name, Span(start: day($0.start), end: day($0.end))) })
      // An open end stays open; qlib shifts what it finds in the task before.
      next = next.map { name, start, end in
        let keepsStart = kind == .expanding && name == "train"
        let known = (start: day(start) == nil ? nil : start, end: day(end) == nil ? nil : end)
        return (name, known.start.map { keepsStart ? $0 : $0 + step }, known.end.map { $0 + step })
      }
      guard let test = next.first(where: { $0.name == "test" }), let start = test.start, start < calendar.count,
        start <= testEnd
      else { break }
      if next.contains(where: { ($0.start ?? 0) > calendar.count }) { break }
    }
    self.tasks = tasks
  }

  /// The first trading day from a day on (`bisect_left`).
  private static func start(_ day: TradingDay, _ calendar: [TradingDay]) -> Int {
    calendar.firstIndex { $0 >= day } ?? calendar.count
  }

  /// The last trading day up to a day (`bisect_right` - 1).
  private static func end(_ day: TradingDay, _ calendar: [TradingDay]) -> Int {
    (calendar.lastIndex { $0 <= day }) ?? -1
  }
}

extension Message {
  fileprivate static let noTest = Message(
    "model.rolling-no-test", en: "There is no test segment to roll.", zh: "没有可滚动的测试区段。")

  fileprivate static func noMove(_ step: Int) -> Message {
    Message(
      "model.rolling-no-move", ["step": .count(step)], en: "A step of {step} days does not move the segments.",
      zh: "步长 {step} 天不会移动区段。")
  }

  fileprivate static func outsideCalendar(_ segment: String) -> Message {
    Message(
      "model.rolling-outside-calendar", ["segment": .text(segment)],
      en: "The segment '{segment}' lies outside the calendar.", zh: "区段“{segment}”在日历之外。")
  }

  fileprivate static func nothingLeft(_ days: Int) -> Message {
    Message(
      "model.rolling-nothing-left", ["days": .count(days)],
      en: "No day is left {days} {days:day|days} before the test.", zh: "测试之前 {days} 天没有剩余日期。")
  }
}
