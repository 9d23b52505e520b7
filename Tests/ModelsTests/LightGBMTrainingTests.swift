import Foundation
import Models
import Primitives
import Testing

/// Training against qlib's own with the same library (`Tests/Oracle/make_lightgbm_training.py`).
@Suite(.enabled(if: LightGBMFixture.isPresent, "LightGBM's library is absent: set AISTOCK_LIGHTGBM"))
struct LightGBMTrainingTests {
  /// The generator of the script, exact in both languages.
  private struct Generator {
    var state: UInt32 = 20_260_105

    mutating func next() -> Double {
      state = 1_664_525 &* state &+ 1_013_904_223
      return Double(state >> 8) / 16_777_216 - 0.5
    }
  }

  private static let golden: String = {
    var url = URL(filePath: #filePath)
    for _ in 0..<2 { url.deleteLastPathComponent() }
    return url.appending(path: "Oracle/lightgbm").path
  }()

  private static let parameters = LightGBMParameters(
    [
      .init("colsample_bytree", "0.8879"), .init("learning_rate", "0.2"), .init("subsample", "0.8789"),
      .init("lambda_l1", "0.5"), .init("lambda_l2", "1.5"), .init("max_depth", "4"),
      .init("num_leaves", "9"), .init("num_threads", "2"), .init("seed", "2026"),
      .init("deterministic", "True"), .init("force_row_wise", "True"),
    ])

  /// 40 days to train on, 15 to stop on, 50 instruments a day.
  static func rows() throws -> TrainingRows {
    let instruments = 50
    let days = 55
    var generator = Generator()
    var columns = [[Float]](repeating: [], count: 6)
    var labels: [Double] = []
    for _ in 0..<(days * instruments) {
      let (a, b, c, d, e, noise) = (
        generator.next(), generator.next(), generator.next(), generator.next(), generator.next(),
        generator.next()
      )
      let values: [Double] = [a, b, c, d > 0.25 ? .nan : d, 7.5, e]
      for (index, value) in values.enumerated() { columns[index].append(Float(value)) }
      labels.append(a * b + 0.25 * c + 0.0625 * d + noise)
    }
    let keys = try RowKeys(
      rows: (0..<(days * instruments)).map { row in
        (
          TradingDay(daysSince1970: 18_000 + Int32(row / instruments)),
          InstrumentID(canonical: "SH\(600_000 + row % instruments)")
        )
      })
    let names = ["WAVE", "SLOPE", "DEPTH", "GAPS", "FLAT", "NOISE"]
    let frame = try Frame(
      keys: keys,
      columns: zip(names, columns).map { Column(feature: $0, $1) }
        + [Column(group: "label", name: "LABEL0", values: .double(labels))])
    return TrainingRows(frame: frame, train: 0..<2000, valid: 2000..<2750)
  }

  @Test func theModelIsTheOneQlibTrains() throws {
    let library = try #require(LightGBMFixture.library)
    let rows = try Self.rows()
    let result = try LightGBMTraining(library: library, parameters: Self.parameters).train(on: rows)
    let wanted = try LightGBMModelText(file: Self.golden + "/model.txt")
    #expect(result.keptRounds == wanted.treeCount)
    let differing = zip(
      result.model.bytes.split(separator: 0x0A, omittingEmptySubsequences: false),
      wanted.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    ).first { $0 != $1 }
    #expect(
      differing == nil,
      "first line that differs: '\(String(decoding: differing?.0 ?? [], as: UTF8.self))'")
    #expect(result.model.bytes == wanted.bytes)

    let curve = try CSVTable(file: Self.golden + "/curve.csv")
    #expect(result.trainedRounds == curve.rowCount)
    for round in 0..<min(curve.rowCount, result.curve.count) {
      let values = result.curve[round]
      #expect(values.map(\.set) == ["train", "valid"] && values.map(\.metric) == ["l2", "l2"])
      #expect(try values[0].value == curve.double(row: round, column: 1))
      #expect(try values[1].value == curve.double(row: round, column: 2))
    }

    // The trimmed model scores the rows it was watched on as the best round did.
    let model = LightGBMModel(result.model, library: { library })
    let scores = try model.scores(of: rows.frame, rows: 2000..<2750)
    let labels = try #require(rows.frame.columns(of: "label").first).values
    let squares = scores.enumerated().map { index, score in
      let distance = score - Double(Float(labels[2000 + index]))
      return distance * distance
    }
    let best = result.curve[result.keptRounds - 1][1].value
    #expect(abs(squares.reduce(0, +) / 750 - best) < 1e-6)
  }

  /// LightGBM's `_EarlyStoppingCallback` disables itself for dart, so qlib keeps every round.
  @Test(arguments: ["boosting", "boosting_type", "boost"])
  func dartIsNeverStoppedEarly(name: String) throws {
    let library = try #require(LightGBMFixture.library)
    var parameters = Self.parameters
    parameters.set(name, "dart")
    parameters.set("drop_rate", "0.5")
    parameters.rounds = 12
    parameters.patience = 1
    let result = try LightGBMTraining(library: library, parameters: parameters).train(on: Self.rows())
    #expect(result.trainedRounds == 12 && result.keptRounds == 12)
    let wanted = try LightGBMModelText(file: Self.golden + "/dart.txt")
    #expect(wanted.treeCount == 12)
    #expect(result.model.text.trees == wanted.text.trees)
    // Early stopping would have ended the training before.
    let losses = result.curve.map { $0.last?.value ?? .nan }
    #expect(zip(losses, losses.dropFirst()).contains { $0 <= $1 })
  }

