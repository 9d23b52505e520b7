package import Primitives

/// Walks `/catalog/incremental` page by page without losing a row.
///
/// The service answers rows later than a time, in its order, so many at most. Rows that share the time at a page's edge
/// would be passed over; so each page begins behind the latest time *below* the edge, and rows that come twice are
/// known by their content. Where a whole page shares one time, a longer one is asked for.
package struct IncrementalPages {
  package struct Outcome: Equatable {
    package var rows: [JSONValue] = []
    /// Where the next walk begins: below the latest time, whose rows may still grow in number.
    package var cursor: String?
  }

  /// Why a walk ends before its end.
  package enum Failure: Error {
    case request(HTTPFailure)
    /// The answer is no page.
    case form(Message)
    /// It has no list of loops.
    case noList
    /// So many rows share one time that no page holds them.
    case stuck(rows: Int)
  }

  /// Rows of a page: the first, and the longest that is asked for.
  static let (pageFirst, pageMax) = (500, 128_000)

  private let page: (_ cursor: String?, _ limit: Int) throws(HTTPFailure) -> [UInt8]

  /// - Parameter page: the bytes of a page.
  package init(page: @escaping (_ cursor: String?, _ limit: Int) throws(HTTPFailure) -> [UInt8]) {
    self.page = page
  }

  package func walk(since start: String?) throws(Failure) -> Outcome {
    var outcome = Outcome(cursor: start)
    var seen: Set<[UInt8]> = []
    var limit = IncrementalPages.pageFirst
    while true {
      let rows = try rows(outcome.cursor, limit)
      let fresh = rows.filter { seen.insert($0.canonical).inserted }
      outcome.rows += fresh
      let times = rows.compactMap { $0["updated_at_utc"]?.stringValue }
      let below = times.max().flatMap { last in times.filter { $0 < last }.max() }
      let isFurther = below.map { edge in outcome.cursor.map { edge > $0 } ?? true } ?? false
      if isFurther {
        outcome.cursor = below
      } else if fresh.isEmpty || rows.count < limit {
        return outcome
      } else if limit >= IncrementalPages.pageMax {
        throw .stuck(rows: rows.count)
      } else {
        limit *= 4
      }
      if fresh.isEmpty { return outcome }
    }
  }

  private func rows(_ cursor: String?, _ limit: Int) throws(Failure) -> [JSONValue] {
    let bytes: [UInt8]
    do throws(HTTPFailure) { bytes = try page(cursor, limit) } catch { throw .request(error) }
    let document: JSONValue
    do throws(JSONReader.Failure) { document = try JSONReader.read(bytes) } catch { throw .form(error.message) }
    guard let rows = document["loops"]?.arrayValue else { throw .noList }
    return rows
  }
}
