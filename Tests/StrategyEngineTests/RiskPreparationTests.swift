import MarketData
import Primitives
import Records
import StrategyEngine
import TestSupport
import Testing

/// Returns as qlib's example prepares them, and the folders that are written of them.
@Suite struct RiskPreparationTests {
  /// qlib's own example on the real market (`Tests/Oracle/make_risk_models.py`): the bits of every return; the components
  /// of qlib's estimator in float64 to rounding; those that the example writes in float32 to what float32 leaves, which
  /// is 6e-8 of the greatest singular value, some ten times the tenth.
  @Test(.enabled(if: SharedMaterial.isPresent, .init(rawValue: SharedMaterial.absence)))
  func theRealMarketIsThatOfQlib() throws {
    let folder = try #require(RepositoryRoot.folder) + "/Tests/Oracle/risk"
    let golden = try RiskGolden.read(folder + "/market.csv.gz")
    let document = try JSONReader.read(file: folder + "/market.json", id: "test.json")
    let market = try QlibProvider(folder: SharedMaterial.path("market/cn"))
    let preparation = try RiskPreparation(market, universe: "csi300")
    let days = try #require(document["days"]?.arrayValue)
    try #require(days.count == 3)
    for recorded in days {
      let name = try #require(recorded["day"]?.stringValue)
      let index = try #require(market.calendar.index(of: day(name)))
      let returns = try #require(preparation.returns(at: index))
      #expect(returns.withoutReturns.isEmpty && returns.instruments.count == recorded["stocks"]?.intValue)
      let codes = returns.instruments.map(\.name).joined(separator: "\n")
      #expect(SHA256Digest(hashing: codes).hex == recorded["codes_sha256"]?.stringValue)
      // Missing returns are hashed as 9.
      let bytes = returns.values.values.flatMap { value in
        let bits = (value.isNaN ? 9 : Float(value)).bitPattern
        return [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
      }
      #expect(SHA256Digest(hashing: bytes).hex == recorded["returns_sha256"]?.stringValue, "\(name)")
      let found = try #require(StructuredCovariance().components(returns.values))
      let parts = try #require(golden[name])
      let tenth = found.exposures.rowsOnly { $0 % 10 == 0 }
      try RiskGolden.check(tenth, parts["exposures"])
      try RiskGolden.checkUpper(found.covariance, parts["covariance"])
      let specific = Matrix(
        rows: found.variances.count, columns: 1, values: found.variances.map { $0.squareRoot() })
      try RiskGolden.check(specific, parts["specific"])
      try RiskGolden.check(specific, parts["specific float32"], within: 1e-6)
    }
  }

  /// Closes of 10 and 11 in turn, so that returns are 1/10 and -1/11 and both quantiles are those.
  private static func turns(_ count: Int) -> [Float] { (0..<count).map { $0 % 2 == 0 ? 10 : 11 } }

  private static let up = Double(Float(11) / 10 - 1)
  private static let down = Double(Float(10) / 11 - 1)

  /// A close of 50 is clipped on its way up and down. Days 100 and 101 are suspended and count as day 99, so that day 102
  /// has a return over three days. `SH600001` is listed on day 120; `SH600002` has its first close on the last day.
  private static func market() -> MemoryMarket {
    var tiny = TinyMarket(from: "2023-01-02", days: 241)
    var closes = turns(241)
    closes[50] = 50
    closes[100] = .nan
    closes[101] = .nan
    tiny.add("SH600000", close: closes)
    tiny.add("SH600001", first: 120, close: turns(121))
    tiny.add("SH600002", close: [Float](repeating: .nan, count: 240) + [10])
    tiny.add("SH600003", close: turns(200))
    return tiny.market
  }

  @Test func suspendedShortListedAndExtremeReturns() throws {
    let preparation = try RiskPreparation(Self.market(), universe: "all")
    #expect(preparation.returns(at: 238) == nil)
    let found = try #require(preparation.returns(at: 240))
    // SH600003 left the market on day 199.
    #expect(found.instruments == [code("SH600000"), code("SH600001")])
    #expect(found.withoutReturns == [code("SH600002")])
    #expect(found.values.rows == 240 && found.counts == [239, 120])
    // Row 0 is day 1.
    #expect(found.values[0, 0].isNaN)
    #expect(found.values[49, 0] == Self.up && found.values[50, 0] == Self.down)
    #expect(found.values[99, 0] == 0 && found.values[100, 0] == 0 && found.values[101, 0] == Self.down)
    #expect(found.values[119, 1].isNaN && found.values[120, 1] == Self.up)
  }

  @Test func daysAreWrittenAsTheStrategyReadsThem() throws {
    let folder = try TemporaryFolder()
    let days = try RiskDays(
      Self.market(), universe: "all", model: .structured, factors: 2, start: day("2023-11-27"))
    let sink = MemorySink()
    let summary = try days.write(to: sink) { _ in }
    for (path, bytes) in sink.files { try folder.write(bytes, to: "risk/" + path) }
    // Day 235 is 2023-11-27, a Monday; the 240th day is 2023-12-01.
    #expect(summary.days == [day("2023-12-01"), day("2023-12-04")] && summary.stocks == [2, 2])
    #expect(summary.leftOut.map(\.day) == (27...30).map { day("2023-11-\($0)") })
    #expect(
      summary.leftOut.first?.reason.english
        == "The calendar has 236 trading days up to it, and 240 are needed.")
    #expect(summary.withoutReturns == [code("SH600002"): 2] && summary.short == [code("SH600001"): 1])
    let written = try RiskData(root: folder.path + "/risk")
    let data = try #require(written)
    let read = try #require(data.days[day("2023-12-04")])
    #expect(data.days.count == 2 && read.instruments == [code("SH600000"), code("SH600001")])
    let preparation = try RiskPreparation(Self.market(), universe: "all")
    var model = StructuredCovariance()
    model.factors = 2
    let returns = try #require(preparation.returns(at: 240))
    let expected = try #require(model.components(returns.values))
    #expect(read.exposures == (0..<2).flatMap { row in (0..<2).map { expected.exposures[row, $0] } })
    #expect(read.covariance == (0..<2).flatMap { row in (0..<2).map { expected.covariance[row, $0] } })
    #expect(read.specificRisk == expected.variances.map { $0.squareRoot() })
  }

