package import Primitives

/// Why a zip file is no bundle that may be unpacked, in one sentence.
package struct BundleRefusal: Error, Equatable, Sendable {
  package var reason: Message

  init(_ reason: Message) { self.reason = reason }

  /// `bundle.refused` (exit 3).
  package func diagnostic(of id: String) -> Diagnostic { .refused(id, reason) }
}

extension Diagnostic {
  fileprivate static func refused(_ id: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "bundle.refused", .damaged, ["id": .text(id), "reason": .message(reason)],
      (en: "Bundle {id} is not unpacked. {reason}", zh: "未解压包 {id}。{reason}"),
      remedy: (
        en: "Let RD-Agent solidify the loop again. Nothing of the bundle was kept, and it is not confirmed.",
        zh: "请让 RD-Agent 重新固化该循环。未保留该包的任何内容，也未确认。"
      ))
  }
}
