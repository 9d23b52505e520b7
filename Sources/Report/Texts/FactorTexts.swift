import Primitives

/// Words for what a factor's state is called in records.
enum FactorTexts {
  /// A name that is unknown here is shown as it is.
  static func state(_ name: String) -> PageValue { entry("factor.state." + name, else: name) }

  /// Names in `against` of a state.
  static func against(_ name: String) -> PageValue { entry("factor.against." + name, else: name) }

  private static func entry(_ key: String, else name: String) -> PageValue {
    StringTable.text(key, .english) == nil ? .text(name) : .label(key)
  }
}
