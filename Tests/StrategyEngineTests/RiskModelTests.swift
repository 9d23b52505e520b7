import Primitives
import StrategyEngine
import TestSupport
import Testing

/// qlib's estimators on drawn returns (`Tests/Oracle/make_risk_models.py`).
///
/// Two implementations of BLAS add in different orders: sums of some hundred products differ by about 1e-14 of their
/// terms, and eigenvectors by that over the relative distance of eigenvalues, here 1e-2 at the least.
@Suite struct RiskModelTests {
  private let golden: [String: [String: [Double]]]

  init() throws {
    let folder = try #require(RepositoryRoot.folder) + "/Tests/Oracle/risk"
    golden = try RiskGolden.read(folder + "/estimators.csv.gz")
  }

  /// The script's numbers, by the same whole numbers.
  private static func draw(_ i: Int, _ j: Int, _ salt: Int) -> Double {
    let sum: Int = i * 7919 + j * 104_729 + i * j * 31 + salt * 15_485_863
    let x: Int = sum % 1_000_003
    let mixed: Int = x * x + 12345 * x + 6789 * (i + 1) * (j + 3)
    return Double(mixed % 1_000_003) / 1_000_003 - 0.5
  }

  private static func returns(_ days: Int, _ stocks: Int, missing: Bool) -> Matrix {
    var values: [Double] = []
    for j in 0..<stocks {
      for i in 0..<days {
        let isMissing = missing && ((i * 5 + j * 3) % 17 == 0 || i == 0)
        let market: Double = 0.03 * draw(i, 0, 1) * (1 + draw(0, j, 2))
        let sector: Double = 0.06 * draw(i, 0, 3) * draw(0, j, 4)
        let own: Double = 0.02 * draw(i, j, 5)
        values.append(isMissing ? .nan : market + sector + own + 0.001)
      }
    }
    return Matrix(rows: days, columns: stocks, values: values)
  }

  private static let small = returns(40, 12, missing: true)
  private static let plain = returns(40, 12, missing: false)
  /// The example's first row, which is missing, is left away.
  private static let masked = Matrix(
    rows: 39, columns: 12, values: (0..<12).flatMap { column in (1..<40).map { small[$0, column] } })

  @Test(
    arguments: StructuredCovariance.FactorModel.allCases.flatMap { model in
      ["small", "plain", "centred", "fractions", "tall", "wide"].map { (model, $0) }
    } + [(.pca, "many"), (.pca, "widefull")])
  func structuredIsThatOfQlib(factorModel: StructuredCovariance.FactorModel, name: String) throws {
    var model = StructuredCovariance()
    model.factorModel = factorModel
    var returns = Self.small
    model.factors = 3
    switch name {
    case "plain": returns = Self.plain
    case "centred": model.assumesCentred = true
    case "fractions": (model.factors, model.scalesReturns) = (2, false)
    case "tall": (model.factors, returns) = (4, Self.returns(150, 12, missing: true))
    case "wide": (model.factors, returns) = (5, Self.returns(60, 502, missing: true))
    case "many": model.factors = 10
    case "widefull": (model.factors, returns) = (8, Self.returns(10, 502, missing: true))
    default: break
    }
    let recorded = try #require(golden["structured \(factorModel.rawValue) \(name)"])
    let found = try #require(model.components(returns))
    try RiskGolden.check(found.exposures, recorded["exposures"])
    try RiskGolden.checkUpper(found.covariance, recorded["covariance"])
    try RiskGolden.check(
      Matrix(rows: found.variances.count, columns: 1, values: found.variances), recorded["variances"])
    if returns.columns < 100 { try RiskGolden.checkUpper(found.whole, recorded["whole"]) }
  }

  @Test(arguments: POETCovariance.Method.allCases, [0, 2])
  func poetIsThatOfQlib(method: POETCovariance.Method, factors: Int) throws {
    for threshold in [0.3, 1.0] {
      var model = POETCovariance()
      (model.method, model.factors, model.threshold, model.options.missing) = (method, factors, threshold, .fill)
      let text = threshold == 1 ? "1" : "0.3"
      try RiskGolden.checkUpper(
        model.covariance(Self.small), golden["poet \(method.rawValue) \(factors) \(text) fill"]?["whole"])
    }
  }

