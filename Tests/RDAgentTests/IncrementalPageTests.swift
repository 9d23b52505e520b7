import Primitives
import RDAgent
import Synchronization
import Testing

/// The walk over `/catalog/incremental` against a service that behaves as RD-Agent's does: rows later than a time, by
/// that time, so many at most (`Contracts.md`, results API 1.3).
struct IncrementalPageTests {
  private static func row(_ loop: Int, _ time: String?) -> JSONValue {
    ["task_run_id": "t", "loop_id": .integer(loop), "updated_at_utc": time.map { .string($0) } ?? .null]
  }

  private static func page(_ rows: [JSONValue], after cursor: String?, _ limit: Int) -> [UInt8] {
    let later = rows.filter { row in
      guard let cursor else { return true }
      return row["updated_at_utc"]?.stringValue.map { $0 > cursor } ?? false
    }
    let sorted = later.enumerated().sorted {
      let (left, right) = (
        $0.element["updated_at_utc"]?.stringValue ?? "", $1.element["updated_at_utc"]?.stringValue ?? ""
      )
      return (left, $0.offset) < (right, $1.offset)
    }.map(\.element)
    return JSONValue.object(["loops": .array(Array(sorted.prefix(limit)))]).canonical
  }

  private func walk(_ rows: [JSONValue], since cursor: String? = nil) throws -> IncrementalPages.Outcome {
    try IncrementalPages { (cursor: String?, limit: Int) in IncrementalPageTests.page(rows, after: cursor, limit) }
      .walk(since: cursor)
  }

  @Test("rows of one time across the edge of a page are all there, each once")
  func equalTimes() throws {
    // 1,300 rows with 7 times: the edge of every page lies inside of a time.
    let rows = (0..<1300).map { IncrementalPageTests.row($0, "2026-01-0\($0 / 200 + 1)T00:00:00+00:00") }
    let outcome = try walk(rows)
    #expect(outcome.rows.count == 1300)
    #expect(Set(outcome.rows.compactMap { $0["loop_id"]?.intValue }).count == 1300)
    // The next walk begins below the latest time, whose rows may still grow.
    #expect(outcome.cursor == "2026-01-06T00:00:00+00:00")
  }

  @Test("a time that no page holds is asked for in a longer page")
  func longPage() throws {
    let rows = (0..<900).map { IncrementalPageTests.row($0, "2026-01-01T00:00:00+00:00") }
    #expect(try walk(rows).rows.count == 900)
  }

  @Test("rows without a time come with the first walk")
  func withoutTime() throws {
    let rows = (0..<700).map { IncrementalPageTests.row($0, $0 < 600 ? nil : "2026-01-01T00:00:00+00:00") }
    #expect(try walk(rows).rows.count == 700)
  }

  @Test("a walk from a cursor finds what came at the same time as the last row")
  func laterRows() throws {
    var rows = (0..<3).map { IncrementalPageTests.row($0, "2026-01-0\($0 + 1)T00:00:00+00:00") }
    let cursor = try walk(rows).cursor
    #expect(cursor == "2026-01-02T00:00:00+00:00")
    rows.append(IncrementalPageTests.row(9, "2026-01-03T00:00:00+00:00"))
    #expect(try walk(rows, since: cursor).rows.compactMap { $0["loop_id"]?.intValue } == [2, 9])
  }

  @Test("a service that never moves on ends with a failure and not in a circle")
  func circle() throws {
    let asked = Mutex(0)
    let pages = IncrementalPages { (_: String?, limit: Int) in
      let round = asked.withLock {
        $0 += 1
        return $0
      }
      let rows = (0..<limit).map { IncrementalPageTests.row($0 + round * 1_000_000, "2026-01-01T00:00:00+00:00") }
      return JSONValue.object(["loops": .array(rows)]).canonical
    }
    #expect(throws: IncrementalPages.Failure.self) { try pages.walk(since: nil) }
    #expect(asked.withLock { $0 } < 10)
  }
}
