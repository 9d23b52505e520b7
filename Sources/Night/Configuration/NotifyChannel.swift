/// A place to which the night is told: one item of `notify`.
package struct NotifyChannel: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// A document of this program's own form.
    case webhook
    /// Robots of group chats: WeCom, DingTalk, Feishu.
    case wecom, dingtalk, feishu

    /// Whether the service knows a signature by a secret.
    package var isSigned: Bool { self == .dingtalk || self == .feishu }
  }

  /// What happened in a night.
  package enum Occasion: String, Sendable, CaseIterable {
    /// A migration has another verdict than the night before.
    case flip
    /// A migration fails, or its input cannot be read.
    case fail
    /// A step did not do its work.
    case failure
  }

  package var kind: Kind
  /// It holds a secret in most services, and is never shown whole.
  package var url: String
  /// Signs what is sent; nil: the service does not ask for it.
  package var secret: String?
  /// Nothing is sent on a night without one of them.
  package var occasions: [Occasion]

  package init(kind: Kind, url: String, secret: String? = nil, occasions: [Occasion] = Occasion.allCases) {
    self.kind = kind
    self.url = url
    self.secret = secret
    self.occasions = occasions
  }

  /// Scheme and host, the only parts without a secret.
  package var shown: String {
    let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count > 2, parts[0].hasSuffix(":"), parts[1].isEmpty else { return kind.rawValue }
    // A name and a password may stand before the host.
    let host = parts[2].prefix { $0 != "?" && $0 != "#" }.split(separator: "@").last ?? ""
    return "\(parts[0])//\(host)"
  }
}