  @Test(arguments: [
    ("learning_rate", "nan"), ("learning_rate", "x"), ("lambda_l1", "-1"), ("max_bin", "0"), ("boosting", "none"),
    ("monotone_constraints", "1,2,3"), ("objective", "nothing"), ("num_class", "-1"), ("max_depth", "x"),
    ("bagging_fraction", "7"), ("categorical_feature", "name:a"),
  ])
  func valuesThatTheLibraryRefusesAreDiagnostics(name: String, value: String) throws {
    let library = try #require(LightGBMFixture.library)
    var parameters = Self.parameters
    parameters.set(name, value)
    parameters.rounds = 2
    let error = #expect(throws: Diagnostic.self) {
      try LightGBMTraining(library: library, parameters: parameters).train(on: Self.rows())
    }
    #expect(error?.exit == .input)
  }

  /// An index beyond the features ends LightGBM's process.
  @Test(arguments: ["[0,6]", "[0,1],[99999999999999999999]", "[-1]"])
  func interactionsOfUnknownFeaturesAreRefused(value: String) throws {
    let library = try #require(LightGBMFixture.library)
    var parameters = Self.parameters
    parameters.set("interaction_constraints", value)
    parameters.rounds = 2
    let error = #expect(throws: Diagnostic.self) {
      try LightGBMTraining(library: library, parameters: parameters).train(on: Self.rows())
    }
    #expect(error?.id == "model.interactions")
    parameters.set("interaction_constraints", "[0,1],[2,5]")
    _ = try LightGBMTraining(library: library, parameters: parameters).train(on: Self.rows())
  }

  @Test func withoutValidationEveryRoundIsKept() throws {
    let library = try #require(LightGBMFixture.library)
    var rows = try Self.rows()
    rows.valid = nil
    var parameters = Self.parameters
    parameters.rounds = 5
    let result = try LightGBMTraining(library: library, parameters: parameters).train(on: rows)
    #expect(result.trainedRounds == 5 && result.keptRounds == 5 && result.model.treeCount == 5)
    #expect(result.curve[4].map(\.set) == ["train"])
  }

  @Test func missingLabelsAndEmptySegmentsAreRefused() throws {
    let library = try #require(LightGBMFixture.library)
    let training = LightGBMTraining(library: library, parameters: Self.parameters)
    var rows = try Self.rows()
    rows.train = 0..<0
    let empty = #expect(throws: Diagnostic.self) { try training.train(on: rows) }
    #expect(empty?.id == "model.empty")
    let missing = [Float](repeating: .nan, count: rows.frame.rowCount)
    rows = TrainingRows(
      frame: try Frame(
        keys: rows.frame.keys, columns: rows.frame.columns(of: "feature") + [Column(label: "L", missing)]),
      train: 0..<2000, valid: nil)
    let label = #expect(throws: Diagnostic.self) { try training.train(on: rows) }
    #expect(label?.id == "model.label")
  }

  @Test func theLibrarysOwnWordsAreKept() throws {
    let library = try #require(LightGBMFixture.library)
    var parameters = Self.parameters
    parameters.set("num_leaves", "1")
    let rows = try Self.rows()
    let error = #expect(throws: Diagnostic.self) {
      try LightGBMTraining(library: library, parameters: parameters).train(on: rows)
    }
    #expect(error?.id == "model.lightgbm-refused")
    #expect(error?.summary.english.contains("num_leaves") == true)
  }
}

/// When training ends, by hand.
@Suite struct EarlyStoppingTests {
  private func run(_ valid: [Double], patience: Int, metric: String = "l2") -> (stop: Int, kept: Int)? {
    var stopping = EarlyStopping(patience: patience, rounds: valid.count)
    for (round, value) in valid.enumerated() {
      let evaluations = [
        Evaluation(set: "train", metric: metric, value: Double(round)),
        Evaluation(set: "valid", metric: metric, value: value),
      ]
      if let kept = stopping.bestRoundCount(after: round, evaluations) { return (round + 1, kept) }
    }
    return nil
  }

  @Test func stopsAfterRoundsWithoutStrictImprovement() throws {
    // Best in round 2; the equal value in round 3 is no improvement; two rounds later it ends.
    let result = try #require(run([5, 3, 3, 4, 1, 1], patience: 2))
    #expect(result == (4, 2))
  }

  @Test func theLastRoundDecides() throws {
    let result = try #require(run([5, 4, 3, 3.5], patience: 50))
    #expect(result == (4, 3))
  }

  @Test func higherIsBetterForTheAreaUnderTheCurve() throws {
    let result = try #require(run([0.5, 0.7, 0.6, 0.6, 0.6], patience: 2, metric: "auc"))
    #expect(result == (4, 2))
  }

  @Test func zeroNeverStops() { #expect(run([5, 6, 7], patience: 0) == nil) }
}
