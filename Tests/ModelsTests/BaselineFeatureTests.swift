import Models
import Primitives
import Testing

/// RD-Agent's twenty features through its own chain, and the labels of the learn view.
@Suite(.enabled(if: Oracle.isPresent, "the reference data are not beside the checkout"))
struct BaselineFeatureTests {
  @Test func inferFeaturesAgreeBitForBit() throws {
    let keys = try Oracle.keys("rdagent20/rows.csv.gz")
    let raw = try Oracle.frame("rdagent20/features_raw", keys: keys)
    let statistics = try CSVTable(file: Oracle.folder + "/rdagent20/robust_zscore.csv")
    func column(_ index: Int) throws -> [Double] {
      // The shortest text of a float32: narrowed once.
      try (0..<statistics.rowCount).map { Double(Float(try statistics.double(row: $0, column: index))) }
    }
    var chain = ProcessorChain([
      KeepColumns(raw.names(of: "feature").reversed()),
      RobustZScoreNorm(group: "feature", medians: try column(1), scales: try column(2)),
      FillMissing(group: "feature"),
    ])
    let infer = try chain.fitAndApply(to: raw, forInference: true)
    let wanted = try Oracle.frame("rdagent20/features_infer", keys: keys)
    #expect(infer == wanted)
  }

  @Test func learnLabelsAgreeBitForBit() throws {
    let table = try CSVTable(file: Oracle.folder + "/rdagent20/label_learn.csv.gz")
    let keys = try Oracle.keys("rdagent20/label_learn.csv.gz")
    let raw = try (0..<table.rowCount).map { Float(try table.double(row: $0, column: 2)) }
    var chain = ProcessorChain([DropMissingRows.label(), DayRank(group: "label")])
    let learn = try chain.fitAndApply(
      to: Frame(keys: keys, columns: [Column(label: "LABEL0", raw)]), forInference: false)
    let kept = raw.indices.filter { !raw[$0].isNaN }
    #expect(learn.keys == keys.selecting(kept))
    for (row, source) in kept.enumerated() {
      let wanted = try table.double(row: source, column: 3)
      #expect(learn.columns[0].values[row] == wanted, "row \(source)")
    }
  }

  @Test func labelsAreRefusedInInference() throws {
    let keys = try Oracle.keys("processors/rows.csv")
    var chain = ProcessorChain([DropMissingRows.label()])
    let frame = try Oracle.frame("processors/input", keys: keys)
    let error = #expect(throws: Diagnostic.self) { try chain.fitAndApply(to: frame, forInference: true) }
    #expect(error?.id == "model.processor-infer")
  }
}
