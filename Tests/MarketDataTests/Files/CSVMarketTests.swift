import Foundation
import MarketData
import Primitives
import Records
import TestSupport
import Testing

@Suite("Markets in CSV files")
struct CSVMarketTests {
  let place: TemporaryFolder

  init() throws { place = try TemporaryFolder() }

  private func open(_ name: String) throws -> any Market { try Markets.open(MarketPlaces([place.path(name)])) }
  private func fault(_ name: String) -> Diagnostic? { diagnostic { _ = try open(name) } }

  private static let daily = "date,symbol,open,high,low,close,volume,amount\n"

  @Test("AIstock's daily route: a file a stock, codes in mixed forms, the index apart")
  func dailyRoute() throws {
    try place.write(
      Self.daily
        + "2024-01-02,600000.SH,10,10.5,9.9,10.2,1000,10200\n2024-01-04,SH600000,10.2,10.4,10.1,10.3,2000,20600\n",
      to: "d/600000.SH.csv")
    try place.write(Self.daily + "2024-01-03,000001,5,5,5,5,7,35\n", to: "d/sz000001.csv")
    try place.write(
      Gzip.pack(Array((Self.daily + "2024-01-02,000300.SH,1,1,1,1,1,1\n").utf8)), to: "d/000300.SH.csv.gz")
    let market = try open("d")
    #expect(market.calendar.days == [day("2024-01-02"), day("2024-01-03"), day("2024-01-04")])
    #expect(try market.universe("all").instruments == [code("SH600000"), code("SZ000001")])
    #expect(try market.universe("index").instruments == [code("SH000300")])
    #expect(try market.fieldNames() == ["amount", "close", "high", "low", "open", "volume"])
    let close = try #require(try market.series("close", of: code("SH600000")))
    #expect(close[0] == 10.2 && close[1].isNaN && close[2] == 10.3 && close.range == 0..<3)
    #expect(try market.series("volume", of: code("SZ000001"))?[1] == 7)
    #expect(try market.universe("all").members[1].spans == [.init(start: day("2024-01-03"), end: day("2024-01-03"))])
  }

  @Test("Chinese headers, a byte order mark, compact dates, a nameless column")
  func chineseHeaders() throws {
    try place.write(
      "\u{FEFF},日期,代码,开盘,最高,最低,收盘,成交量,成交额,换手率\n0,20240102,SH600000,1,4,0.5,2,3,6,0.1\n1,2024/01/03,SH600000,1,4,0.5,2.5,3,6,0.1\n",
      to: "m.csv")
    let market = try open("m.csv")
    let stock = code("SH600000")
    let values = try ["open", "high", "low", "close", "volume", "amount"].map { try market.series($0, of: stock)?[0] }
    #expect(values == [1, 4, 0.5, 2, 3, 6])
    #expect(try market.series("close", of: stock)?[1] == 2.5)
    let finding = try #require(try market.formFindings().first?.finding)
    #expect(finding.id == "market.csv-unread" && finding.evidence.english.contains("换手率"))
  }

  @Test("rows out of order are sorted, and a note says so")
  func unsorted() throws {
    try place.write("instrument,datetime,close\nSH600000,2024-01-03,3\nSH600000,2024-01-02,2\n", to: "m.csv")
    let market = try open("m.csv")
    #expect(try market.series("close", of: code("SH600000"))?.values(in: 0..<2) == [2, 3])
    #expect(try market.formFindings().map(\.finding.id) == ["market.csv-unsorted"])
    try place.write("instrument,datetime,close\nSH600000,2024-01-02,2\nSH600000,2024-01-03,3\n", to: "s.csv")
    #expect(try open("s.csv").formFindings().isEmpty)
    try place.write("instrument,datetime,close\nSH600000,2024-01-02,2\nSH600000,2024-01-03,3", to: "s.csv")
    #expect(try open("s.csv").formFindings().map(\.finding.id) == ["market.csv-open"], "3 may have been 3.1")
  }

  @Test(
    "what cannot be read is refused with file and line, exit 3",
    arguments: [
      ("instrument,datetime,close\nSH600000,2024-01-02,1\nSH600000,2024-01-02,2\n", "market.csv-duplicate", 3),
      ("instrument,datetime,close\nSH600000,2024-01-02,1\nSH600000,2024-01-03\n", "csv.width", 3),
      ("instrument,datetime,close\nSH600000,2024-01-02,1\nSH600000,2024-0", "csv.width", 3),
      ("instrument,datetime,close\nSH600000,2024-01-02,ten\n", "csv.number", 2),
      ("instrument,datetime,close\nSH600000,2024-13-02,1\n", "csv.day", 2),
      ("instrument,datetime,close\n600000,2024-01-02,1\n", "csv.instrument", 2),
      ("instrument,datetime,close\n", "market.csv-empty", nil),
      ("instrument,datetime\nSH600000,2024-01-02\n", "market.csv-no-field", 1),
      ("instrument,close\nSH600000,1\n", "csv.column", 1), ("datetime,close\n2024-01-02,1\n", "csv.column", 1),
      ("instrument,日期,close,收盘\nSH600000,2024-01-02,1,1\n", "market.csv-column-twice", 1),
    ])
  func damage(_ text: String, _ id: String, _ line: Int?) throws {
    try place.write(text, to: "m.csv")
    let found = fault("m.csv")
    #expect(found?.id == id && found?.exit == .input && found?.place?.line == line, "\(found?.description ?? "")")
  }

