import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

/// `comparison.json` as readers outside rely on it: names and nesting are fixed.
@Suite("The form of comparison.json")
struct ComparisonFormTests {
  private func json() throws -> JSONValue {
    var input = try TinyRun.input()
    input.replay?.positions?[2].price = 10.5
    input.findings = [
      Finding(
        "import.never-traded", .serious, title: (en: "Title", zh: "题"), evidence: (en: "Evidence.", zh: "所见。"),
        consequence: (en: "Consequence.", zh: "后果。"), remedy: (en: "Remedy.", zh: "处理。"))
    ]
    return try JSONReader.read(LadderJudgement.compare(input).json.pretty)
  }

  private func keys(_ value: JSONValue?) -> [String] { value?.objectValue?.keys.sorted() ?? [] }

  @Test("the document")
  func theDocumentHasItsKeys() throws {
    let json = try json()
    #expect(keys(json) == ["beside", "evidence", "findings", "migration", "rungs", "schema", "summary", "verdict"])
    #expect(json["schema"] == 1)
    #expect(json["migration"] == "tiny")
    #expect(json["verdict"] == "FAIL")
    #expect(
      keys(json["findings"]?.arrayValue?.first) == [
        "arguments", "consequence", "evidence", "id", "remedy", "severity", "title",
      ])
  }

  @Test("six rungs in order, each with all its keys")
  func rungs() throws {
    let rungs = try #require(try json()["rungs"]?.arrayValue)
    #expect(
      rungs.map { $0["id"]?.stringValue } == [
        "reported", "recomputed", "replayed", "reinferred", "retrained", "realistic",
      ])
    for rung in rungs {
      #expect(keys(rung) == ["first_divergence", "id", "metrics", "reason", "state", "tolerances"])
    }
    #expect(rungs[0]["first_divergence"] == JSONValue.null)
    #expect(rungs[3]["state"] == "not available")
  }

  @Test("a divergence with both values as text")
  func divergence() throws {
    let rungs = try #require(try json()["rungs"]?.arrayValue)
    let divergence = try #require(rungs[2]["first_divergence"])
    for key in ["cause", "day", "field", "instrument", "left", "right"] {
      #expect(keys(divergence).contains(key))
    }
    #expect(divergence["day"] == "2024-01-03")
    #expect(divergence["instrument"] == "SH600000")
    #expect(divergence["left"] == "10.0")
    #expect(divergence["right"] == "10.5")
  }

  @Test("a metric with formula, value, difference and tolerance")
  func metric() throws {
    let rungs = try #require(try json()["rungs"]?.arrayValue)
    let metrics = try #require(rungs[1]["metrics"]?.arrayValue)
    let metric = try #require(
      metrics.first { $0["name"] == "1day.return_without_cost.annualized_return" })
    for key in ["convention", "delta", "formula", "name", "tolerance", "value"] {
      #expect(keys(metric).contains(key))
    }
    #expect(metric["convention"] == "qlib-sum-238")
    #expect(isNear(metric["value"]?.doubleValue, 2.38))
  }

  @Test("it reads back equal, and the same comparison is the same bytes")
  func roundTrip() throws {
    var input = try TinyRun.input()
    input.replay?.report[1].bench = .nan
    let comparison = LadderJudgement.compare(input)
    #expect(Comparison(try JSONReader.read(comparison.json.pretty)) == comparison)
    #expect(LadderJudgement.compare(input).json.pretty == comparison.json.pretty)
  }
}
