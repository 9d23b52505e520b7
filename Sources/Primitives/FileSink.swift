/// Where produced files go: a folder on disk, or memory in tests.
package protocol FileSink: AnyObject {
  /// Writes a file whole; `path` is relative, `/` separated, without `..`.
  func write(_ bytes: [UInt8], to path: String) throws
}

/// Keeps written files in memory, by path.
package final class MemorySink: FileSink {
  package private(set) var files: [String: [UInt8]] = [:]

  package init() {}

  package func write(_ bytes: [UInt8], to path: String) throws { files[path] = bytes }
}
