package import Primitives

/// What a workspace holds of its backtest by day: the excess return after costs, and the range that was configured.
package struct LibraryCurve: Equatable, Sendable {
  /// First and last day, both included.
  package struct Range: Hashable, Comparable, Sendable {
    package var start: TradingDay
    package var end: TradingDay

    package init(start: TradingDay, end: TradingDay) {
      self.start = start
      self.end = end
    }

    package static func < (left: Range, right: Range) -> Bool { (left.start, left.end) < (right.start, right.end) }

    /// Whether they share at least half of the days of the shorter one.
    package func sharesHalf(with other: Range) -> Bool {
      func length(_ start: TradingDay, _ end: TradingDay) -> Int {
        max(0, Int(end.daysSince1970) - Int(start.daysSince1970) + 1)
      }
      let common = length(max(start, other.start), min(end, other.end))
      return common > 0 && 2 * common >= min(length(start, end), length(other.start, other.end))
    }

    package var json: JSONValue { ["start": .string(start.description), "end": .string(end.description)] }

    package init?(_ json: JSONValue?) {
      guard let start = json?["start"]?.stringValue.flatMap({ TradingDay($0) }),
        let end = json?["end"]?.stringValue.flatMap({ TradingDay($0) }), start <= end
      else { return nil }
      self.init(start: start, end: end)
    }
  }

  package var task: String
  package var number: Int
  package var workspace: String
  /// The file the days come from; nil where there is none that can be read.
  package var file: String?
  /// A file that holds the days in a form that is not read here.
  package var unreadable: String?
  /// What the configuration that ran says; nil where it is not known.
  package var configured: Range?
  /// Ascending, each once.
  package var days: [TradingDay]
  /// Return − benchmark − cost of the day; every number is finite.
  package var returns: [Double]

  package init(
    task: String, number: Int, workspace: String, file: String? = nil, unreadable: String? = nil,
    configured: Range? = nil, days: [TradingDay] = [], returns: [Double] = []
  ) {
    self.task = task
    self.number = number
    self.workspace = workspace
    self.file = file
    self.unreadable = unreadable
    self.configured = configured
    self.days = days
    self.returns = returns
  }

  package var loop: String { "\(task)/\(number)" }

  /// From the first to the last day; nil without a day.
  package var range: Range? {
    days.first.flatMap { first in days.last.map { Range(start: first, end: $0) } }
  }

  /// Days are numbers of days since 1970-01-01: a library holds many of them.
  package var json: JSONValue {
    [
      "task_run_id": .string(task), "loop_id": .integer(number), "workspace_id": .string(workspace),
      "file": .optional(file), "unreadable": .optional(unreadable), "configured": configured?.json ?? .null,
      "days": .array(days.map { .integer(Int($0.daysSince1970)) }), "excess": .array(returns.map { .number($0) }),
    ]
  }

  /// Nil where a part of it is missing or days and returns do not match.
  package init?(_ json: JSONValue) {
    guard let task = json["task_run_id"]?.stringValue, let number = json["loop_id"]?.intValue,
      let workspace = json["workspace_id"]?.stringValue, let days = json["days"]?.arrayValue,
      let returns = json["excess"]?.arrayValue, days.count == returns.count
    else { return nil }
    let places = days.compactMap { $0.intValue.flatMap { Int32(exactly: $0) } }
    let values = returns.compactMap(\.doubleValue)
    guard places.count == days.count, values.count == returns.count else { return nil }
    self.init(
      task: task, number: number, workspace: workspace, file: json["file"]?.stringValue,
      unreadable: json["unreadable"]?.stringValue, configured: Range(json["configured"]),
      days: places.map { TradingDay(daysSince1970: $0) }, returns: values)
  }
}