  /// 日期 in GBK is C8 D5 C6 DA.
  @Test func headersInGBKAreNamedAsSuch() throws {
    try place.write([0xC8, 0xD5, 0xC6, 0xDA] + Array(",close\n2024-01-02,1\n".utf8), to: "d/SH600000.csv")
    let found = fault("d")
    #expect(found?.id == "text.encoding" && found?.exit == .input)
    #expect(found?.summary.english.contains("GB18030") == true && found?.remedy.english.contains("iconv") == true)
  }

  @Test("a file of the whole market, bare digits, two files of a stock and a foreign row are refused by name")
  func fileNames() throws {
    let row = Self.daily + "2024-01-02,600000.SH,1,1,1,1,1,1\n"
    for (name, id) in [("DAILY_ALL", "market.csv-file-name"), ("600000", "market.csv-file-name")] {
      try place.write(row, to: name + "-folder/" + name + ".csv")
      #expect(fault(name + "-folder")?.id == id, "\(name)")
    }
    try place.write(row, to: "two/SH600000.csv")
    try place.write(row, to: "two/600000.SH.csv")
    #expect(fault("two")?.id == "market.csv-two-files")
    try place.write(row, to: "other/SH600001.csv")
    #expect(fault("other")?.id == "market.csv-other-code" && fault("other")?.place?.line == 2)
  }

  @Test("a CSV that changed since its companion was written is refused")
  func companion() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 3)
    tiny.add("SH600000", close: [1, 2, 3])
    var sink = try MarketSinks.open(place.path("m.csv"))
    _ = try MarketTransfer(tiny.market).run(into: &sink)
    let text = try FileReader.text(place.path("m.csv"))
    try place.write(text + "SH600000,2024-01-04,4,4,1,1,\n", to: "m.csv")
    #expect(fault("m.csv")?.id == "market.companion-digest")
    try FileManager.default.removeItem(atPath: place.path("m.json"))
    #expect(try open("m.csv").calendar.count == 4)
    try place.write(#"{"kind":"market","sha256":"x"}"#, to: "m.json")
    #expect(fault("m.csv")?.id == "market.companion")
  }

  /// Raw 10, 10, 5 with a bonus share before the third day: factors 1, 1, 2; adjusted 10, 10, 10, nothing moved.
  @Test func factorsMakeAdjustedPricesVolumesAndChanges() throws {
    try place.write(
      "date,close,volume,amount\n2024-01-02,10,100,1000\n2024-01-03,10,100,1000\n2024-01-04,5,200,1000\n",
      to: "d/SH600000.csv")
    try place.write("date,close\n2024-01-02,3000\n", to: "d/SH000300.csv")
    try place.write("instrument,day,factor\n600000.SH,2024-01-04,2\n600000.SH,2024-01-01,1\n", to: "d/factors.csv")
    let market = try open("d")
    let stock = code("SH600000")
    func values(_ field: String) throws -> [Float]? { try market.series(field, of: stock)?.values(in: 0..<3) }
    #expect(try values("close") == [10, 10, 10] && values("factor") == [1, 1, 2])
    #expect(try values("volume") == [100, 100, 100] && values("amount") == [1000, 1000, 1000])
    let change = try #require(try values("change"))
    #expect(change[0].isNaN && change[1] == 0 && change[2] == 0)
    #expect(try market.series("factor", of: code("SH000300"))?[0] == 1)
  }

  @Test(
    "factors that are absent, late, twice or not above 0 are refused",
    arguments: [
      ("SZ000001,2024-01-02,1\n", "factors.missing"), ("SH600000,2024-01-03,1\n", "factors.missing"),
      ("SH600000,2024-01-02,1\nSH600000,2024-01-02,2\n", "factors.duplicate"),
      ("SH600000,2024-01-02,0\n", "factors.value"),
    ])
  func factorFaults(_ rows: String, _ id: String) throws {
    try place.write("date,close\n2024-01-02,10\n", to: "d/SH600000.csv")
    try place.write("instrument,day,factor\n" + rows, to: "d/factors.csv")
    #expect(fault("d")?.id == id)
  }
}
