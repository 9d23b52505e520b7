import Foundation
import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// The users' own tables, the same statements in both databases.
struct UserTableTests {
  /// Two stocks and an index over four days: SH600000 doubles its shares on 2024-01-04, SZ000001 is suspended then.
  static let bars = """
    CREATE TABLE kline_daily (ts_code varchar(16), trade_date date, open_li integer, high_li integer, low_li integer,
      close_li integer, volume_hand bigint, amount_li bigint, pre_close_li integer);
    INSERT INTO kline_daily VALUES
      ('000001.SZ', '2024-01-05', 21000, 21500, 20500, 21000, 300, 630000000, NULL),
      ('600000.SH', '2024-01-02', 9900, 10100, 9800, 10000, 1000, 1000000000, 9500),
      ('600000.SH', '2024-01-03', 10500, 11000, 10400, 11000, 2000, 2200000000, 10000),
      ('600000.SH', '2024-01-04', 5550, 5700, 5500, 5600, 4000, 2240000000, 5500),
      ('600000.SH', '2024-01-05', 5600, 5600, 5600, 5600, 123456789, 2240000000, 5600),
      ('000001.SZ', '2024-01-03', 20000, 20500, 19500, 20000, 100, 200000000, 16000),
      ('000300.SH', '2024-01-02', 3300000, 3310000, 3290000, 3300000, 1, 3300000, NULL),
      ('000300.SH', '2024-01-05', 3366000, 3366000, 3366000, 3366000, 1, 3366000, NULL);
    """
  static let factors = """
    CREATE TABLE adj_factor (ts_code varchar(16), trade_date date, adj_factor numeric(12,4));
    INSERT INTO adj_factor VALUES
      ('600000.SH', '2024-01-02', 1), ('600000.SH', '2024-01-03', 1), ('600000.SH', '2024-01-04', 2),
      ('600000.SH', '2024-01-05', 2), ('000001.SZ', '2024-01-03', 3), ('000001.SZ', '2024-01-04', 3),
      ('000001.SZ', '2024-01-05', 3), ('688001.SH', '2024-01-02', 7);
    """

  static func market(_ kind: TestDatabase.Kind, _ sql: String...) throws -> any Market {
    let database = try TestDatabase(kind)
    for statements in sql { try database.run(statements) }
    return try database.open()
  }

  private static func values(_ market: any Market, _ field: String, _ name: String) throws -> [Float?]? {
    try market.series(field, of: code(name)).map { series in
      series.range.map { series[$0].isNaN ? nil : series[$0] }
    }
  }

