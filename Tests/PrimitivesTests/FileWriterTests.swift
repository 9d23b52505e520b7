import Dispatch
import Primitives
import Synchronization
import TestSupport
import Testing

struct FileWriterTests {
  /// Work of two migrations keeps the same result under the same name.
  @Test func twoThreadsWriteTheSameFileWhole() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("kept")
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 400) { number in
      do { try FileWriter.write([UInt8](repeating: UInt8(number & 1), count: 5000), to: path) } catch {
        failures.withLock { $0 += 1 }
      }
    }
    #expect(failures.withLock { $0 } == 0)
    let bytes = try FileReader.bytes(path)
    #expect(bytes.count == 5000 && Set(bytes).count == 1)
    #expect(try folder.contents() == ["kept"])
  }
}