  /// The factors hold the variances whole: exposures by eigenvalues, and the rest.
  @Test(arguments: [RiskDays.Model.poet, .shrink])
  func otherModelsKeepEachVariance(model: RiskDays.Model) throws {
    let sink = MemorySink()
    let days = try RiskDays(Self.market(), universe: "all", model: model, factors: 1, start: day("2023-12-04"))
    let summary = try days.write(to: sink) { _ in }
    #expect(summary.days == [day("2023-12-04")])
    let dropped = try #require(summary.dropped)
    #expect(dropped >= 0 && dropped < 0.6)
    let folder = try TemporaryFolder()
    for (path, bytes) in sink.files { try folder.write(bytes, to: path) }
    let written = try RiskData(root: folder.path)?.days[day("2023-12-04")]
    let read = try #require(written)
    let preparation = try RiskPreparation(Self.market(), universe: "all")
    let returns = try #require(preparation.returns(at: 240)).values
    var shrunk = try #require(ShrunkCovariance(.ledoitWolf))
    shrunk.options.missing = .fill
    var poet = POETCovariance()
    (poet.factors, poet.options.missing) = (1, .fill)
    let whole = model == .poet ? poet.covariance(returns) : shrunk.covariance(returns)
    for stock in 0..<2 {
      let held = read.exposures[stock] * read.exposures[stock] * read.covariance[0]
      #expect(isNear(held + read.specificRisk[stock] * read.specificRisk[stock], whole[stock, stock]))
    }
  }

  @Test func daysWithoutEnoughStocksAreNamed() throws {
    let days = try RiskDays(Self.market(), universe: "all", model: .structured, factors: 3, end: day("2023-12-04"))
    let found = diagnostic { _ = try days.write(to: MemorySink()) { _ in } }
    #expect(found?.id == "risk.nothing" && found?.kind == .absent)
    #expect(found?.summary.english.hasSuffix("2 stocks have returns, fewer than the 3 factors.") == true)
    let before = diagnostic {
      _ = try RiskDays(Self.market(), universe: "all", model: .structured, factors: 3, end: day("2023-11-30"))
    }
    #expect(before?.id == "risk.no-days")
    #expect(
      diagnostic { _ = try RiskDays(Self.market(), universe: "all", model: .poet, factors: 0) }?.id
        == "risk.factors")
    #expect(
      diagnostic { _ = try RiskDays(Self.market(), universe: "none", model: .poet, factors: 1) }?.id
        == "market.universe-missing")
  }
}

extension Matrix {
  fileprivate func rowsOnly(_ isWanted: (Int) -> Bool) -> Matrix {
    let wanted = (0..<rows).filter(isWanted)
    return Matrix(
      rows: wanted.count, columns: columns,
      values: (0..<columns).flatMap { column in wanted.map { self[$0, column] } })
  }
}
