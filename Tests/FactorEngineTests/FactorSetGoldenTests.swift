import FactorEngine
import MarketData
import Primitives
import Testing

/// qlib's own sets against its own values.
@Suite(.enabled(if: Oracle.isPresent, Oracle.absence)) struct FactorSetGoldenTests {
  private static let codes = [
    "SH600000", "SH600519", "SH600601", "SH600930", "SH603296", "SH688506", "SZ000831", "SZ001391", "SZ002129",
    "SZ002625", "SZ002739", "SZ300413",
  ]

  private func compute(_ set: FactorSet, _ scope: FactorScope) throws -> FactorTable {
    try FactorEngine(market: Oracle.market, factors: try set.factors()).compute(scope)
  }

  @Test(arguments: codes)
  func alpha158EqualsQlibsBits(code: String) throws {
    let golden = try Oracle.array("alpha158/\(code)")
    let table = try compute(.alpha158, FactorScope(.instruments([InstrumentID(canonical: code)])))
    let block = try #require(table.blocks.first)
    #expect(block.rows.count == golden.columns)
    for (column, name) in table.names.enumerated() {
      let wrong = block.rows.indices.count { !Oracle.same(block[$0, column], golden[column, $0]) }
      #expect(wrong == 0, "\(name)")
    }
  }

  @Test(arguments: [(FactorSet.alpha158, "expressions"), (.alpha360, "alpha360_expressions")])
  func namesAndExpressions(set: FactorSet, file: String) throws {
    let list = try Oracle.json("alpha158/\(file).json")
    #expect(list["names"]?.arrayValue?.compactMap(\.stringValue) == set.columns.map(\.name))
    #expect(list["expressions"]?.arrayValue?.compactMap(\.stringValue) == set.columns.map(\.expression))
  }

  @Test(arguments: ["2011-06-15", "2015-07-08", "2018-10-11", "2021-02-18", "2025-04-07"])
  func membersOfADay(text: String) throws {
    let golden = try Oracle.array("alpha158/csi300_\(text)")
    let day = try #require(TradingDay(text))
    let codes = try #require(golden.header["instruments"]?.arrayValue).compactMap(\.stringValue)
    let members = try Oracle.market.universe("csi300").members.filter { member in
      member.spans.contains { $0.start <= day && day <= $0.end }
    }
    #expect(members.map(\.instrument.name).filter(Set(codes).contains) == codes)
    // Twelve of them, spread out: the whole history before the day is computed.
    let chosen = stride(from: 0, to: codes.count, by: codes.count / 12).map { $0 }
    let table = try compute(
      .alpha158, FactorScope(.instruments(chosen.map { InstrumentID(canonical: codes[$0]) }), end: day))
    let index = try #require(table.calendar.index(of: day))
    for (place, block) in zip(chosen, table.blocks) {
      let row = try #require(block.rows.firstIndex(of: Int32(index)))
      for (column, name) in table.names.enumerated() {
        #expect(Oracle.same(block[row, column], golden[place, column]), "\(block.instrument) \(name)")
      }
    }
  }

  @Test func alpha360EqualsQlibsBits() throws {
    let golden = try Oracle.array("alpha158/alpha360_SZ002739")
    let table = try compute(.alpha360, FactorScope(.instruments([InstrumentID(canonical: "SZ002739")])))
    let block = try #require(table.blocks.first)
    let first = try #require(golden.header["first_calendar_index"]?.intValue ?? block.rows.first.map { Int($0) })
    let offset = try #require(block.rows.firstIndex(of: Int32(first)))
    for (column, name) in table.names.enumerated() {
      let wrong = (0..<golden.columns).count { !Oracle.same(block[offset + $0, column], golden[column, $0]) }
      #expect(wrong == 0, "\(name)")
    }
  }
}
