import Primitives
import Records
import Store

extension ConfigurationReader {
  /// `state`, `health` and `night`: where the night keeps its work and for how long, what it leaves for a monitor, and
  /// when it ends.
  ///
  /// It is read first: other settings have their places in the folder of the state.
  func readOperations(
    state: YAMLFields, health: YAMLFields, night: YAMLFields, _ result: inout AistockConfiguration
  ) throws {
    try refuseUnknown(state, ["folder", "keep", "server", "schema"])
    if let folder = try state.text("folder") { result.keepState(in: path(folder)) }
    if state["keep"]?.text == "all" {
      result.keepDays = nil
    } else if let days = try state.int("keep") {
      guard (1...100_000).contains(days) else { throw state.wrong("keep", state["keep"], .daysToKeep) }
      result.keepDays = days
    }
    result.stateServer = try readServer(state)
    try refuseUnknown(health, ["prometheus"])
    result.prometheus = try health.text("prometheus").map(path)
    try refuseUnknown(night, ["deadline"])
    if let text = try night.text("deadline") {
      guard let minute = text.minuteOfDay else { throw night.wrong("deadline", night["deadline"], .timeOfDay) }
      result.deadlineMinute = minute
    }
  }
}

extension ConfigurationReader {
  /// The server that is given the rows of the state, and the schema that they have there.
  private func readServer(_ state: YAMLFields) throws -> StateServer? {
    let schema = try state.text("schema")
    if let schema, !StateServer.isSchema(schema) { throw state.wrong("schema", state["schema"], .schemaName) }
    guard let address = try secretText(state, "server") else {
      if schema != nil { throw state.missing("server") }
      return nil
    }
    // An address whose variable is left out is not looked at.
    if secrets == .left, address.contains("${") { return nil }
    do {
      return try StateServer(address, schema: schema ?? StateServer.schemaDefault)
    } catch var diagnostic as Diagnostic {
      diagnostic.place = document.place(state["server"], field: state.path + ".server")
      diagnostic.exit = .input
      throw diagnostic
    }
  }
}

extension Message {
  fileprivate static let schemaName = Message(
    "night.schema-word", en: "the name of a schema: at most 63 bytes, not of PostgreSQL's own",
    zh: "模式名：不超过 63 字节，且不是 PostgreSQL 自有模式")

  fileprivate static let daysToKeep = Message(
    "night.days-to-keep-word", en: "a number of days of at least 1, or all", zh: "不小于 1 的天数，或 all")
}
