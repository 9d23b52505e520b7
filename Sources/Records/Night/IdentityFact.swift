package import Primitives

/// One thing that a judgement rests on: where it came from, what ran, under which digests and versions.
package struct IdentityFact: Equatable, Sendable {
  /// On disk the raw value; the pages have a name for each.
  package enum Key: String, Sendable, CaseIterable {
    case workspace, recorder, configuration, strategy, costs, window, benchmark, evidence, configurationDigest,
      predictionsDigest, weights, modelDigest, marketDigest, versions, tool

    /// Up to version 0.1 digests were named otherwise.
    private static let old: [String: Key] = [
      "configHash": .configurationDigest, "predictionsHash": .predictionsDigest, "modelHash": .modelDigest,
      "marketFingerprint": .marketDigest,
    ]

    init?(stored name: String) {
      guard let key = Key(rawValue: name) ?? Key.old[name] else { return nil }
      self = key
    }
  }

  package var key: Key
  package var value: MessageArgument

  package init(key: Key, value: MessageArgument) {
    self.key = key
    self.value = value
  }

  package var json: JSONValue { ["key": .string(key.rawValue), "value": value.json] }

  /// Nil for a fact that this version does not know. A plain text is a value of before values were typed.
  package init?(_ json: JSONValue) {
    guard let key = json["key"]?.stringValue.flatMap(Key.init(stored:)), let value = json["value"],
      let argument = value.stringValue.map({ .text($0) }) ?? MessageArgument(value)
    else { return nil }
    self.init(key: key, value: argument)
  }
}
