import MarketData
import Primitives
import Records
import TestSupport
import Testing

@Suite("通达信's files")
struct TDXMarketTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private static func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  private static func half(_ value: UInt16) -> [UInt8] { [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }

  private static func record(_ date: UInt32, _ close: UInt32, _ volume: UInt32, amount: Float = 1e6) -> [UInt8] {
    [date, close - 1, close + 2, close - 3, close, amount.bitPattern, volume, 65_536].flatMap(word)
  }

  private func day(_ name: String, _ records: [UInt8]...) throws {
    try place.write(records.flatMap(\.self), to: "v/\(name.prefix(2))/lday/\(name).day")
  }

  private func open() throws -> any Market { try Markets.open("tdx:" + place.path("v")) }

  @Test("prices in hundredths and thousandths, volumes in shares and lots, by kind of code")
  func units() throws {
    try day("sh600000", Self.record(20_240_102, 1020, 500), Self.record(20_240_104, 1030, 600))
    try day("sz000001", Self.record(20_240_103, 999, 7))
    try day("sh510300", Self.record(20_240_102, 3456, 9))
    try day("sh900901", Self.record(20_240_102, 456, 9))
    try day("sz200002", Self.record(20_240_102, 456, 9))
    try day("sh000300", Self.record(20_240_102, 343_210, 80))
    try day("bj430047", Self.record(20_240_102, 1500, 11))
    try day("sh777777", Self.record(20_240_102, 10, 1))
    try day("sz300001")
    let market = try open()
    func cell(_ name: String, _ field: String, _ index: Int = 0) throws -> Float? {
      try market.series(field, of: code(name))?[index]
    }
    #expect(try cell("SH600000", "close") == 10.2 && cell("SH600000", "open") == 10.19)
    #expect(try cell("SH600000", "high") == 10.22 && cell("SH600000", "low") == 10.17)
    #expect(try cell("SH600000", "volume") == 500 && cell("SH600000", "amount") == 1e6)
    #expect(try cell("SH600000", "close", 1)?.isNaN == true && cell("SH600000", "close", 2) == 10.3)
    #expect(try cell("SH510300", "close") == 3.456 && cell("SH510300", "volume") == 900)
    #expect(try cell("SH900901", "close") == 0.456 && cell("SZ200002", "close") == 4.56)
    #expect(try cell("SH000300", "close") == 3432.1 && cell("SH000300", "volume") == 8000)
    #expect(try market.universe("all").instruments.map(\.name) == ["BJ430047", "SH600000", "SZ000001"])
    #expect(try market.universe("index").instruments.map(\.name) == ["SH000300"])
    #expect(try market.universe("other").instruments.map(\.name) == ["SH510300", "SH900901", "SZ200002"])
    #expect(try market.fieldNames()?.contains("factor") == false, "prices are raw")
    #expect(try market.formFindings().map(\.finding.id) == ["market.tdx-unknown"])
  }

  @Test("with a file of factors beside it the prices are adjusted")
  func factors() throws {
    try day("sh600000", Self.record(20_240_102, 1000, 500), Self.record(20_240_103, 500, 1000))
    try place.write("instrument,day,factor\nSH600000,2024-01-02,1\nSH600000,2024-01-03,2\n", to: "v/factors.csv")
    let market = try open()
    #expect(try market.series("close", of: code("SH600000"))?.values(in: 0..<2) == [10, 10])
    #expect(try market.series("volume", of: code("SH600000"))?.values(in: 0..<2) == [500, 500])
  }

  @Test("a cut file, impossible days and days out of order are refused with file and record")
  func damage() throws {
    func fault() -> Diagnostic? { diagnostic { _ = try open() } }
    #expect(fault()?.id == "tdx.missing")
    for (bytes, id, record) in [
      (Self.record(20_240_102, 10, 1).dropLast(), "tdx.length", nil),
      (Self.record(20_241_302, 10, 1)[...], "tdx.date", 1), (Self.record(20_240_106, 10, 1)[...], "tdx.date", 1),
      ((Self.record(20_240_103, 10, 1) + Self.record(20_240_102, 10, 1))[...], "tdx.order", 2),
      ((Self.record(20_240_103, 10, 1) + Self.record(20_240_103, 10, 1))[...], "tdx.order", 2),
    ] as [(ArraySlice<UInt8>, String, Int?)] {
      try day("sh600000", Array(bytes))
      let found = fault()
      #expect(found?.id == id && found?.exit == .input && found?.place?.file.hasSuffix("sh600000.day") == true)
      #expect(found?.summary.arguments["record"] == record.map { .count($0) })
    }
  }

  private static func bar(_ day: (Int, Int, Int), _ minute: UInt16, _ close: Float, _ volume: UInt32) -> [UInt8] {
    let date = UInt16((day.0 - 2004) * 2048 + day.1 * 100 + day.2)
    return half(date) + half(minute)
      + [close.bitPattern, close.bitPattern, close.bitPattern, close.bitPattern, Float(1).bitPattern, volume, 0]
      .flatMap(word)
  }

  @Test("minutes are quotes: the last bar that has ended, and the shares of the day so far")
  func minutes() throws {
    let bars =
      Self.bar((2024, 1, 2), 900, 9.9, 5) + Self.bar((2024, 1, 3), 571, 10.01, 100)
      + Self.bar((2024, 1, 3), 572, 10.02, 50)
    try place.write(bars, to: "v/sh/minline/sh600000.lc1")
    try place.write(Self.bar((2024, 1, 3), 575, 5.5, 7), to: "v/sz/fzline/sz000001.lc5")
    let source = MinuteBarFolder.source(place.path("v"))
    let stocks = [code("SH600000"), code("SZ000001"), code("SH600001")]
    func quotes(_ minute: Int) throws -> [RawQuote] {
      try source.snapshot(of: stocks, at: MarketTime(TestSupport.day("2024-01-03"), minute: minute))
    }
    #expect(try quotes(570).isEmpty, "the day before does not count")
    #expect(try quotes(571).map(\.price) == [10.01] && quotes(571).map(\.volume) == [100])
    #expect(try quotes(576).map(\.price) == [10.02, 5.5] && quotes(576).map(\.volume) == [150, 7])
    try place.write(
      Self.bar((2024, 1, 3), 571, 1, 1) + Self.bar((2024, 1, 3), 571, 1, 1), to: "x/sh/minline/sh600000.lc1")
    let other = MinuteBarFolder.source(place.path("x"))
    #expect(
      diagnostic { _ = try other.snapshot(of: stocks, at: MarketTime(TestSupport.day("2024-01-03"), minute: 600)) }?.id
        == "tdx.minute-order")
    #expect(MinuteBarFolder.source(place.path("none")) is MinuteBars)
  }
}
