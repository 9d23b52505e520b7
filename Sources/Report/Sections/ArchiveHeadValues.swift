import Primitives
import Records

extension ArchiveHeadState {
  /// What the head is worth, and its digest to fold out and copy.
  var values: [String: PageValue] {
    [
      "line": .message(signer.map { .signedHead($0) } ?? .unsignedHead), "short": .text(ShortDigest.text(sha256)),
      "digest": .text(sha256),
    ]
  }
}

extension Message {
  fileprivate static func signedHead(_ signer: String) -> Message {
    Message(
      "report.head-signed", ["signer": .text(signer)], en: "The head of the archive is signed by {signer}.",
      zh: "归档的头文件由 {signer} 签名。")
  }

  fileprivate static let unsignedHead = Message(
    "report.head-unsigned", en: "The head is not signed: anybody who can write here can remake it.",
    zh: "头文件未签名：任何能写入此处的人都能重制它。")
}
