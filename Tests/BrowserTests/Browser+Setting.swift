import Primitives

/// What a reader may set: the colours of the system, the size of the window, scripts.
extension Browser {
  enum Scheme: String, CaseIterable, Sendable { case light, dark }

  func setScheme(_ scheme: Scheme?) throws {
    let features: JSONValue = scheme.map { [["name": "prefers-color-scheme", "value": .string($0.rawValue)]] } ?? []
    try developer("Emulation.setEmulatedMedia", ["features": features])
  }

  func setWidth(_ width: Int?) throws {
    guard let width else {
      try developer("Emulation.clearDeviceMetricsOverride")
      return
    }
    try developer(
      "Emulation.setDeviceMetricsOverride",
      ["width": .integer(width), "height": 900, "deviceScaleFactor": 1, "mobile": false])
  }

  /// Counts from the next page on.
  func setScripts(_ areOn: Bool) throws {
    try developer("Emulation.setScriptExecutionDisabled", ["value": .bool(!areOn)])
  }
}
