/// A version of qlib by its first three numbers: what follows, as in `0.9.8.dev12`, orders nothing here.
package struct QlibVersion: Comparable, Sendable {
  private let major: Int
  private let minor: Int
  private let patch: Int

  package init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Nil for a text that is no version.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).prefix(3).map { Int($0) }
    guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2] else { return nil }
    self.init(major, minor, patch)
  }

  package static func < (left: QlibVersion, right: QlibVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}
