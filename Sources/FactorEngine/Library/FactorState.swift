import Primitives

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

    /// Whether it rests on a comparison, and falls with what was compared.
    var isJudged: Bool { self == .verified || self == .statisticallyEqual || self == .failed }
  }

  /// What a comparison stood on.
  package struct Evidence: Equatable, Sendable {
    /// SHA-256 of the reference's instruments, days and values of this factor.
    package var reference: String
    /// `FactorCode.hash` at that time.
    package var implementation: String
    /// Fingerprint of the market: calendar, fields read, instruments compared.
    package var market: String
    /// Of the reference's code, as RD-Agent's catalog says; nil where it says none.
    package var implVersion: String?
    /// The alignment's verdict.
    package var verdict: String
    /// Cells compared.
    package var count: Int

    package init(
      reference: String, implementation: String, market: String, implVersion: String?,
      verdict: String, count: Int
    ) {
      self.reference = reference
      self.implementation = implementation
      self.market = market
      self.implVersion = implVersion
      self.verdict = verdict
      self.count = count
    }
  }

  package var name: Name
  /// Why it is not migrated, failed, or no longer verified.
  package var reason: String?
  package var by: String?
  /// ISO 8601, UTC.
  package var at: String?
  package var against: Evidence?

  package init(
    _ name: Name, reason: String? = nil, by: String? = nil, at: String? = nil,
    against: Evidence? = nil
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
  ///   - hash: `FactorCode.hash`; nil where nothing computes the factor.
  ///   - missing: why nothing does.
  func standing(hash: String?, implVersion: String?, missing: String) -> FactorState {
    guard let hash else { return FactorState(.notMigrated, reason: missing, by: by, at: at) }
    if name == .notMigrated { return FactorState(.migrated, by: by, at: at) }
    guard name.isJudged else { return self }
    func dropped(_ why: String) -> FactorState {
      FactorState(
        .migrated, reason: "no longer \(name.rawValue) (\(at ?? "no time recorded")): \(why)",
        by: by, at: at)
    }
    guard let against else { return dropped("it is not said against what it was compared") }
    if against.implementation != hash { return dropped("the code here has changed") }
    if against.implVersion != implVersion {
      let (old, new) = (against.implVersion ?? "none", implVersion ?? "none")
      return dropped("the reference's impl_version changed from \(old) to \(new)")
    }
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
        "library.state",
        "the state is '\(json["name"]?.stringValue ?? "?")', which is none of them", at: place,
        remedy: "States are: \(names.joined(separator: ", ")).")
    }
    self.init(
      name, reason: json["reason"]?.stringValue, by: json["by"]?.stringValue,
      at: json["at"]?.stringValue, against: json["against"].flatMap(Evidence.init))
  }
}

extension FactorState.Evidence {
  var json: JSONValue {
    [
      "reference": .string(reference), "implementation": .string(implementation),
      "market": .string(market), "impl_version": .optional(implVersion),
      "verdict": .string(verdict), "n": .integer(count),
    ]
  }

  init?(_ json: JSONValue) {
    guard let reference = json["reference"]?.stringValue,
      let implementation = json["implementation"]?.stringValue,
      let market = json["market"]?.stringValue, let verdict = json["verdict"]?.stringValue
    else { return nil }
    self.init(
      reference: reference, implementation: implementation, market: market,
      implVersion: json["impl_version"]?.stringValue, verdict: verdict,
      count: json["n"]?.intValue ?? 0)
  }
}
