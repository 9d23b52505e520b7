import Foundation
import Primitives
import TestSupport

/// A folder of each thread for readers that take a path: tests run beside each other, and one must not read what
/// another damaged.
enum Scratch {
  private static let folder = Result { try TemporaryFolder() }

  /// Writes the bytes under a name, hands the path to the reader.
  static func with<Value>(_ bytes: [UInt8], as name: String, _ read: (String) throws -> Value) throws -> Value {
    try read(try folder.get().write(bytes, to: own + name))
  }

  static func path(_ name: String) throws -> String { try folder.get().path(own + name) }

  private static var own: String { "\(getpid())/\(UInt(pthread_self()))/" }
}
