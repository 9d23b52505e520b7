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
    func refused(_ what: String) -> Diagnostic {
      Diagnostic(
        "model.rolling", what, at: .init(path, field: "task.dataset.kwargs.segments"),
        remedy: "Give segments inside the calendar, with days left behind the train segment, and a step of at least 1.")
    }
    guard step >= 1 else { throw refused("a step of \(step) days does not move") }
    guard segments.contains(where: { $0.name == "test" }) else { throw refused("there is no test segment to roll") }
    var first: [(name: String, start: Int?, end: Int?)] = []
    var testEnd = 0
    var testStart = 0
    for segment in segments {
      let start = RollingSegments.start(segment.start, calendar)
      let end = RollingSegments.end(segment.end, calendar)
      guard start < calendar.count, end >= 0 else {
        throw refused("the segment '\(segment.name)' lies outside the calendar")
      }
      let isTest = segment.name == "test"
      if isTest { (testStart, testEnd) = (start, end) }
      first.append((segment.name, start, isTest ? start + step - 1 : end))
    }
    if let days {
      for index in first.indices where first[index].name != "test" {
        let limit = testStart - days
        guard limit > 0 else { throw refused("nothing is left \(days) days before the test") }
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
