import MarketData
import Primitives
import TestSupport
import Testing

@Suite("Transfers between forms of a market")
struct MarketTransferTests {
  let bench: TransferBench

  init() throws { bench = try TransferBench() }

  /// The files that the market writes by itself.
  private func own(_ market: MemoryMarket) throws -> [String: [UInt8]] {
    let sink = MemorySink()
    try market.write(to: sink)
    return sink.files
  }

  @Test("the demo keeps its bytes through a folder, a CSV and a packed CSV", arguments: ["m.csv", "m.csv.gz"])
  func demoKeepsItsBytes(_ csv: String) throws {
    let demo = DemoMarket.make()
    let tally = try bench.carry(demo, to: "a")
    #expect(tally.instruments == 124 && tally.days == demo.calendar.count && tally.remarks.isEmpty)
    #expect(differing(try bench.files("a"), try own(demo)).isEmpty)
    try bench.carry(try bench.open("a"), to: csv)
    try bench.carry(try bench.open(csv), to: "b")
    #expect(differing(try bench.files("a"), try bench.files("b")).isEmpty)
  }

  /// Rows of a field that are not those of the others, a field that one stock lacks, a series without rows, a suspended last
  /// day, days that are announced only, a member without data: all that a CSV cannot say by itself.
  @Test func whatACSVCannotSayIsInItsCompanion() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 6)
    tiny.add("SH600000", first: 1, close: [10, .nan, 10.1, .nan])
    tiny.shorten("factor", of: "SH600000", by: 2)
    tiny.add("SZ000002", close: [3, 3, 3, 3, 3, 3])
    tiny.drop("volume", of: "SZ000002")
    tiny.add("SZ000004", close: [])
    tiny.list("SZ000005")
    let sink = MemorySink()
    try tiny.market.write(to: sink)
    for (path, bytes) in sink.files { try bench.place.write(bytes, to: "a/" + path) }
    let future = (sink.files["calendars/day.txt"] ?? []) + Array("2024-01-09\n2024-01-10\n".utf8)
    try bench.place.write(future, to: "a/calendars/day_future.txt")
    try bench.carry(try bench.open("a"), to: "m.csv")
    try bench.carry(try bench.open("m.csv"), to: "b")
    #expect(differing(try bench.files("a"), try bench.files("b")).isEmpty)
    let text = try FileReader.text(bench.place.path("m.csv"))
    #expect(
      text.hasPrefix(
        "instrument,datetime,open,close,volume,factor,change\nSH600000,2024-01-02,10.0,10.0,1000000.0,1.0,\n"))
  }

  @Test("a window, a universe and fields are what they say, and indexes stay")
  func selection() throws {
    let demo = DemoMarket.make()
    let days = demo.calendar.days
    let tally = try bench.carry(
      demo, to: "a", .init(start: days[100], end: days[199], universe: "csi300", fields: ["close", "$factor"]))
    let market = try bench.open("a")
    #expect(tally.days == 100 && market.calendar.days == Array(days[100...199]))
    #expect(try market.fieldNames() == ["close", "factor"])
    let members = try demo.universe("csi300").clamped(to: days[100]...days[199])
    #expect(try market.universe("csi300") == members)
    let indexes = try demo.universe("index").instruments
    #expect(market.recordedInstruments == (members.instruments + indexes).sorted())
    for instrument in members.instruments {
      let (here, there) = (try market.series("close", of: instrument), demo.series("close", of: instrument))
      for index in 0..<100 {
        let (left, right) = (here?[index] ?? .nan, there?[index + 100] ?? .nan)
        #expect(left == right || (left.isNaN && right.isNaN), "\(instrument) \(index)")
      }
    }
  }

  @Test("an index in 'all' moves to 'index', a fake instrument stays behind, both named")
  func indexAndFake() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 3)
    tiny.add("SH600000", close: [1, 2, 3])
    tiny.add("SH000300", close: [1, 2, 3])
    tiny.add("DAILY_ALL", close: [1, 2, 3])
    let tally = try bench.carry(tiny.market, to: "a")
    #expect(tally.moved == [code("SH000300")] && tally.strangers == [code("DAILY_ALL")])
    let files = try bench.files("a")
    #expect(files["instruments/all.txt"] == Array("SH600000\t2024-01-01\t2024-01-03\n".utf8))
    #expect(files["instruments/index.txt"] == Array("SH000300\t2024-01-01\t2024-01-03\n".utf8))
    #expect(files.keys.contains { $0.contains("daily_all") } == false)
    #expect(tally.json["left_out"]?["no_exchange_code"] == ["DAILY_ALL"])
  }

  @Test("only a fake instrument, an unknown field and a window without days are refused")
  func nothing() throws {
    var tiny = TinyMarket(from: "2024-01-01", days: 3)
    tiny.add("DAILY_ALL", close: [1, 2, 3])
    let market = tiny.market
    func id(_ selection: MarketTransfer.Selection) -> String? {
      diagnostic { try bench.carry(market, to: "a", selection) }?.id
    }
    #expect(id(.init()) == "transfer.nothing")
    #expect(id(.init(fields: ["vwap"])) == "transfer.field")
    #expect(id(.init(start: day("2025-01-01"))) == "transfer.no-days")
    #expect(id(.init(start: day("2024-01-03"), end: day("2024-01-02"))) == "transfer.no-days")
    #expect(try bench.place.contents().isEmpty, "nothing is left of them")
  }

  @Test("a transfer that stops leaves the folder and the CSV as they were, and the next one is whole")
  func interrupted() throws {
    struct Stop: Error {}
    let demo = DemoMarket.make()
    var tiny = TinyMarket(from: "2024-01-01", days: 3)
    tiny.add("SH600000", close: [1, 2, 3])
    for name in ["a", "m.csv"] {
      try bench.carry(tiny.market, to: name)
      let before = try TransferBench.files(in: bench.place.path)
      do {
        var sink = try MarketSinks.open(bench.place.path(name))
        try sink.begin(calendar: demo.calendar, universes: [], fields: ["close"])
        let stock = code("SH600000")
        try sink.write(stock, ["close": FieldSeries(start: 0, values: [9])])
      }
      #expect(differing(try TransferBench.files(in: bench.place.path), before).isEmpty, "\(name)")
      try bench.carry(demo, to: name)
      #expect(try bench.open(name).calendar == demo.calendar)
    }
  }

  @Test("a folder of others, a companion of others, a place that is only read are refused")
  func places() throws {
    let demo = DemoMarket.make()
    try bench.place.write("mine", to: "mine/a.txt")
    #expect(diagnostic { try bench.carry(demo, to: "mine") }?.id == "output.not-ours")
    try bench.place.write("{}", to: "m.json")
    #expect(diagnostic { try bench.carry(demo, to: "m.csv") }?.id == "transfer.companion")
    #expect(try FileReader.text(bench.place.path("m.json")) == "{}")
    for place in ["http://somewhere", "tdx:somewhere"] {
      #expect(diagnostic { _ = try MarketSinks.open(place) }?.id == "transfer.no-sink")
    }
  }

  @Test("names of universes that lead out of the folder are refused")
  func names() throws {
    var sink = try MarketSinks.open(bench.place.path("a"))
    let calendar = TradingCalendar(days: [day("2024-01-02")])
    for name in ["../all", ".all", "", "a/b"] {
      #expect(
        diagnostic {
          try sink.begin(calendar: calendar, universes: [Universe(name: name, members: [])], fields: [])
        }?.id == "transfer.name")
    }
  }
}

