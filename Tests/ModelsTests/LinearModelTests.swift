import Models
import Primitives
import Testing

/// Linear models by hand, and against qlib's `LinearModel` (`Tests/Oracle/make_linear_models.py`).
@Suite struct LinearModelTests {
  /// 300 rows to train on, 100 behind them, as the script makes them.
  static func rows() throws -> TrainingRows {
    var state: UInt32 = 7
    func next() -> Double {
      state = 1_664_525 &* state &+ 1_013_904_223
      return Double(state >> 8) / 16_777_216 - 0.5
    }
    var columns = [[Double]](repeating: [], count: 4)
    var labels: [Double] = []
    for _ in 0..<400 {
      let (a, b, noise) = (next(), next(), next())
      for (index, value) in [a, b, 2 * a, 0].enumerated() { columns[index].append(value) }
      labels.append(0.75 + a - 0.5 * b + 0.125 * noise)
    }
    let frame = try Frame(
      keys: keys(days: 40, stocks: 10),
      columns: zip(["A", "B", "TWICE_A", "FLAT"], columns).map {
        Column(group: "feature", name: $0, values: .double($1))
      } + [Column(group: "label", name: "LABEL0", values: .double(labels))])
    return TrainingRows(frame: frame, train: 0..<300, valid: 300..<400)
  }

  private static func keys(days: Int, stocks: Int) throws -> RowKeys {
    try RowKeys(
      rows: (0..<(days * stocks)).map {
        (
          TradingDay(daysSince1970: 18_000 + Int32($0 / stocks)),
          InstrumentID(canonical: "SH\(600_000 + $0 % stocks)")
        )
      })
  }

  /// What the script prints. Column 2 repeats column 0 and column 3 is constant: the weights are the
  /// shortest of many.
  struct Case: Sendable {
    var parameters: LinearParameters
    var weights: [Double]
    var intercept: Double
  }

  static let cases = [
    Case(
      parameters: LinearParameters(),
      weights: [0.22105440334749052, -0.6069590911842846, 0.44210880669498076, 0], intercept: 0),
    Case(
      parameters: LinearParameters(fitsIntercept: true, includesValid: true),
      weights: [0.19747841847569197, -0.511138105056923, 0.3949568369513839, 0],
      intercept: 0.7471100363275873),
    Case(
      parameters: LinearParameters(estimator: .ridge, alpha: 10),
      weights: [0.20493897133603245, -0.44163450124887654, 0.4098779426720656, 0], intercept: 0),
    Case(
      parameters: LinearParameters(estimator: .ridge, alpha: 0.5, fitsIntercept: true),
      weights: [0.19719593687427744, -0.5016100465301848, 0.39439187374855633, 0],
      intercept: 0.7475596452005694),
    Case(
      parameters: LinearParameters(estimator: .lasso, alpha: 0.01),
      weights: [0, -0.49461338797172655, 0.5231925761786114, 0], intercept: 0),
    Case(
      parameters: LinearParameters(estimator: .lasso, alpha: 0.002, fitsIntercept: true),
      weights: [0, -0.4884902622563508, 0.4890272613665274, 0], intercept: 0.7478135947252232),
    Case(
      parameters: LinearParameters(estimator: .lasso),
      weights: [1.0989924853104147, -0.6069590846681366, 0.0031397656798112495, 0], intercept: 0),
    Case(parameters: LinearParameters(estimator: .lasso, alpha: 5), weights: [0, 0, 0, 0], intercept: 0),
    Case(parameters: LinearParameters(estimator: .nnls), weights: [0, 0, 0.5494962426552074, 0], intercept: 0),
    Case(
      parameters: LinearParameters(estimator: .nnls, fitsIntercept: true, includesValid: true),
      weights: [0, 0, 0.4837048525150232, 0], intercept: 0.7581023167428281),
  ]

  @Test(arguments: cases)
  func agreesWithQlib(wanted: Case) throws {
    let model = try LinearModel(wanted.parameters, on: Self.rows())
    #expect(zip(model.weights, wanted.weights).allSatisfy { abs($0 - $1) < 1e-12 }, "\(model.weights)")
    #expect(abs(model.intercept - wanted.intercept) < 1e-12)
  }

  /// y = 1 + 2a, exactly; the row with a missing feature is not learned from.
  @Test func aStraightLine() throws {
    let keys = try Self.keys(days: 1, stocks: 4)
    let frame = try Frame(
      keys: keys, columns: [Column(feature: "A", [0, 1, 2, .nan]), Column(label: "L", [1, 3, 5, 99])])
    let rows = TrainingRows(frame: frame, train: 0..<4, valid: nil)
    let model = try LinearModel(LinearParameters(fitsIntercept: true), on: rows)
    #expect(abs(model.weights[0] - 2) < 1e-14 && abs(model.intercept - 1) < 1e-14)
    let scores = try model.scores(of: frame)
    #expect(abs(scores[2] - 5) < 1e-14)
    #expect(scores[3].isNaN)
    let other = try Frame(keys: keys, columns: [Column(feature: "B", [0, 1, 2, 3])])
    let error = #expect(throws: Diagnostic.self) { try model.scores(of: other) }
    #expect(error?.summary.arguments["here"] == "B" && error?.summary.arguments["there"] == "A")
  }

  @Test func nothingToLearnFromIsRefused() throws {
    let frame = try Frame(
      keys: Self.keys(days: 1, stocks: 2), columns: [Column(feature: "A", [1, .nan]), Column(label: "L", [.nan, 1])])
    let error = #expect(throws: Diagnostic.self) {
      try LinearModel(LinearParameters(), on: TrainingRows(frame: frame, train: 0..<2, valid: nil))
    }
    #expect(error?.id == "model.empty")
  }

  /// Saved weights are checked as they are read.
  @Test(arguments: [
    #"{"intercept":1,"weights":[{"name":"a","weight":1},{"name":"a","weight":2}]}"#,
    #"{"intercept":1,"intercept":2,"weights":[{"name":"a","weight":1}]}"#,
    #"{"intercept":1,"weights":[{"name":"a","weight":1e999}]}"#, #"{"intercept":null,"weights":[]}"#,
    #"{"intercept":1,"weights":[{"name":"a","weight":null}]}"#,
    #"{"intercept":1,"weights":[{"name":"\ud800","weight":1}]}"#,
    #"{"weights":[{"name":"a","weight":1}]}"#, "[]", "{", "",
  ])
  func damagedWeightsAreRefused(text: String) {
    let error = #expect(throws: Diagnostic.self) { try LinearKind().weights(Array(text.utf8), path: "weights.json") }
    #expect(error?.id == "model.folder" && error?.exit == .input)
  }
}
