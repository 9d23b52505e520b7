import Foundation
import Primitives
import TestSupport

/// Debian's `chromedriver` on a port of its own choice, with every browser that it starts in one group of processes.
///
/// A shell waits for the end of its input, which this object holds: the group ends with the tests, however they end.
final class DriverProcess {
  /// `http://127.0.0.1:PORT`.
  let address: String
  private let shell = Process()
  private let lifeline = Pipe()

  private struct NotStarted: Error, CustomStringConvertible {
    var description: String
  }

  /// Throws where the driver does not listen within 20 seconds.
  init() throws {
    let temporary = try TemporaryFolder()
    let log = try temporary.write("", to: "driver.log")
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      "setsid chromedriver --port=0 >\"$1\" 2>&1 & driver=$!; cat >/dev/null; kill -TERM -$driver; sleep 1; kill -KILL -$driver",
      "sh", log,
    ]
    shell.standardInput = lifeline
    try shell.run()
    for _ in 0..<200 {
      Thread.sleep(forTimeInterval: 0.1)
      let text = try FileReader.text(log)
      guard let match = text.firstMatch(of: /successfully on port (\d+)/) else { continue }
      address = "http://127.0.0.1:\(match.1)"
      return
    }
    try? lifeline.fileHandleForWriting.close()
    throw NotStarted(description: "chromedriver does not listen: \(try FileReader.text(log))")
  }

  /// Ends the driver and its browsers, a second later at the latest.
  func stop() {
    // Closed already is as good.
    try? lifeline.fileHandleForWriting.close()
  }
}
