import Primitives
import Records

/// The metrics of a record by their trimmed names, with what had to be mended (`Contracts.md`, catalogs).
struct RecordedMetrics: Equatable {
  /// By qlib's name; what is no number is missing.
  var values: [String: Double] = [:]
  /// Names of values that did not stand as they are here.
  var repaired: Set<String> = []
  var repairs: Set<LibraryEntry.Repair> = []
  /// The one metric that a mis-parsed pair proves.
  var misparsed: String?

  private static let pairNames = ["Unnamed: 0", ""]

  init(_ members: [String: JSONValue]) {
    for (key, value) in members where key != "0" && !RecordedMetrics.pairNames.contains(key) {
      guard let number = value.doubleValue else { continue }
      let name = RecordedName.trimmed(key)
      values[name] = number
      if name != key { note(.paddedName, name) }
    }
    if let name = RecordedMetrics.pairNames.lazy.compactMap({ members[$0]?.stringValue }).first,
      let number = members["0"]?.doubleValue
    {
      let name = RecordedName.trimmed(name)
      misparsed = name
      repairs.insert(.misparsedMetric)
      // A good key wins on conflict.
      if values[name] == nil {
        values[name] = number
        repaired.insert(name)
      }
    }
  }

  /// Drawdowns below 0: documents write them above it too.
  var signed: RecordedMetrics {
    var copy = self
    for (name, value) in values where name.hasSuffix("max_drawdown") && value > 0 {
      copy.values[name] = -value
      copy.note(.drawdownSign, name)
    }
    return copy
  }

  private mutating func note(_ repair: LibraryEntry.Repair, _ name: String) {
    repairs.insert(repair)
    repaired.insert(name)
  }
}

/// Names as RD-Agent's tools print them.
enum RecordedName {
  static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.last == " " { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return String(text)
  }

  static func isPrinted(_ name: String) -> Bool { name.hasPrefix("('") || name.hasPrefix("feature_") }

  /// `('feature', 'X')` and `feature_X` are X.
  static func plain(_ name: String) -> String {
    if name.hasPrefix("feature_") { return String(name.dropFirst("feature_".count)) }
    guard name.hasPrefix("('"), let last = name.split(separator: "'").dropLast().last else { return name }
    return String(last)
  }
}
