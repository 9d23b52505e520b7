package import Primitives

/// How far a factor's migration has come, by whom, when, and against what it was judged.
package struct FactorState: Equatable, Sendable {
  package enum Name: String, CaseIterable, Sendable {
    /// There is nothing here that computes it.
    case notMigrated = "not migrated"
    /// It can be computed; nobody has compared it yet.
    case migrated
    /// Equal to its reference's values.
    case verified
    /// Not equal cell by cell, but by the criterion that the alignment names.
    case statisticallyEqual = "statistically equal"
    /// Compared and different.
    case failed

    /// As a reader sees it.
    package var word: Message {
      switch self {
      case .notMigrated: Message("factor.not-migrated-word", en: "not migrated", zh: "未迁移")
      case .migrated: Message("factor.migrated-word", en: "migrated", zh: "已迁移")
      case .verified: Message("factor.verified-word", en: "verified", zh: "已对齐")
      case .statisticallyEqual: Message("factor.statistically-equal-word", en: "statistically equal", zh: "统计相等")
      case .failed: Message("factor.failed-word", en: "failed", zh: "未通过")
      }
    }

    /// Whether it rests on a comparison, and falls with what was compared.
    var isJudged: Bool { self == .verified || self == .statisticallyEqual || self == .failed }
  }

  /// What a comparison stood on.
  package struct Comparison: Equatable, Sendable {
    /// SHA-256 of the reference's instruments, days and values of this factor.
    package var reference: String
    /// `FactorCode.digest` at that time.
    package var implementation: String
    /// Digest of the market: calendar, fields read, instruments compared.
    package var market: String
    /// Of the reference's code, as RD-Agent's catalog says; nil where it says none.
    package var implVersion: String?
    /// The alignment's verdict.
    package var verdict: String
    /// Cells compared.
    package var count: Int
    /// The reference's values were made without a sandbox, as the exporter's record beside them says.
    package var isUnsandboxed: Bool

    package init(
      reference: String, implementation: String, market: String, implVersion: String?,
      verdict: String, count: Int, isUnsandboxed: Bool = false
    ) {
      self.reference = reference
      self.implementation = implementation
      self.market = market
      self.implVersion = implVersion
      self.verdict = verdict
      self.count = count
      self.isUnsandboxed = isUnsandboxed
    }
  }

  package var name: Name
  /// Why it is not migrated, failed, or no longer verified.
  package var reason: Message?
  package var by: String?
  /// ISO 8601, UTC.
  package var at: String?
  package var against: Comparison?

  package init(
    _ name: Name, reason: Message? = nil, by: String? = nil, at: String? = nil, against: Comparison? = nil
  ) {
    self.name = name
    self.reason = reason
    self.by = by
    self.at = at
    self.against = against
  }

  package var isJudged: Bool { name.isJudged }

  /// The state as it stands with today's code and today's reference: a judgement on other code, or on
  /// another version of the reference, is none.
  ///
  /// - Parameters:
  ///   - digest: `FactorCode.digest`; nil where nothing computes the factor.
  ///   - missing: why nothing does.
  func standing(digest: String?, implVersion: String?, missing: Message) -> FactorState {
    guard let digest else { return FactorState(.notMigrated, reason: missing, by: by, at: at) }
    if name == .notMigrated { return FactorState(.migrated, by: by, at: at) }
    guard name.isJudged else { return self }
    func dropped(_ why: Message) -> FactorState {
      FactorState(.migrated, reason: .noLonger(name.word, at, why), by: by, at: at)
    }
    guard let against else { return dropped(.noComparison) }
    if against.implementation != digest { return dropped(.codeChanged) }
    if against.implVersion != implVersion { return dropped(.versionChanged(against.implVersion, implVersion)) }
    return self
  }
}

extension FactorState {
  var json: JSONValue {
    [
      "name": .string(name.rawValue), "reason": .optional(reason), "by": .optional(by),
      "at": .optional(at), "against": against?.json ?? .null,
    ]
  }

  init(_ json: JSONValue, at place: Diagnostic.Place) throws {
    guard let text = json["name"]?.stringValue ?? json.stringValue, let name = Name(rawValue: text)
    else {
      let names = Name.allCases.map(\.rawValue)
      throw Diagnostic(
        "library.state", .damaged, at: place,
        ["state": .text(json["name"]?.stringValue ?? "?"), "names": .names(names)],
        (en: "There is no state '{state}'.", zh: "没有状态“{state}”。"),
        remedy: (en: "Use one of: {names}.", zh: "请用以下之一：{names}。"))
    }
    self.init(
      name, reason: json["reason"].flatMap { Message($0) }, by: json["by"]?.stringValue,
      at: json["at"]?.stringValue, against: json["against"].flatMap(Comparison.init))
  }
}

extension FactorState.Comparison {
  /// `unsandboxed` stands there only where it is true.
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "reference": .string(reference), "implementation": .string(implementation),
      "market": .string(market), "impl_version": .optional(implVersion),
      "verdict": .string(verdict), "n": .integer(count),
    ]
    if isUnsandboxed { members["unsandboxed"] = true }
    return .object(members)
  }

  init?(_ json: JSONValue) {
    guard let reference = json["reference"]?.stringValue,
      let implementation = json["implementation"]?.stringValue,
      let market = json["market"]?.stringValue, let verdict = json["verdict"]?.stringValue,
      let count = json["n"]?.intValue
    else { return nil }
    self.init(
      reference: reference, implementation: implementation, market: market,
      implVersion: json["impl_version"]?.stringValue, verdict: verdict,
      count: count, isUnsandboxed: json["unsandboxed"]?.boolValue == true)
  }
}

/// Why a judgement no longer holds.
extension Message {
  fileprivate static func noLonger(_ state: Message, _ time: String?, _ why: Message) -> Message {
    Message(
      "factor.no-longer",
      ["state": .message(state), "time": time.map { .text($0) } ?? .message(.noTime), "why": .message(why)],
      en: "No longer {state} ({time}). {why}", zh: "不再为“{state}”（{time}）。{why}")
  }

  fileprivate static let noTime = Message("factor.no-time-word", en: "no time recorded", zh: "未记录时间")
  fileprivate static let noComparison = Message(
    "factor.no-comparison", en: "The library does not say what it was compared with.", zh: "因子库没有记录对比的依据。")
  fileprivate static let codeChanged = Message(
    "factor.code-changed", en: "The code here has changed.", zh: "此处的代码已变化。")

  fileprivate static func versionChanged(_ old: String?, _ new: String?) -> Message {
    Message(
      "factor.version-changed", ["old": .text(old ?? "-"), "new": .text(new ?? "-")],
      en: "The reference's `impl_version` has changed from {old} to {new}.",
      zh: "参考实现的 `impl_version` 由 {old} 变为 {new}。")
  }
}
