package import Primitives

/// In what the exporter's script ran foreign code and opened pickles: the member `sandbox` of the JSON that it writes.
package struct SandboxRecord: Equatable, Sendable {
  /// No wall stood: `--allow-unsandboxed` was given where no sandbox could be had.
  package var isUnsandboxed: Bool
  /// Why there was none, in the script's words.
  package var why: String?

  /// Nil where nothing is recorded. A record that does not name a wall is one without.
  package init?(_ json: JSONValue?) {
    guard let json, json != .null else { return nil }
    isUnsandboxed = json["unsandboxed"]?.boolValue != false || json["kind"]?.stringValue != "bwrap"
    why = json["why"]?.stringValue.map { String($0.prefix(300)) }
  }

  package var json: JSONValue { ["unsandboxed": .bool(isUnsandboxed), "why": .optional(why)] }

  /// What a reader must know of values from there; nil where a wall stood.
  ///
  /// - Parameter file: the JSON that says so.
  package func finding(_ file: String) -> Finding? { isUnsandboxed ? .unsandboxed(file, why) : nil }
}

extension Finding {
  /// - Parameters:
  ///   - file: what records it.
  ///   - why: why there was no sandbox, as recorded.
  package static func unsandboxed(_ file: String, _ why: String? = nil) -> Finding {
    Finding(
      "exporter.unsandboxed", .warning,
      ["file": .text(file), "why": why.map { .text($0) } ?? .message(.noReason)],
      title: (en: "Foreign code ran without a sandbox", zh: "外来代码未在沙箱中运行"),
      evidence: (
        en: "`{file}` records that pickles or code ran unsandboxed, by `--allow-unsandboxed`. Reason: {why}.",
        zh: "`{file}` 记录：按 `--allow-unsandboxed`，pickle 或代码未在沙箱中运行。原因：{why}。"
      ),
      consequence: (
        en: "That code could change whatever its user may change, these values included.",
        zh: "这些代码可以改动运行者有权改动的一切，包括这里的数值。"
      ),
      remedy: (
        en: "Install bubblewrap, and export again without `--allow-unsandboxed`.",
        zh: "安装 bubblewrap，不加 `--allow-unsandboxed` 重新导出。"
      ))
  }
}

extension Message {
  fileprivate static let noReason = Message("exporter.no-reason-word", en: "not recorded", zh: "未记录")
}
