import MarketData
import Primitives
import TestSupport

/// A small provider folder on disk that a test may damage.
struct ProviderOnDisk {
  let folder: TemporaryFolder
  let memory: MemoryMarket

  /// Five weekdays from 2024-01-01, three stocks (one listed later, one suspended for a day), one index.
  init() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH600000", close: [10, 11, 12, 11, 10])
    tiny.add("SZ000001", first: 2, close: [20, 21, 22])
    tiny.add("SZ300001", close: [5, .nan, 6, 6, 6], factor: [2, .nan, 2, 2, 3])
    tiny.add("SH000300", close: [100, 101, 102, 103, 104], listed: false)
    memory = tiny.market
    folder = try TemporaryFolder()
    let sink = MemorySink()
    try memory.write(to: sink)
    for (path, bytes) in sink.files { try folder.write(bytes, to: path) }
  }

  func open() throws -> QlibProvider { try QlibProvider(folder: folder.path) }

  func write(_ text: String, to path: String) throws { try folder.write(text, to: path) }

  /// A bin from its float32 values, the start index first.
  func write(bin values: [Float], to path: String) throws {
    try folder.write(
      values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }, to: path)
  }
}
