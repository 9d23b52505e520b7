/// The band of seeds: how many, and where their numbers are kept.
package struct Seeds: Sendable {
  package var count: Int
  /// Nil keeps nothing.
  package var folder: String?

  package init(count: Int = 0, folder: String? = nil) {
    self.count = count
    self.folder = folder
  }

  var all: [Int] { count == 0 ? [] : Array(1...count) }
}
