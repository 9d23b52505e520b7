import Primitives
import Records

/// One page: where it stands and what it says, the same in every language.
struct PageDocument {
  var page: PageShell.Page
  /// The words in the head of the browser's window.
  var title: PageValue
  /// One sentence for whom the page is sent to.
  var description: PageValue = .label("tagline")
  var values: [String: PageValue]
  /// Of the page alone, below the site's root; those of all pages are the shell's.
  var scripts: [String] = []
  /// Style sheets of other programs, below the site's root.
  var sheets: [String] = []

  /// Whether it has charts over time, which a script makes readable under the pointer.
  var hasCharts = false
  /// What stands in the head of every sheet of paper: the object and the night at the left, the worst at the right.
  var runningHead: (left: PageValue, right: PageValue)?
  /// The version of the published form.
  static let version = 1

  /// What the site publishes of the page under `data/`: the words and numbers that it shows.
  func json(_ result: NightResult, _ languages: [Language]) throws -> JSONValue {
    [
      "schema": .integer(PageDocument.version), "page": .string(page.template), "path": .string(page.path),
      "title": PageValue.words(languages) { title.plain($0) }, "trading_day": .string(result.day.description),
      "market": .string(result.market), "tool_version": .string(result.toolVersion),
      "values": try PageValue.json(values, languages),
    ]
  }
}
