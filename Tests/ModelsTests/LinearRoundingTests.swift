import Foundation
import Models
import Primitives
import Records
import Testing

/// Models that qlib learned and applied in float32, beside ours in float64 (`Tests/Oracle/make_linear_models.py`).
@Suite struct LinearRoundingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var parameters: LinearParameters
    var model: LinearModel
    /// Of the 100 rows behind the training rows, as qlib's float32 gives them (nnls: float64).
    var scores: [Double]

    var testDescription: String { parameters.estimator.rawValue + " \(parameters.alpha) \(parameters.fitsIntercept)" }
  }

  static let names = ["A", "B", "TWICE_A", "FLAT"]

  static let cases: [Case] = {
    var url = URL(filePath: #filePath)
    for _ in 0..<2 { url.deleteLastPathComponent() }
    let path = url.appending(path: "Oracle/linear/float32.json").path
    let json = try? JSONReader.read(FileReader.bytes(path))
    return (json?.arrayValue ?? []).compactMap { entry in
      guard let estimator = entry["estimator"]?.stringValue.flatMap(LinearParameters.Estimator.init) else { return nil }
      func numbers(_ name: String) -> [Double] { (entry[name]?.arrayValue ?? []).compactMap(\.doubleValue) }
      return Case(
        parameters: LinearParameters(
          estimator: estimator, alpha: entry["alpha"]?.doubleValue ?? 0,
          fitsIntercept: entry["fit_intercept"]?.boolValue ?? false,
          includesValid: entry["include_valid"]?.boolValue ?? false),
        model: LinearModel(
          featureNames: names, weights: numbers("weights"), intercept: entry["intercept"]?.doubleValue ?? .nan),
        scores: numbers("scores"))
    }
  }()

  /// The rows of `LinearModelTests` in float32; the last feature nearly repeats the sum of the first two.
  private static func rows() throws -> TrainingRows {
    var rows = try LinearModelTests.rows()
    let columns = rows.frame.columns.map { column in (0..<rows.frame.rowCount).map { Float(column.values[$0]) } }
    var narrow = columns
    for row in columns[3].indices { narrow[3][row] = columns[0][row] + columns[1][row] + 0x1p-12 * Float(row % 7) }
    rows.frame = try Frame(
      keys: rows.frame.keys,
      columns: zip(names, narrow).map { Column(feature: $0, $1) } + [Column(label: "LABEL0", narrow[4])])
    return rows
  }

  @Test func everyEstimatorIsThere() {
    #expect(Set(Self.cases.map(\.parameters.estimator)).count == 4)
    #expect(Self.cases.allSatisfy { $0.scores.count == 100 && $0.model.weights.count == 4 })
  }

  @Test(arguments: cases)
  func recordedScoresLieWithinTheirBounds(wanted: Case) throws {
    let frame = try Self.rows().frame
    let scores = Array(try wanted.model.scores(of: frame)[300...])
    let bounds = Array(wanted.model.bounds(of: frame)[300...])
    for row in scores.indices {
      #expect((scores[row] - wanted.scores[row]).magnitude <= bounds[row], "\(row)")
      let sum = zip(wanted.model.weights, frame.columns(of: "feature")).reduce(wanted.model.intercept.magnitude) {
        $0 + ($1.0 * $1.1.values[300 + row]).magnitude
      }
      // By hand: a unit for each of four products, and two of the score and of the intercept, neither above the sum.
      #expect(bounds[row] <= 8 * 0x1p-24 * sum)
    }
  }

  @Test(arguments: cases)
  func anotherSolutionLiesWithinTheResolution(wanted: Case) throws {
    let rows = try Self.rows()
    let fit = try LinearFit(wanted.parameters, on: rows)
    let own = try fit.model.scores(of: rows.frame)
    let theirs = try wanted.model.scores(of: rows.frame)
    let squares = (0..<300).map { (own[$0] - theirs[$0]) * (own[$0] - theirs[$0]) }.reduce(0, +)
    let difference = (squares / 300).squareRoot()
    // Non-negative squares are solved in float64 on both sides: their sums of Double leave 1e-12.
    #expect(difference <= max(fit.resolution, 1e-12), "\(difference) \(fit.resolution)")
    let mean = own[..<300].reduce(0, +) / 300
    let spread = (own[..<300].map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 300).squareRoot()
    // By hand: the fourth feature leaves the sum of the first two by 2⁻¹¹ root mean square, what is left of the labels
    // is below 1 and S by rows is below 1.5, so that least squares leave 2⁻²³ × 1.5 × 2¹¹ < 0.001 open; the scores
    // deviate by 0.3. A descent without a penalty does not end here: what it leaves open is told as it is.
    if spread > 0, wanted.parameters.estimator != .lasso || wanted.parameters.alpha > 0 {
      #expect(fit.resolution < spread / 4, "\(fit.resolution) \(spread)")
    }
  }

  /// With float64 features nothing is left open but what the last bits of a double can move: by hand, S by rows is below
  /// 1.3, the weights below 1, what is left of the labels by the least singular value below 4, and two directions are
  /// kept, so that 2⁻⁵² × 1.3 × (1 + 4) × √2 is below 1e-14.
  @Test func doublesLeaveNothingOpen() throws {
    let rows = try LinearModelTests.rows()
    #expect(try LinearFit(LinearParameters(), on: rows).resolution < 1e-14)
    #expect(try LinearFit(LinearParameters(estimator: .ridge, alpha: 1), on: rows).resolution < 1e-14)
    let model = try LinearModel(LinearParameters(), on: rows)
    #expect(model.bounds(of: rows.frame).allSatisfy { $0 < 1e-14 })
  }

  /// A unit in the last place of each feature moves a score by that of the weights' magnitudes.
  @Test func inputsThatMoveWidenTheBounds() throws {
    let frame = try Self.rows().frame
    let model = LinearModel(featureNames: Self.names, weights: [1, -2, 0, 0], intercept: 0)
    let (still, moved) = (model.bounds(of: frame), model.bounds(of: frame, inputUnits: 1))
    let (a, b) = (frame.columns[0].values, frame.columns[1].values)
    for row in 0..<frame.rowCount {
      let units = Double(Float(a[row]).ulp) + 2 * Double(Float(b[row]).ulp)
      #expect(moved[row] - still[row] >= units && moved[row] - still[row] < units * 1.001)
    }
  }
}
