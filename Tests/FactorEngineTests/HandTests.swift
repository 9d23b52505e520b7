import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// Windows of a handful of prices, calculated by hand.
@Suite struct HandTests {
  private func values(_ text: String, _ closes: [Double]) throws -> [Float] {
    let market = RawMarket.make(RawMarket.days(from: "2024-01-01", count: closes.count), [.init("SH600000", closes)])
    let table = try FactorEngine(market: market, factors: [try Factor(name: "F", text: text)])
      .compute(FactorScope(.instruments([InstrumentID(canonical: "SH600000")])))
    let block = try #require(table.blocks.first)
    return block.rows.indices.map { block[$0, 0] }
  }

  private func expect(_ text: String, _ closes: [Double], _ expected: [Float]) throws {
    let values = try values(text, closes)
    let matches =
      values.count == expected.count
      && zip(values, expected).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    #expect(matches, "\(text): \(values)")
  }

  @Test func windowsSkipMissingValues() throws {
    let x: [Double] = [4, 2, 8, .nan, 6]
    try expect("Sum($close,3)", x, [4, 6, 14, 10, 14])
    try expect("Mean($close,2)", x, [4, 3, 5, 8, 6])
    try expect("Max($close,2)", x, [4, 4, 8, 8, 6])
    try expect("Min($close,3)", x, [4, 2, 2, 2, 6])
    try expect("Med($close,3)", x, [4, 3, 4, 5, 7])
    try expect("Count($close,2)", x, [1, 2, 2, 1, 1])
    // The missing row's place wins: 2nd of 2, then 1st of 2.
    try expect("IdxMax($close,2)", x, [1, 1, 2, 2, 1])
    try expect("Rank($close,3)", x, [1, 0.5, 1, .nan, 0.5])
    try expect("Var($close,2)", x, [.nan, 2, 18, .nan, .nan])
    try expect("Mad($close,3)", x, [0, 1, Float(20.0 / 9), 3, 1])
    try expect("Quantile($close,3,0.5)", x, [4, 3, 4, 5, 7])
  }

  /// Weights 1 and 1/2 of the newest and the one before: (2 + 4/2) / (1 + 1/2). A window below 1 counts nothing.
  @Test(arguments: ["Mean", "Sum", "Max", "Count"]) func windowBelowOneIsTheExponentialMean(name: String) throws {
    try expect("\(name)($close,0.5)", [4, 2], [4, Float(8.0 / 3)])
  }

  @Test func shiftsLeaveMissingEnds() throws {
    let x: [Double] = [4, 2, 8, .nan, 6]
    try expect("Ref($close,2)", x, [.nan, .nan, 4, 2, 8])
    try expect("Ref($close,-1)", x, [2, 8, .nan, 6, .nan])
    try expect("Ref($close,0)", x, [4, 4, 4, 4, 4])
    try expect("Delta($close,1)", x, [.nan, -2, 6, .nan, .nan])
    try expect("Ref($close,9)", x, [.nan, .nan, .nan, .nan, .nan])
  }

  /// A line has its own slope, nothing left, and a squared correlation of 1.
  @Test func aLineHasItsOwnSlope() throws {
    let x: [Double] = [1, 3, 5, 7, 9]
    try expect("Slope($close,3)", x, [.nan, 2, 2, 2, 2])
    try expect("Resi($close,3)", x, [.nan, 0, 0, 0, 0])
    try expect("Rsquare($close,3)", x, [.nan, 1, 1, 1, 1])
    // Weights 1/3 and 2/3, then divided by the two observations once more.
    try expect("WMA($close,2)", [3, 6], [3, 2.5])
    try expect("Corr($close,0-$close,3)", x, [.nan, -1, -1, -1, -1])
    try expect("Cov($close,$close,2)", x, [.nan, 2, 2, 2, 2])
  }

  @Test func comparisonsWithMissingAreFalse() throws {
    let x: [Double] = [4, 2, 8, .nan, 6]
    try expect("$close>3", x, [1, 0, 1, 0, 1])
    try expect("$close!=$close", x, [0, 0, 0, 1, 0])
    try expect("Mean($close>3,2)", x, [1, 0.5, 0.5, 0.5, 0.5])
    try expect("If($close>3,1,-1)", x, [1, -1, 1, -1, 1])
  }