  @Test func poetWithoutMissingReturnsIsThatOfQlib() throws {
    var model = POETCovariance()
    (model.factors, model.options.assumesCentred, model.options.scalesReturns) = (3, true, false)
    try RiskGolden.checkUpper(model.covariance(Self.plain), golden["poet soft 3 1 plain"]?["whole"])
  }

  /// qlib gives no number at all here either.
  @Test(arguments: [RiskOptions.Missing.ignore, .mask])
  func poetOverHolesIsMissing(missing: RiskOptions.Missing) throws {
    var model = POETCovariance()
    model.options.missing = missing
    let found = model.covariance(Self.small)
    #expect(found.values.allSatisfy { $0.isNaN })
    try RiskGolden.checkUpper(found, golden["poet soft 0 1 \(missing.rawValue)"]?["whole"])
  }

  @Test(
    arguments: ShrunkCovariance.Target.allCases,
    [
      ("lw", ShrunkCovariance.Intensity.ledoitWolf), ("oas", .oracleApproximating), ("0.0", .fixed(0)),
      ("0.3", .fixed(0.3)), ("1.0", .fixed(1)),
    ])
  func shrinkageIsThatOfQlib(target: ShrunkCovariance.Target, intensity: (String, ShrunkCovariance.Intensity)) throws {
    guard intensity.0 != "oas" || target == .constantVariance else {
      #expect(ShrunkCovariance(intensity.1, towards: target) == nil)
      return
    }
    var model = try #require(ShrunkCovariance(intensity.1, towards: target))
    let name = "shrink \(target.rawValue) \(intensity.0) "
    for (missing, returns) in [(.fill, Self.small), (.mask, Self.masked), (.ignore, Self.plain)]
      as [(RiskOptions.Missing, Matrix)]
    {
      model.options.missing = missing
      try RiskGolden.checkUpper(model.covariance(returns), golden[name + missing.rawValue]?["whole"])
    }
    (model.options.missing, model.options.assumesCentred, model.options.scalesReturns) = (.mask, true, false)
    try RiskGolden.checkUpper(model.covariance(Self.masked), golden[name + "centred"]?["whole"])
  }

  /// A missing return of `ignore` leaves no mean variance, and so no estimate of any stock.
  @Test func shrinkageOverHolesIsMissing() throws {
    let model = try #require(ShrunkCovariance(.fixed(0.3)))
    try RiskGolden.checkUpper(model.covariance(Self.small), golden["shrink const_var 0.3 holes"]?["whole"])
  }

  @Test func sharesBeyondOneAreRefused() {
    #expect(ShrunkCovariance(.fixed(-0.1)) == nil && ShrunkCovariance(.fixed(1.1)) == nil)
  }

  @Test func moreFactorsThanStocksGiveNothing() {
    var model = StructuredCovariance()
    model.factors = 13
    #expect(model.components(Self.small) == nil)
  }

  /// [[2, 1], [1, 2]] is 3 on (1, 1)/√2 and 1 on (1, -1)/√2: one factor leaves 0.5 of each variance and drops -0.5, whose
  /// root of squares is √0.5 beside √10.
  @Test func aCovarianceIsHeldByItsFirstEigenvectors() throws {
    let covariance = Matrix(rows: 2, columns: 2, values: [2, 1, 1, 2])
    let (one, dropped) = try #require(StructuredCovariance.Components.leading(covariance, 1))
    #expect(isNear(one.covariance[0, 0], 3))
    #expect(isNear(one.variances[0], 0.5) && isNear(one.variances[1], 0.5))
    #expect(isNear(dropped, (0.05).squareRoot()))
    let (both, nothing) = try #require(StructuredCovariance.Components.leading(covariance, 2))
    #expect(both.variances == [0, 0] && nothing < 1e-15)
    for (value, other) in zip(both.whole.values, covariance.values) { #expect((value - other).magnitude < 1e-14) }
    let three = StructuredCovariance.Components.leading(covariance, 3)
    #expect(three == nil)
  }
}
