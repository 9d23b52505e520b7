import Foundation
import Primitives
import TestSupport

/// A folder of this process for readers that take a path.
enum Scratch {
  private static let folder = Result { try TemporaryFolder() }

  /// Writes the bytes under a name, hands the path to the reader.
  static func with<Value>(_ bytes: [UInt8], as name: String, _ read: (String) throws -> Value) throws -> Value {
    try read(try folder.get().write(bytes, to: "\(getpid())/" + name))
  }

  static func path(_ name: String) throws -> String { try folder.get().path("\(getpid())/" + name) }
}