  /// As qlib 0.9.7 calculates: a comparison with None is one with a missing value, `If` keeps it as missing, and a
  /// covariance with None is that of the series with itself.
  @Test func noneComparesAsMissing() throws {
    let x: [Double] = [4, 2, 8, .nan, 6]
    for sign in [">", ">=", "<", "<=", "=="] {
      try expect("$close\(sign)None", x, [0, 0, 0, 0, 0])
      try expect("(Ref($close>3,1))\(sign)None", x, [0, 0, 0, 0, 0])
    }
    try expect("None!=$close", x, [1, 1, 1, 1, 1])
    for sign in ["|", "&"] { try expect("Ref($close>3,1)\(sign)None", x, [0, 0, 0, 0, 0]) }
    try expect("Sign(If($close>3,$close,None))", x, [1, .nan, 1, .nan, 1])
    try expect("If($close>3,$close,None)", x, [4, .nan, 8, .nan, 6])
    try expect("If($close>3,None,$close)+1", x, [.nan, 3, .nan, .nan, .nan])
    try expect("Mean(If($close>3,$close,None),2)", x, [4, 4, 8, 8, 6])
    try expect("$close*(None==None)", x, [4, 2, 8, .nan, 6])
    try expect("Cov($close,None,2)", x, [.nan, 2, 18, .nan, .nan])
  }

  /// Variances of (4, 2), (4, 2, 8) and (4, 2, 8, 6): 2, 28/3 and 20/3.
  @Test(arguments: ["0", "False", "0.0"]) func covarianceExpandsOverTheLoadedRows(rows: String) throws {
    let x: [Double] = [4, 2, 8, .nan, 6]
    let expected: [Float] = [.nan, 2, Float(28.0 / 3), Float(28.0 / 3), Float(20.0 / 3)]
    try expect("Cov($close,$close,\(rows))*1", x, expected)
    // The other operand asks for one row more, and its covariance begins there.
    let days = RawMarket.days(from: "2024-01-01", count: 5)
    let market = RawMarket.make(days, [.init("SH600000", x)])
    for (text, first) in [("*1", [Float.nan, .nan, 2]), ("+0*Sum($close>0,2)", [18, 18, Float(28.0 / 3)])] {
      let table = try FactorEngine(
        market: market, factors: [try Factor(name: "F", text: "Cov($close,$close,\(rows))\(text)")]
      ).compute(FactorScope(.instruments([InstrumentID(canonical: "SH600000")]), start: days[2]))
      let block = try #require(table.blocks.first)
      let values = block.rows.indices.map { block[$0, 0] }
      #expect(zip(values, first).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }, "\(text): \(values)")
    }
  }

  @Test func infinitiesAndEmptiness() throws {
    try expect("Mean(1/($close-2),2)", [2, 3, 4], [.nan, 1, 0.75])
    try expect("1/($close-2)", [2, 3], [.infinity, 1])
    #expect(try values("Mean($vwap,5)+$close", [1, 2]).allSatisfy(\.isNaN))
  }

  /// Equal to the whole table, member days only: the window still sees the days before the span.
  @Test func windowsSeeDaysBeforeAMembership() throws {
    let days = RawMarket.days(from: "2024-01-01", count: 6)
    let market = RawMarket.make(days, [.init("SH600000", [1, 2, 3, 4, 5, 6])])
    let universe = Universe(
      name: "u",
      members: [
        .init(
          instrument: InstrumentID(canonical: "SH600000"),
          spans: [.init(start: days[1], end: days[1]), .init(start: days[4], end: days[5])])
      ])
    let table = try FactorEngine(market: market, factors: [try Factor(name: "F", text: "Sum($close,3)")])
      .compute(FactorScope(.universe(universe)))
    let block = try #require(table.blocks.first)
    #expect(block.rows == [1, 4, 5])
    #expect(block.rows.indices.map { block[$0, 0] } == [3, 12, 15])
    var text = ""
    try FactorCSV(table.names) { text += String(decoding: $0, as: UTF8.self) }.add(table)
    #expect(text.hasPrefix("instrument,datetime,F\nSH600000,2024-01-02,3.0\n"))
  }
}
