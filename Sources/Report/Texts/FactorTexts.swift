import Primitives

/// Words for what a factor's state and verdict are called in records.
enum FactorTexts {
  /// In the order in which they are listed; nil stands for "never compared".
  static let states: [String?] = ["verified", "statistically equal", "failed", "migrated", "not migrated", nil]

  static func state(_ name: String?, _ language: Language) -> String {
    let key = "factor.state." + (name ?? "none")
    return StringTable.text(key, language) ?? name ?? ""
  }

  static func tone(_ name: String?) -> String {
    switch name {
    case "verified", "identical", "equal": "good"
    case "statistically equal", "reference environment": "warn"
    case "failed", "differs": "bad"
    default: "none"
    }
  }

  static func verdict(_ name: String, _ language: Language) -> String {
    StringTable.text("factor.verdict." + name, language) ?? name
  }

  /// Names in `against` of a state; others are shown as they are.
  static func against(_ name: String, _ language: Language) -> String {
    StringTable.text("factor.against." + name, language) ?? name
  }
}
