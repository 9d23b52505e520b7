/// Where a factor stands beside its reference values, the worst first; the raw value is its code on disk and in
/// addresses.
package enum FactorStanding: String, CaseIterable, Comparable, Sendable {
  case failed
  case statisticallyEqual = "statistically-equal"
  /// Equal but for single steps of float32 in few cells, as another environment gives them.
  case referenceEnvironment = "reference-environment"
  /// Every cell within the tolerance.
  case equal
  /// Every cell has the reference's bits.
  case identical
  case notCompared = "not-compared"

  /// - Parameter verdict: of a verification; one that is unknown here compares nothing.
  package init(verdict: String) {
    switch verdict {
    case "identical": self = .identical
    case "equal": self = .equal
    case "reference environment": self = .referenceEnvironment
    case "statistically equal": self = .statisticallyEqual
    case "failed", "differs": self = .failed
    default: self = .notCompared
    }
  }

  /// - Parameter state: of the factor library; a factor that is migrated only was never compared.
  package init(state: String) {
    switch state {
    case "failed": self = .failed
    case "statistically equal": self = .statisticallyEqual
    case "verified": self = .equal
    default: self = .notCompared
    }
  }

  /// Whether the factor may stand for its reference.
  package var isAligned: Bool { self > .failed && self < .notCompared }

  package static func < (left: FactorStanding, right: FactorStanding) -> Bool { left.place < right.place }

  private var place: Int { FactorStanding.allCases.firstIndex(of: self) ?? FactorStanding.allCases.count }
}
