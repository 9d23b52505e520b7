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
  func alpha158(code: String) throws {
    let golden = try Oracle.array("alpha158/\(code)")
    let table = try compute(.alpha158, FactorScope(.instruments([InstrumentID(canonical: code)])))
    let block = try #require(table.blocks.first)
    #expect(block.rows.count == golden.columns)
    for (column, name) in table.names.enumerated() {
      let wrong = block.rows.indices.count { !Oracle.same(block[$0, column], golden[column, $0]) }
      #expect(wrong == 0, "\(name)")
    }
  }

  @Test func names() throws {
    let list = try Oracle.json("alpha158/expressions.json")
    let text = String(decoding: list.canonical, as: UTF8.self)
    for (name, expression) in FactorSet.alpha158.columns {
      #expect(text.contains("\"\(name)\""))
      #expect(text.contains("\"\(expression)\""), "\(name)")
    }
    #expect(FactorSet.alpha158.columns.count == 158)
    let wide = String(decoding: try Oracle.json("alpha158/alpha360_expressions.json").canonical, as: UTF8.self)
    for (name, expression) in FactorSet.alpha360.columns {
      #expect(wide.contains("\"\(name)\"") && wide.contains("\"\(expression)\""), "\(name)")
    }
    #expect(FactorSet.alpha360.columns.count == 360)
  }

  @Test(arguments: ["2011-06-15", "2015-07-08", "2018-10-11", "2021-02-18", "2025-04-07"])
  func membersOfADay(text: String) throws {
    let golden = try Oracle.array("alpha158/csi300_\(text)")
    let day = try #require(TradingDay(text))
    // Values depend on where the running sums began: the whole history is asked for.
    let scope = FactorScope(.universe(try Oracle.market.universe("csi300")), end: day)
    let members = try Oracle.market.universe("csi300").members.filter { member in
      member.spans.contains { $0.start <= day && day <= $0.end }
    }
    #expect(members.count == golden.rows)
    _ = scope
    let table = try compute(.alpha158, FactorScope(.instruments(Array(members.map(\.instrument).prefix(12))), end: day))
    let index = try #require(table.calendar.index(of: day))
    for (place, block) in table.blocks.enumerated() {
      let row = try #require(block.rows.firstIndex(of: Int32(index)))
      for (column, name) in table.names.enumerated() {
        #expect(Oracle.same(block[row, column], golden[place, column]), "\(block.instrument) \(name)")
      }
    }
  }

  @Test func alpha360() throws {
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
