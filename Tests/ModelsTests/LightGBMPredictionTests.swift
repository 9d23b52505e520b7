import Models
import Primitives
import Records
import Testing

@Suite(
  .enabled(
    if: Oracle.isPresent && LightGBMFixture.isPresent,
    "LightGBM's library (AISTOCK_LIGHTGBM) or the reference data are absent"))
struct LightGBMPredictionTests {
  @Test func scoresOfTheBaselineAgreeBitForBit() throws {
    let library = try #require(LightGBMFixture.library)
    let text = try LightGBMModelText(file: Oracle.folder + "/baseline/model.txt")
    #expect(text.treeCount == 33)
    #expect(text.hasOwnNames)
    #expect(text.featureNames.count == 20)
    #expect(text.parameters.first { $0.name == "learning_rate" }?.value == "0.2")
    let model = LightGBMModel(text, library: { library })
    let keys = try Oracle.keys("rdagent20/rows.csv.gz")
    let frame = try Oracle.frame("rdagent20/features_infer", keys: keys)
    let scores = PanelTable(keys: frame.keys, values: try model.scores(of: frame))
    let wanted = try PanelTable(csv: Oracle.folder + "/baseline/pred.csv.gz", value: "score")
    var differing = 0
    for (index, day) in scores.days.enumerated() {
      for row in scores.rows(ofDay: index) {
        let instrument = scores.instruments[Int(scores.codes[row])]
        if wanted.value(of: instrument, on: day)?.bitPattern != scores.values[row].bitPattern { differing += 1 }
      }
    }
    #expect(scores.count == 20_583)
    #expect(differing == 0)
    #expect(text.findings.map(\.id) == ["model.names-unknown"])
  }
}
