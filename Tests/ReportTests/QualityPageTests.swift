import Primitives
import Records
import Report
import TestSupport
import Testing

@Suite("Predictions and the model on the page")
struct QualityPageTests {
  private static let noSpread = Message(
    "test.no-spread", en: "There are fewer than two days.", zh: "不足两个交易日。")

  private static let label = Message(
    "test.label", ["label": "Ref($close, -2)"], en: "as recorded: `{label}`", zh: "采用记录：`{label}`")
  private static let leaked = Message("test.leaked", en: "Labels reach the next segment.", zh: "标签跨入后一段。")
  private static let means = Message("test.means", en: "Outcomes are known too early.", zh: "结果提前可知。")
  private static let purge = Message("test.purge", en: "Purge two days.", zh: "清除两日。")

  static func judgement() -> NightResult.Judgement {
    var judgement = TinySite.judgement()
    let figures = ["IC", "ICIR", "IC t", "Rank IC", "Turnover top"].map {
      QualityFigure(
        name: $0, formula: "f/1", convention: "c", unit: "correlation", source: "s", value: $0 == "ICIR" ? nil : 0.0125,
        count: 2, missing: 1, reason: $0 == "ICIR" ? noSpread : nil)
    }
    judgement.quality = PredictionQuality(
      predictionsDigest: "h", label: label, figures: figures,
      months: [.init(month: "2024-01", ic: 0.062, rankIC: 0, count: 2, missing: 1)],
      groups: (1...5).map { .init(group: $0, mean: 0.003 - 0.001 * Double($0), count: 2, missing: 1) },
      decay: [.init(days: 1, ic: 0.0125, rankIC: 0.02, t: 1, count: 2, missing: 1)],
      days: [
        .init(day: day("2024-01-02"), ic: 0.1, rankIC: 0.2, pairs: 9),
        .init(day: day("2024-01-03"), ic: nil, rankIC: nil, pairs: 1),
      ])
    judgement.evaluation = ModelEvaluation(
      segments: ["train", "test"].map {
        .init(name: $0, start: day("2024-01-02"), end: day("2024-01-03"), figures: figures)
      }, segmentNote: nil,
      importance: [.init(feature: "KLEN", gain: 3, splits: 2), .init(feature: "A<B", gain: 1, splits: 1)],
      leaks: ModelEvaluation.LeakCheck.Name.allCases.map {
        .init($0, $0 == .labelOverlap ? .leak : .clean, days: 2, evidence: leaked, consequence: means, remedy: purge)
      })
    return judgement
  }

  @Test("figures, months, bars, segments and leak checks stand in both languages")
  func sections() throws {
    var input = TinySite.input
    input.migrations = [TinySite.migration("faithful", .judged(Self.judgement()))]
    let pages = try TinySite.pages(input)
    let chinese = try #require(pages["migrations/faithful.html"])
    let english = try #require(pages["en/migrations/faithful.html"])
    for page in [chinese, english] {
      #expect(page.contains("<td class=\"heat-u3\">0.062</td>"))
      #expect(page.contains("A&lt;B") && !page.contains("A<B"))
      #expect(page.contains("id=\"faithful-importance-full-title\""))
    }
    #expect(english.contains("IC, mean") && english.contains("There are fewer than two days."))
    #expect(chinese.contains("不足两个交易日。") && !chinese.contains("fewer than two days"))
    #expect(
      english.contains("Labels across segment borders") && english.contains("Outcomes are known too early."))
    #expect(chinese.contains("结果提前可知。") && chinese.contains("采用记录：<code>Ref($close, -2)</code>"))
    #expect(chinese.contains("标签跨越分段边界"))
    #expect(english.contains("aria-label=\"Prediction quality\"") && chinese.contains("预测质量"))
    let problems = try TinySite.problems(input)
    #expect(problems == [])
  }

  @Test("a page without them says nothing of them")
  func absent() throws {
    let english = try #require(try TinySite.pages(TinySite.input)["en/migrations/faithful.html"])
    #expect(!english.contains("id=\"quality\"") && !english.contains("id=\"model\""))
  }

}
