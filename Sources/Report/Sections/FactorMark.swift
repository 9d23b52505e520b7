import Primitives
import Records

/// Where a factor stands beside its reference, as pages show it: an icon and a word.
enum FactorMark {
  /// For `{{#verdict}}{{>verdict}}{{/verdict}}`.
  static func value(_ standing: FactorStanding) -> PageValue {
    .list([["tone": .text(tone(standing)), "icon": .text(icon(standing)), "word": word(standing)]])
  }

  static func word(_ standing: FactorStanding) -> PageValue { .label("factor.standing." + standing.rawValue) }

  static func tone(_ standing: FactorStanding) -> String {
    switch standing {
    case .failed: "fail"
    case .statisticallyEqual: "exceptions"
    case .referenceEnvironment, .equal, .identical: "pass"
    case .notCompared: "none"
    }
  }

  static func icon(_ standing: FactorStanding) -> String {
    switch standing {
    case .failed: "fail"
    case .statisticallyEqual: "warning"
    case .referenceEnvironment, .equal, .identical: "pass"
    case .notCompared: "none"
    }
  }
}
