/// The identifier of a bundle: a UUID in lower-case digits with dashes, as RD-Agent writes it.
///
/// It stands in addresses and is the name of a folder, so nothing else ever is one: RD-Agent itself looks at no
/// identifier and would pack the folder above for `..`.
package struct BundleID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let text: String

  /// Nil for a text of another form.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return nil }
    for (place, byte) in bytes.enumerated() {
      switch place {
      case 8, 13, 18, 23: guard byte == 0x2D else { return nil }
      default: guard "0123456789abcdef".utf8.contains(byte) else { return nil }
      }
    }
    self.text = text
  }

  package var description: String { text }

  package static func < (left: BundleID, right: BundleID) -> Bool { left.text < right.text }
}
