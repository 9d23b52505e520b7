import Primitives
import Records

extension ConfigurationReader {
  /// `state`, `health` and `night`: where the night keeps its work and for how long, what it leaves for a monitor, and
  /// when it ends.
  ///
  /// It is read first: other settings have their places in the folder of the state.
  func readOperations(
    state: YAMLFields, health: YAMLFields, night: YAMLFields, _ result: inout AistockConfiguration
  ) throws {
    try refuseUnknown(state, ["folder", "keep"])
    if let folder = try state.text("folder") { result.keepState(in: path(folder)) }
    if state["keep"]?.text == "all" {
      result.keepDays = nil
    } else if let days = try state.int("keep") {
      guard (1...100_000).contains(days) else { throw state.wrong("keep", state["keep"], .daysToKeep) }
      result.keepDays = days
    }
    try refuseUnknown(health, ["prometheus"])
    result.prometheus = try health.text("prometheus").map(path)
    try refuseUnknown(night, ["deadline"])
    if let text = try night.text("deadline") {
      guard let minute = text.minuteOfDay else { throw night.wrong("deadline", night["deadline"], .timeOfDay) }
      result.deadlineMinute = minute
    }
  }
}

extension Message {
  fileprivate static let daysToKeep = Message(
    "night.days-to-keep-word", en: "a number of days of at least 1, or all", zh: "不小于 1 的天数，或 all")
}