@Suite(
  "The real market through its forms", .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence))
)
struct RealMarketTransferTests {
  /// The market's files; its list of indexes is not in the order of codes, in which lists are written.
  private func real() throws -> [String: [UInt8]] {
    var files = try TransferBench.files(in: SharedMaterial.path("market/cn"))
    let lines = (files["instruments/index.txt"] ?? []).split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    files["instruments/index.txt"] = Array((lines.sorted().joined(separator: "\n") + "\n").utf8)
    return files
  }

  @Test("bins to bins, and its last year to a CSV and back, byte for byte")
  func realMarket() throws {
    let bench = try TransferBench()
    let real = try Markets.open(SharedMaterial.path("market/cn"))
    let tally = try bench.carry(real, to: "a")
    #expect(tally.instruments == 755 && tally.remarks.isEmpty)
    #expect(differing(try bench.files("a"), try self.real()).isEmpty)
    let start = real.calendar[real.calendar.count - 250]
    try bench.carry(real, to: "b", .init(start: start))
    try bench.carry(real, to: "m.csv", .init(start: start))
    try bench.carry(try bench.open("m.csv"), to: "c")
    #expect(differing(try bench.files("b"), try bench.files("c")).isEmpty)
  }

  @Test("cut at a day and updated from the whole, it is the whole, byte for byte")
  func updated() throws {
    let bench = try TransferBench()
    let real = try Markets.open(SharedMaterial.path("market/cn"))
    let end = real.calendar[real.calendar.count - 21]
    try bench.carry(real, to: "a", .init(end: end))
    let update = try MarketUpdate(try bench.open("a"), from: real)
    #expect(update.tally.days.count == 20 && update.tally.rebased.isEmpty)
    try bench.carry(update.market, to: "a")
    #expect(differing(try bench.files("a"), try self.real()).isEmpty)
  }
}