  /// Raw × factor: 5.6 × 2 is 11.2. Shares: 400,000 / 2. `change` is that of the published close before, 5.6 / 5.5 - 1.
  @Test(arguments: TestDatabase.Kind.present)
  func pricesArePostAdjustedAndUnitsAreYuanAndShares(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(kind, UserTableTests.bars, UserTableTests.factors)
    func values(_ field: String, _ name: String = "SH600000") throws -> [Float?]? {
      try UserTableTests.values(market, field, name)
    }
    #expect(try values("close") == [10, 11, 11.2, 11.2])
    #expect(try values("open") == [9.9, 10.5, 11.1, 11.2])
    #expect(try values("high") == [10.1, 11, 11.4, 11.2])
    #expect(try values("low") == [9.8, 10.4, 11, 11.2])
    #expect(try values("factor") == [1, 1, 2, 2])
    #expect(try values("volume") == [100_000, 200_000, 200_000, 6_172_839_424])
    #expect(try values("amount") == [1_000_000, 2_200_000, 2_240_000, 2_240_000])
    #expect(
      try values("change") == [Float(10.0 / 9.5 - 1), Float(11.0 / 10 - 1), Float(5.6 / 5.5 - 1), 0])
    // The suspended day has no value at all; without a published close before, closes decide: 63 / 60 - 1.
    #expect(try market.series("close", of: code("SZ000001"))?.range == 1..<4)
    #expect(try values("close", "SZ000001") == [60, nil, 63])
    #expect(try values("factor", "SZ000001") == [3, nil, 3])
    #expect(try values("change", "SZ000001") == [0.25, nil, Float(63.0 / 60 - 1)])
    #expect(try values("close", "SH000300") == [3300, nil, nil, 3366])
    #expect(try values("factor", "SH000300") == [1, nil, nil, 1])
    #expect(try values("change", "SH000300") == [nil, nil, nil, Float(3366.0 / 3300 - 1)])
  }

  /// The raw price comes back: `close` / `factor`, as qlib rounds to lots by it.
  @Test(arguments: TestDatabase.Kind.present)
  func theRawPriceIsCloseByFactor(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(kind, UserTableTests.bars, UserTableTests.factors)
    let close = try #require(try market.series("close", of: code("SH600000")))
    let factor = try #require(try market.series("factor", of: code("SH600000")))
    #expect(close.range.map { close[$0] / factor[$0] } == [10, 11, 5.6, 5.6])
  }

  @Test(arguments: TestDatabase.Kind.present)
  func indexesAreDataAndNoMembersOfAll(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(kind, UserTableTests.bars)
    #expect(market.universeNames == ["all"])
    #expect(
      try market.universe("all").members == [
        .init(instrument: code("SH600000"), spans: [.init(start: day("2024-01-02"), end: day("2024-01-05"))]),
        .init(instrument: code("SZ000001"), spans: [.init(start: day("2024-01-03"), end: day("2024-01-05"))]),
      ])
    #expect(market.hasData(code("SH000300")))
    #expect(market.recordedInstruments == [code("SH000300"), code("SH600000"), code("SZ000001")])
  }

  /// Absent tables are not offered, by name; prices then stand as they are.
  @Test(arguments: TestDatabase.Kind.present)
  func absentTablesAreNamed(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(kind, UserTableTests.bars)
    #expect(try market.fieldNames() == ["amount", "change", "close", "high", "low", "open", "volume"])
    #expect(try market.series("factor", of: code("SH600000")) == nil)
    #expect(try UserTableTests.values(market, "close", "SH600000") == [10, 11, 5.6, 5.6])
    let findings = try market.formFindings().map(\.finding)
    #expect(findings.map(\.id) == ["market.database-calendar", "market.database-units", "market.database-not-offered"])
    #expect(findings[2].severity == .serious)
    #expect(findings[2].evidence.english == "The database has no table adj_factor, daily_basic, moneyflow.")
  }

  @Test(arguments: TestDatabase.Kind.present)
  func theCalendarOfTheExchangeIsUsedWhereItIsThere(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(
      kind, UserTableTests.bars,
      """
      CREATE TABLE trade_cal (exchange text, cal_date text, is_open integer);
      INSERT INTO trade_cal VALUES ('SSE', '20240101', 0), ('SSE', '20231229', 1), ('SSE', '20240102', 1),
        ('SZSE', '20240102', 1), ('SSE', '20240103', 1), ('SSE', '20240104', 1), ('SSE', '20240105', 1),
        ('SSE', '20240106', 0), ('SSE', '20240108', 1);
      """)
    #expect(market.calendar.days == ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"].map(day))
    #expect(market.announcedDays == [day("2024-01-08")])
    #expect(try market.formFindings().map(\.finding.id).contains("market.database-calendar") == false)
  }

  /// Columns keep their names behind a prefix; Tushare's money flows get RD-Agent's names, shares and yuan.
  @Test(arguments: TestDatabase.Kind.present)
  func basicsAndFlowsAreJoinedOnDayAndInstrument(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(
      kind, UserTableTests.bars,
      """
      CREATE TABLE daily_basic (code text, trade_date date, close real, pe double precision, note text);
      INSERT INTO daily_basic VALUES ('SH600000', '2024-01-03', 11, 7.5, 'x'), ('SH600000', '2024-01-05', 5.6, NULL, 'y'),
        ('SH600000', '2030-01-01', 1, 1, 'no bar'), ('SZ000002', '2024-01-03', 1, 1, 'no bar');
      CREATE TABLE moneyflow (ts_code text, trade_date date, buy_sm_vol bigint, sell_elg_amount real, net_mf_amount real);
      INSERT INTO moneyflow VALUES ('000001.SZ', '2024-01-05', 12, 3.5, -1.25);
      """)
    let fields = try #require(try market.fieldNames())
    #expect(
      fields.filter { $0.contains("_") } == ["db_close", "db_pe", "mf_elg_sell_amt", "mf_net_amt", "mf_sm_buy_vol"])
    #expect(try UserTableTests.values(market, "db_pe", "SH600000") == [nil, 7.5, nil, nil])
    #expect(try UserTableTests.values(market, "db_close", "SH600000") == [nil, 11, nil, 5.6])
    #expect(try UserTableTests.values(market, "mf_sm_buy_vol", "SZ000001") == [nil, nil, 1200])
    #expect(try UserTableTests.values(market, "mf_elg_sell_amt", "SZ000001") == [nil, nil, 35_000])
    #expect(try UserTableTests.values(market, "mf_net_amt", "SZ000001") == [nil, nil, -12_500])
  }

  /// A bar whose factor is missing cannot be adjusted: its prices are missing, and said to be.
  @Test(arguments: TestDatabase.Kind.present)
  func aMissingFactorIsNoFactorOfOne(kind: TestDatabase.Kind) throws {
    let market = try UserTableTests.market(
      kind, UserTableTests.bars, UserTableTests.factors,
      "DELETE FROM adj_factor WHERE ts_code = '600000.SH' AND trade_date = '2024-01-03'")
    #expect(try UserTableTests.values(market, "close", "SH600000") == [10, nil, 11.2, 11.2])
    #expect(try UserTableTests.values(market, "volume", "SH600000") == [100_000, nil, 200_000, 6_172_839_424])
    let finding = try #require(
      try market.formFindings().map(\.finding).first { $0.id == "market.database-factor-missing" })
    #expect(finding.evidence.english == "1 bar has no factor in adj_factor, of 1 stock: SH600000.")
  }

  /// Names without a unit: the size decides. Closes of 10,000 beside 10 yuan are li; amount / (close × volume) is 100
  /// where volumes are hands and amounts yuan.
  @Test(
    arguments: TestDatabase.Kind.present,
    [
      (close: 10_000.0, volume: 1000.0, amount: 1e6), (10, 100_000, 1e6), (10, 1000, 1000), (10, 100_000, 100),
      (1000, 1000, 1e9),
    ])
  func theSizeTellsTheUnit(kind: TestDatabase.Kind, row: (close: Double, volume: Double, amount: Double)) throws {
    let prices = (0..<4).map { _ in "\(row.close)" }.joined(separator: ", ")
    let market = try UserTableTests.market(
      kind,
      """
      CREATE TABLE kline_daily (instrument text, day date, open real, high real, low real, close real, volume real,
        amount double precision);
      INSERT INTO kline_daily VALUES ('SH600000', '2024-01-02', \(prices), \(row.volume), \(row.amount));
      CREATE TABLE daily_basic (instrument text, day date, close real);
      INSERT INTO daily_basic VALUES ('SH600000', '2024-01-02', 10);
      """)
    #expect(try UserTableTests.values(market, "close", "SH600000") == [10])
    #expect(try UserTableTests.values(market, "volume", "SH600000") == [100_000])
    #expect(try UserTableTests.values(market, "amount", "SH600000") == [1_000_000])
    let units = try #require(try market.formFindings().map(\.finding).first { $0.id == "market.database-units" })
    #expect(units.evidence.english.hasSuffix("(told by size)."))
  }

  @Test(arguments: TestDatabase.Kind.present)
  func aUnitThatNothingExplainsIsRefused(kind: TestDatabase.Kind) throws {
    let refused = diagnostic {
      _ = try UserTableTests.market(
        kind,
        """
        CREATE TABLE kline_daily (code text, date date, open real, high real, low real, close real, vol real);
        INSERT INTO kline_daily VALUES ('SH600000', '2024-01-02', 70, 70, 70, 70, 5);
        CREATE TABLE daily_basic (code text, date date, close real);
        INSERT INTO daily_basic VALUES ('SH600000', '2024-01-02', 10);
        """)
    }
    #expect(refused?.id == "market.database-unit")
    #expect(refused?.exit == .input)
  }
}
