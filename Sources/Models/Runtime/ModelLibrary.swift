package import Primitives

/// A library of another project that a kind of model calls, opened while the program runs.
package protocol ModelLibrary: Sendable {
  static var fileName: String { get }
  /// The variable of the environment that names the file or its folder.
  static var environmentVariable: String { get }
  /// The folder of a checkout into which it is fetched.
  static var checkoutFolder: String { get }

  /// The error for a library that is at none of its places.
  static func missing(_ places: [String]) -> Diagnostic

  var path: String { get }

  /// Opens the file; throws for one that is not this library.
  init(path: String) throws
}
