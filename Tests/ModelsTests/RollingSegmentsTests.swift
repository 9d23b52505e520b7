import MarketData
import Models
import Primitives
import TestSupport
import Testing

/// Rolling segments against qlib's RollingGen (`Tests/Oracle/make_rolling_segments.py`).
@Suite(.enabled(if: RepositoryRoot.folder != nil, "needs the checkout"))
struct RollingSegmentsTests {
  private static func day(_ text: String) throws -> TradingDay { try #require(TradingDay(text)) }

  private static func segments(_ train: String = "2021-01-30") throws -> [DatasetConfig.Segment] {
    [
      .init(name: "train", start: try day(train), end: try day("2022-09-30")),
      .init(name: "valid", start: try day("2022-10-08"), end: try day("2023-06-30")),
      .init(name: "test", start: try day("2023-07-03"), end: try day("2024-12-30")),
    ]
  }

  @Test("every task of four cases has qlib's segments")
  func sameAsQlib() throws {
    let calendar = DemoMarket.make().calendar.days
    let text = try FileReader.text((RepositoryRoot.folder ?? "") + "/Tests/Oracle/rolling_segments.txt")
    var cases = 0
    for block in text.split(separator: "#") {
      let lines = block.split(separator: "\n")
      let head = lines[0].split(separator: " ").map(String.init)
      let kind = try #require(RollingSegments.Kind(rawValue: head[1]))
      let made = try RollingSegments(
        Self.segments(), calendar: calendar, step: try #require(Int(head[0])), kind: kind, truncating: Int(head[2]),
        path: "conf.yaml")
      let shown = made.tasks.map { task in
        task.map { "\($0.span.start?.description ?? "")..\($0.span.end?.description ?? "")" }.joined(separator: " ")
      }
      #expect(shown == lines.dropFirst().map(String.init), "\(lines[0])")
      cases += 1
    }
    #expect(cases == 4)
  }

  @Test("segments that cannot be rolled are refused by name")
  func refused() throws {
    let calendar = DemoMarket.make().calendar.days
    for (segments, step, days) in [
      (try Self.segments(), 0, nil), (try Self.segments(), 40, 5000),
      (Array(try Self.segments().prefix(2)), 40, nil), (try Self.segments("2031-01-01"), 40, nil),
    ] as [([DatasetConfig.Segment], Int, Int?)] {
      let error = #expect(throws: Diagnostic.self) {
        try RollingSegments(
          segments, calendar: calendar, step: step, kind: .sliding, truncating: days, path: "conf.yaml")
      }
      #expect(error?.id == "model.rolling")
    }
  }
}
