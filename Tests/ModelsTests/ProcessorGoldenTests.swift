import Models
import Primitives
import Testing

/// Every processor configuration of `oracle/processors`: rows, columns, types and bits.
@Suite(.enabled(if: Oracle.isPresent, "the reference data are not beside the checkout"))
struct ProcessorGoldenTests {
  private static let range = FitRange(start: TradingDay("2015-06-15"), end: TradingDay("2015-07-01"))

  static let cases: [(name: String, make: @Sendable () -> any Processor)] = [
    ("dropna_label", { DropMissingRows.label() }),
    ("dropna_all", { DropMissingRows.anywhere(group: nil) }),
    ("dropna_feature", { DropMissingRows.anywhere(group: "feature") }),
    ("dropcol", { DropColumns(["KLEN", "CORR5"]) }),
    ("filtercol", { KeepColumns(["RESI5", "KLEN", "NOPE"]) }),
    ("tanh", { TanhProcess() }),
    ("processinf", { ReplaceInfinite() }),
    ("fillna_all", { FillMissing() }),
    ("fillna_feature", { FillMissing(group: "feature") }),
    ("fillna_feature_m1", { FillMissing(group: "feature", value: -1) }),
    ("minmax_feature", { MinMaxNorm(range: range, group: "feature") }),
    ("minmax_all", { MinMaxNorm(range: range) }),
    ("zscore_feature", { ZScoreNorm(range: range, group: "feature") }),
    ("zscore_all", { ZScoreNorm(range: range) }),
    ("robust_clip", { RobustZScoreNorm(range: range, group: "feature") }),
    ("robust_noclip", { RobustZScoreNorm(range: range, group: "feature", clipsOutliers: false) }),
    ("cszscore_label", { DayZScore(groups: ["label"]) }),
    ("cszscore_feature", { DayZScore(groups: ["feature"]) }),
    ("cszscore_all", { DayZScore() }),
    ("cszscore_list", { DayZScore(groups: ["feature", "label"]) }),
    ("csrobust_label", { DayZScore(groups: ["label"], method: .robust) }),
    ("csrobust_feature", { DayZScore(groups: ["feature"], method: .robust) }),
    ("csrank_label", { DayRank(group: "label") }),
    ("csrank_feature", { DayRank(group: "feature") }),
    ("csrank_all", { DayRank() }),
    ("cszfillna_feature", { FillWithDayMean(group: "feature") }),
    ("cszfillna_all", { FillWithDayMean() }),
  ]

  @Test func thereAreAllCasesOfTheReference() throws {
    let names = try Oracle.json("processors/cases.json")["cases"]?.objectValue?.keys.sorted()
    #expect(names == Self.cases.map(\.name).sorted())
  }

  @Test(arguments: cases.map(\.name))
  func agreesWithQlib(name: String) throws {
    let make = try #require(Self.cases.first { $0.name == name }).make
    let keys = try Oracle.keys("processors/rows.csv")
    let input = try Oracle.frame("processors/input", keys: keys)
    var processor = make()
    try processor.fit(input)
    var output = input
    try processor.apply(to: &output)

    let wanted = try Oracle.table("processors/" + name)
    let facts = try #require(try Oracle.json("processors/cases.json")["cases"]?[name])
    #expect(output.columns.map(\.name) == wanted.columns.map(\.name))
    #expect(output.rowCount == wanted.rowCount)
    if let kept = facts["kept_rows"]?.arrayValue?.compactMap(\.intValue) {
      #expect(output.keys == keys.selecting(kept))
    }
    for column in output.columns {
      #expect(facts["dtypes"]?["\(column.group)/\(column.name)"]?.stringValue == column.values.type)
    }
    #expect(processor.isForInference == facts["is_for_infer"]?.boolValue)

    // numpy's float32 tanh is within one unit of the last place and differs between processors.
    let tolerance: Int32 = name == "tanh" ? 1 : 0
    for (index, column) in output.columns.enumerated() {
      let expected = wanted.column(index)
      let wrong = expected.indices.filter { row in
        let value = column.values[row]
        if isSame(value, expected[row]) { return false }
        let steps = Float(value).bitPattern &- Float(expected[row]).bitPattern
        return !(tolerance > 0 && abs(Int32(bitPattern: steps)) <= tolerance)
      }
      #expect(wrong.count == 0, "\(column.name): \(wrong.count) differ, first in row \(wrong.first ?? 0)")
    }
  }
}
