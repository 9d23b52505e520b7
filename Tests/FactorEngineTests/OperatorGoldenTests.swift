import FactorEngine
import MarketData
import Primitives
import Testing

/// 234 expressions against pyqlib's own values, each cell.
@Suite(.enabled(if: Oracle.isPresent, Oracle.absence)) struct OperatorGoldenTests {
  /// Compares each column of a computed table with a reference array; names expression and first difference.
  private func differences(
    _ table: FactorTable, _ cases: [Oracle.OperatorCase], _ golden: Oracle.Array2D, first: Int,
    skipping: Set<String> = []
  ) throws -> [String] {
    let block = try #require(table.blocks.first)
    #expect(block.rows.count == golden.columns)
    #expect(block.rows.first == Int32(first))
    var found: [String] = []
    for (column, item) in cases.enumerated() where !skipping.contains(item.text) {
      var wrong = 0
      var example = ""
      for row in 0..<min(golden.columns, block.rows.count) {
        let (ours, theirs) = (block[row, column], golden[column, row])
        if Oracle.same(ours, theirs) { continue }
        if wrong == 0 { example = "row \(row): \(ours) instead of \(theirs)" }
        wrong += 1
      }
      if wrong > 0 { found.append("\(item.text): \(wrong) cells, \(example)") }
    }
    return found
  }

  private func table(
    _ market: any Market, _ cases: [Oracle.OperatorCase], _ code: String, _ start: String?, _ end: String?
  ) throws -> FactorTable {
    let factors = try cases.map { try Factor(name: $0.text, text: $0.text) }
    let scope = FactorScope(
      .instruments([InstrumentID(canonical: code)]), start: start.flatMap { TradingDay($0) },
      end: end.flatMap { TradingDay($0) })
    return try FactorEngine(market: market, factors: factors).compute(scope)
  }

  @Test func textsTypesAndWindows() throws {
    for item in try Oracle.operatorCases() {
      let result = try Parser.parse(item.text)
      #expect(result.expression.canonicalText == item.canonical)
      #expect(result.expression.extendedWindow == item.window, "\(item.text)")
      #expect(result.type.rawValue == item.type, "\(item.text)")
    }
  }

  @Test(arguments: ["SH600000", "SZ000831", "SZ002739", "SH600601", "SH600519", "SH600930"])
  func aWholeHistoryEqualsTheOracle(code: String) throws {
    let golden = try Oracle.array("operators/\(code)")
    let cases = try Oracle.operatorCases()
    let table = try table(Oracle.market, cases, code, nil, nil)
    let first = try #require(golden.header["first_calendar_index"]?.intValue)
    #expect(try differences(table, cases, golden, first: first) == [])
    #expect(table.failures == [])
  }

  @Test(arguments: ["SH600000", "SZ000831"])
  func queryInsideTheData(code: String) throws {
    let golden = try Oracle.array("operators/range/\(code)_2015H2")
    let cases = try Oracle.operatorCases()
    let table = try table(Oracle.market, cases, code, "2015-07-04", "2015-12-27")
    let first = try #require(golden.header["first_calendar_index"]?.intValue)
    #expect(try differences(table, cases, golden, first: first) == [])
  }

  @Test(arguments: (1...12).map { $0 < 10 ? "EDGE0\($0)" : "EDGE\($0)" })
  func theEdgeMarketEqualsTheOracle(code: String) throws {
    let golden = try Oracle.array("operators_edge/\(code)")
    let cases = try Oracle.operatorCases()
    let refused = try Oracle.json("operators_edge/failures.json")[code]?.arrayValue ?? []
    let expected = Set(refused.compactMap { $0.arrayValue?.first?.stringValue })
    let table = try table(Oracle.edgeMarket, cases, code, nil, nil)
    let first = try #require(golden.header["first_calendar_index"]?.intValue)
    #expect(try differences(table, cases, golden, first: first, skipping: expected) == [])
    #expect(Set(table.failures.map { cases[$0.column].text }) == expected)
  }

  @Test(arguments: ["cross_SH600000", "cross_SZ002739", "missing_SH600000", "missing_SZ002739"])
  func otherInstrumentsAndMissingFields(name: String) throws {
    let header = try Oracle.json("operators/special/\(name).json")
    let golden = try CSVTable(file: Path.join(Oracle.folder, "operators/special/\(name).csv"))
    let code = String(name.suffix(8))
    let ranges = try #require(header["own_rows_per_expression"]?.objectValue)
    let errors = try #require(header["errors"]?.objectValue)
    for (text, range) in ranges.sorted(by: { $0.key < $1.key }) {
      let table = try table(
        Oracle.market, [.init(text: text, canonical: "", type: "", window: .init(left: 0, right: 0))], code,
        "2014-12-01",
        "2015-12-31")
      #expect(table.rowCount == range.arrayValue?[2].intValue, "\(text)")
      let column = try golden.column(text)
      for row in 0..<golden.rowCount {
        let day = try golden.day(row: row, column: 0)
        guard let block = table.blocks.first, let index = table.calendar.index(of: day),
          let place = block.rows.firstIndex(of: Int32(index))
        else {
          #expect(golden.text(row: row, column: column).isEmpty)
          continue
        }
        let theirs = Float(try golden.double(row: row, column: column))
        #expect(Oracle.same(block[place, 0], theirs), "\(text) \(day)")
      }
    }
    for text in errors.keys.sorted() {
      let table = try table(
        Oracle.market, [.init(text: text, canonical: "", type: "", window: .init(left: 0, right: 0))], code,
        "2014-12-01",
        "2015-12-31")
      #expect(table.failures.count == 1, "\(text)")
    }
  }

  @Test(
    arguments: [("market_all", nil, nil), ("market_mid", "2020-03-07", "2020-06-14")] as [(String, String?, String?)])
  func spansOfAUniverseEqualTheOracle(name: String, start: String?, end: String?) throws {
    let golden = try CSVTable(file: Path.join(Oracle.folder, "operators_edge/\(name).csv"))
    let texts = Array(golden.columns.dropFirst(2))
    let factors = try texts.map { try Factor(name: $0, text: $0) }
    let scope = FactorScope(
      .universe(try Oracle.edgeMarket.universe("all")), start: start.flatMap { TradingDay($0) },
      end: end.flatMap { TradingDay($0) })
    let table = try FactorEngine(market: Oracle.edgeMarket, factors: factors).compute(scope)
    #expect(table.rowCount == golden.rowCount)
    var line = 0
    for block in table.blocks {
      for (row, index) in block.rows.enumerated() {
        #expect(golden.text(row: line, column: 0) == block.instrument.name)
        #expect(try golden.day(row: line, column: 1) == table.calendar[Int(index)])
        for column in texts.indices {
          let theirs = Float(try golden.double(row: line, column: column + 2))
          #expect(Oracle.same(block[row, column], theirs), "\(texts[column]) line \(line + 2)")
        }
        line += 1
      }
    }
  }
}
