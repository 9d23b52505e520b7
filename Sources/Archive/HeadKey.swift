import Foundation
package import Primitives

/// Who signs the archive's head, and against whom its signature is held.
package struct HeadKey: Sendable {
  /// Keeps a signature over a head from being taken for a sign-off.
  package static let namespace = "aistock-head"

  private let ssh: SSHSignature
  private let allowedSigners: String
  /// A private key's file; nil where none is configured.
  private let key: String?
  private let clock: Clock

  package init(ssh: SSHSignature, allowedSigners: String, key: String?, clock: Clock) {
    self.ssh = ssh
    self.allowedSigners = allowedSigners
    self.key = key
    self.clock = clock
  }

  /// Whether a head without a signature is a fault.
  package var isDemanded: Bool { key != nil }

  package enum Outcome: Equatable, Sendable {
    case by(String)
    case invalid(Message)
  }

  /// The signature over a head; nil where no key is configured, or where neither it nor `other` can be read.
  ///
  /// - Parameter other: a reviewer's key, which signs where the configured one is not at hand.
  func sign(_ bytes: [UInt8], or other: String?) throws -> [UInt8]? {
    guard let key, let usable = [key, other].compactMap({ $0 }).first(where: { access($0, R_OK) == 0 }) else {
      return nil
    }
    return try ssh.sign(bytes, key: usable, namespace: HeadKey.namespace)
  }

  /// Whose signature over a head a file holds, by the allowed signers of now.
  func check(_ bytes: [UInt8], signature path: String) throws -> Outcome {
    let now = clock.timestamp
    for person in try ssh.persons(signature: path, allowedSigners: allowedSigners, at: now) {
      let outcome = try ssh.verify(
        bytes, signature: path, person: person, allowedSigners: allowedSigners, at: now, namespace: HeadKey.namespace)
      if outcome == .valid { return .by(person) }
    }
    return .invalid(.notOfHead)
  }
}

extension Message {
  fileprivate static var notOfHead: Message {
    Message(
      "archive.head-signature", en: "The signature is not that of an allowed signer over this head.",
      zh: "该签名不是允许的签名者对此头文件的签名。")
  }
}
