import Foundation
import Primitives
import Records
import TestSupport
import Testing

@Suite struct SignalDocumentTests {
  private static let figure = QualityFigure(
    name: "IC", formula: "ic.pearson/1", convention: "qlib-daily", unit: "correlation", source: "qlib", value: 0.1,
    count: 3, missing: 1)

  @Test func signalComesBackAsItWasWritten() throws {
    var document = PredictionQuality(
      predictionsDigest: "h", label: .verbatim("l"),
      figures: [
        Self.figure,
        QualityFigure(
          name: "ICIR", formula: "f", convention: "c", unit: "ratio", source: "s", value: nil, count: 0, missing: 4,
          reason: .verbatim("none")),
      ], months: [.init(month: "2024-01", ic: 0.25, rankIC: nil, count: 2, missing: 1)],
      groups: [.init(group: 1, mean: 0.5, count: 3, missing: 1)],
      decay: [.init(days: 20, ic: nil, rankIC: -0.5, t: 2, count: 9, missing: 0)], decayNote: .verbatim("n"),
      days: [
        .init(day: day("2024-01-02"), ic: 0.1, rankIC: nil, pairs: 7, longShort: 0.001, longPrecision: 0.5),
        .init(day: day("2024-01-03"), ic: nil, rankIC: 1.0 / 3, pairs: 0, autocorrelation: 0.9, topTurnover: 0.2),
      ])
    let path = FileManager.default.temporaryDirectory.appending(path: "signal-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try FileWriter.write(document.dailyCSV, to: path)
    let json = try JSONReader.read(document.json.pretty)
    #expect(PredictionQuality(json, days: try PredictionQuality.readDays(path)) == document)
    document.decay = []
    #expect(PredictionQuality(json, days: []) != document)
    #expect(PredictionQuality(["schema": 2], days: []) == nil)
  }

  @Test func evaluationComesBackAsItWasWritten() throws {
    let evaluation = ModelEvaluation(
      segments: [.init(name: "train", start: day("2024-01-02"), end: day("2024-01-31"), figures: [Self.figure])],
      segmentNote: nil, importance: [.init(feature: "KLEN", gain: 12.5, splits: 3)],
      leaks: [
        .init(
          .labelOverlap, .leak, days: 4, evidence: .verbatim("e"), consequence: .verbatim("c"), remedy: .verbatim("r")),
        .init(.futureCutoff, .notChecked, evidence: .verbatim("why")),
      ])
    #expect(ModelEvaluation(try JSONReader.read(evaluation.json.pretty)) == evaluation)
    #expect(ModelEvaluation(["schema": 9]) == nil)
  }

  @Test func plainTextsOfVersionOneAreRead() throws {
    let quality = try #require(
      PredictionQuality(
        [
          "schema": 1, "predictions_sha256": "h", "label": "as recorded: LABEL0", "figures": [], "months": [],
          "groups": [], "decay": [], "decay_note": "",
        ], days: []))
    #expect(quality.label == .verbatim("as recorded: LABEL0") && quality.decayNote == nil)
    let evaluation = try #require(
      ModelEvaluation([
        "schema": 1, "segments": [], "segment_note": "no model", "importance": [],
        "leaks": [
          ["check": "selection", "state": "clean", "days": 0, "evidence": "e", "consequence": "", "remedy": ""]
        ],
      ]))
    #expect(evaluation.segmentNote == .verbatim("no model"))
    #expect(evaluation.leaks == [.init(.selection, .clean, days: 0, evidence: .verbatim("e"))])
  }
}
