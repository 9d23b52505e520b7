import Foundation
import Primitives
import TestSupport
import Testing

/// The page of faults is made from the list that the tests try, and is never older than it.
///
/// To make it anew: `AISTOCK_WRITE_PAGES=1 swift test -c release --filter FaultPageTests`.
@Suite struct FaultPageTests {
  private static let page = Path.join(RepositoryRoot.folder ?? ".", "Sources/Night/Night.docc/Faults.md")

  private static let head = """
    # Faults

    What goes wrong in a night, how the night ends, and what site and archive are then: \(Fault.all.count) named faults.

    ## Overview

    Made from `Tests/NightTests/Faults`; do not edit. `make test` brings each about once, `make test-faults` several times,
    each with the next night behind it. The exit code is that of `aistock nightly`; the cause is a diagnostic's name in the
    summary, that is, in the document of `--json` and in the state file. A negative code is the signal that ended the
    process. A night that ends with an error before `archive` changes neither site nor archive.

    """

  private static var text: String {
    var text = head
    for group in Fault.Group.allCases {
      text +=
        "\n## \(group.rawValue)\n\n| Fault | What happens | Exit | Cause | Site and archive |\n|---|---|---|---|---|\n"
      for fault in Fault.all where fault.group == group {
        let cause = fault.cause.map { "`\($0)`" } ?? "–"
        text += "| `\(fault.id)` | \(fault.what) | \(fault.exit) | \(cause) | \(fault.leaves.rawValue) |\n"
      }
    }
    return text
  }

  @Test("the page of faults is that of the list", .enabled(if: RepositoryRoot.folder != nil, "needs the sources"))
  func page() throws {
    if ProcessInfo.processInfo.environment["AISTOCK_WRITE_PAGES"] != nil {
      try FileWriter.write(Array(FaultPageTests.text.utf8), to: FaultPageTests.page)
    }
    #expect(try FileReader.text(FaultPageTests.page) == FaultPageTests.text)
  }
}
