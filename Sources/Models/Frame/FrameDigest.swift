import Primitives

extension Frame {
  /// SHA-256 over the keys, the columns' names and types, and the bits of all values.
  package var digest: String {
    var hasher = SHA256Hasher()
    for instrument in keys.instruments { hasher.update(Array((instrument.name + "\n").utf8)) }
    keys.days.withUnsafeBytes { hasher.update(labelled: "days", $0) }
    keys.offsets.withUnsafeBytes { hasher.update(labelled: "offsets", $0) }
    keys.codes.withUnsafeBytes { hasher.update(labelled: "codes", $0) }
    for column in columns {
      let label = "\(column.group)/\(column.name)/\(column.values.type)"
      switch column.values {
      case .float(let values): values.withUnsafeBytes { hasher.update(labelled: label, $0) }
      case .double(let values): values.withUnsafeBytes { hasher.update(labelled: label, $0) }
      }
    }
    if let steps { hasher.update(Array("steps \(steps) \(lead?.digest ?? "")\n".utf8)) }
    return hasher.finish().hex
  }
}
