import Foundation
import MarketData
import Primitives
import Records
import TestSupport
import Testing

/// The bridge's daily history as a market, against a server that speaks its protocol, and one that does not.
struct BridgeMarketTests {
  private static let token = "a-token-of-the-tests-0123456789"
  private static let fields = ["open", "high", "low", "close", "volume", "amount"]
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Three stocks and an index on six days, one suspended in the middle, as raw bars.
  private static let memory: MemoryMarket = {
    let days = RawMarket.days(from: "2024-01-01", count: 6)
    func bars(_ start: Int, _ closes: [Float]) -> [String: FieldSeries] {
      Dictionary(
        uniqueKeysWithValues: fields.map { field in
          (field, FieldSeries(start: start, values: closes.map { field == "volume" ? $0 * 100 : $0 }))
        })
    }
    func universe(_ name: String, _ members: [(String, Int)]) -> Universe {
      Universe(
        name: name,
        members: members.map { .init(instrument: code($0.0), spans: [.init(start: days[$0.1], end: days[5])]) })
    }
    return MemoryMarket(
      location: "memory", calendar: TradingCalendar(days: days),
      universes: [
        universe("all", [("SH600000", 0), ("SZ000001", 2), ("BJ430047", 1)]), universe("index", [("SH000300", 0)]),
      ],
      bars: [
        code("SH600000"): bars(0, [10, 11.1, 12.3, .nan, 10, 9.5]), code("SZ000001"): bars(2, [20, 21, 22.25, 23]),
        code("BJ430047"): bars(1, [5, 5, 5, 5, 5.125]),
        code("SH000300"): bars(0, [3000, 3001, 3002, 3003, 3004, 3005]),
      ])
  }()

  private static func answer(_ text: String, _ status: String = "200 OK") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nContent-Length: \(text.utf8.count)\r\nConnection: close\r\n\r\n"
      + text
  }

  /// What the bridge says to a request: no row on a day without a close.
  private static func bars(_ request: String) -> String {
    var query: [String: String] = [:]
    let target = request.split(separator: " ")[1]
    for pair in target.drop(while: { $0 != "?" }).dropFirst().split(separator: "&") {
      let parts = pair.split(separator: "=").map(String.init)
      query[parts[0]] = parts[1]
    }
    let (start, end) = (day(query["start"] ?? ""), day(query["end"] ?? ""))
    var bars: [String: JSONValue] = [:]
    for symbol in query["symbols"]?.split(separator: ",") ?? [] {
      guard let close = memory.series("close", of: code(String(symbol))) else { continue }
      let rows = close.range.filter { (start...end).contains(memory.calendar[$0]) && !close[$0].isNaN }
      bars[String(symbol)] = .array(
        rows.map { index in
          .array(
            [.string("\(memory.calendar[index])T00:00:00+08:00")]
              + fields.map { .number(Double(memory.series($0, of: code(String(symbol)))?[index] ?? .nan)) })
        })
    }
    let document: JSONValue = [
      "period": "1d", "columns": .array((["time"] + fields).map { .string($0) }), "bars": .object(bars), "missing": [],
    ]
    return String(decoding: document.canonical, as: UTF8.self)
  }

  /// - Parameters:
  ///   - time: of the bridge's clock.
  ///   - history: what stands in place of sound bars.
  private func server(
    time: String = "2024-01-10T09:00:00.000+08:00", history: String? = nil, status: String = "200 OK"
  ) throws -> LocalServer {
    try LocalServer { connection in
      let isHealth = connection.request.contains("/v1/health")
      connection.send(
        BridgeMarketTests.answer(
          isHealth ? "{\"time\": \"\(time)\"}" : history ?? BridgeMarketTests.bars(connection.request),
          isHealth ? "200 OK" : status))
    }
  }

  private func open(
    _ server: LocalServer?, start: String = "2024-01-01", codes: String = "SH600000\nSZ000001\nBJ430047\nSH000300\n",
    address: String? = nil, factors: String? = nil
  ) throws -> any Market {
    let bridge = address ?? server?.address ?? ""
    try folder.write("{\"bridge\": \"\(bridge)\", \"start\": \"\(start)\"}\n", to: "qmt/bridge.json")
    try folder.write(BridgeMarketTests.token + "\n", to: "qmt/token")
    try folder.write(codes, to: "qmt/instruments.txt")
    if let factors { try folder.write(factors, to: "qmt/factors.csv") }
    return try Markets.open("bridge:" + folder.path("qmt"))
  }

  @Test("a bridge conforms: every series, universe and digest is that of the same bars in memory")
  func conformance() throws {
    let server = try server()
    let market = try open(server)
    try MarketConformance.check(market, like: BridgeMarketTests.memory)
    #expect(
      server.requests.last?.hasPrefix("GET /v1/bars?symbols=BJ430047,SH000300,SH600000,SZ000001&period=1d&start=")
        == true)
    #expect(!server.requests.contains { $0.contains(BridgeMarketTests.token) })
  }

  @Test("a folder with factors gives qlib's units")
  func factors() throws {
    let market = try open(
      try server(),
      factors: "instrument,day,factor\nSH600000,2024-01-01,2\nSZ000001,2024-01-01,1\nBJ430047,2024-01-01,1\n")
    #expect(try market.series("close", of: code("SH600000"))?.values(in: 0..<2) == [20, 22.2])
    #expect(try market.series("volume", of: code("SH600000"))?[0] == 500)
    #expect(try market.series("factor", of: code("SH000300"))?[0] == 1)
  }

  /// The sixth day is 2024-01-08, a Monday; after-hours trading of the day ends at 15:30.
  @Test(
    "a day that is not over by the bridge's clock is not asked for",
    arguments: [("2024-01-08T15:29:59.000+08:00", "2024-01-07"), ("2024-01-08T15:30:00.000+08:00", "2024-01-08")])
  func lastDay(time: String, end: String) throws {
    let server = try server(time: time)
    let market = try open(server)
    #expect(market.calendar.count == (end == "2024-01-08" ? 6 : 5))
    #expect(server.requests.last?.contains("&end=\(end) ") == true)
  }

  @Test("long histories and many stocks come in requests of 50 instruments and 2,000 days")
  func parts() throws {
    let codes = (0..<51).map { "SH60\(String(1000 + $0))\n" }.joined() + "SH600000\tx\ty\n"
    let server = try server()
    let market = try open(server, start: "2016-01-01", codes: codes)
    // 2016-01-01 to 2024-01-09 are 2,931 days: two requests for 50 instruments, two for the other two.
    #expect(server.requests.count { $0.contains("/v1/bars") } == 4)
    #expect(market.recordedInstruments == [code("SH600000")])
    let finding = try #require(try market.formFindings().first?.finding)
    #expect(finding.id == "market.bridge-missing" && finding.evidence.english.hasPrefix("51 of 52 instruments"))
  }

  @Test(
    "an answer that is not the protocol's is refused by name",
    arguments: [
      (#"{"columns": ["time"], "bars": {}}"#, "market.bridge-answer"), (#"{"bars": {}}"#, "market.bridge-answer"),
      ("<p>", "market.bridge-away"),
      (row("SH600009", "2024-01-02"), "market.bridge-answer"), (row("SH600000", "2025-01-02"), "market.bridge-answer"),
      (row("SH600000", "2024-01-02", "2024-01-02"), "market.bridge-answer"), (row("SH600000"), "market.bridge-empty"),
    ])
  func damage(history: String, id: String) throws {
    let found = diagnostic { _ = try open(try server(history: history)) }
    #expect(found?.id == id, "\(String(describing: found))")
    #expect(found?.description.contains(BridgeMarketTests.token) == false)
  }

  private static func row(_ symbol: String, _ days: String...) -> String {
    let rows = days.map { "[\"\($0)T00:00:00+08:00\", 1, 1, 1, 1, 100, null]" }.joined(separator: ", ")
    return #"{"columns": ["time", "open", "high", "low", "close", "volume", "amount"], "bars": {""# + symbol
      + "\": [\(rows)]}}"
  }

  @Test("what the bridge says against a request is told in its words, and a token that it refuses is not shown")
  func refusals() throws {
    let away = try server(
      history: #"{"error": {"id": "qmt.quotes-away", "message": "QMT's quotes cannot be asked."}}"#, status: "503 X")
    let found = diagnostic { _ = try open(away) }
    #expect(found?.id == "market.bridge-away" && found?.exit == .environment)
    #expect(found?.summary.english.contains("qmt.quotes-away: QMT's quotes cannot be asked.") == true)
    let refused = diagnostic { _ = try open(try server(history: "{}", status: "401 X")) }
    #expect(refused?.id == "market.bridge-token" && refused?.description.contains(BridgeMarketTests.token) == false)
  }

  @Test("settings are judged before anything is asked")
  func settings() throws {
    func found(_ settings: String, _ codes: String = "SH600000\n", _ token: String = BridgeMarketTests.token) throws
      -> String?
    {
      try folder.write(settings, to: "b/bridge.json")
      try folder.write(codes, to: "b/instruments.txt")
      try folder.write(token, to: "b/token")
      return diagnostic { _ = try Markets.open("bridge:" + folder.path("b")) }?.id
    }
    let sound = #"{"bridge": "http://127.0.0.1:1", "start": "2024-01-02"}"#
    #expect(try found(sound) == "market.bridge-away")
    #expect(try found(#"{"bridge": "http://10.0.0.1:1", "start": "2024-01-02"}"#) == "market.bridge-address")
    #expect(try found(#"{"bridge": "http://127.0.0.1:1"}"#) == "market.bridge-field")
    #expect(try found(#"{"bridge": "http://127.0.0.1:1", "start": "2024-01-02", "tokn": 1}"#) == "market.bridge-field")
    #expect(try found("{") == "market.bridge-settings")
    #expect(try found(sound, "SH600000\n12345\n") == "market.bridge-code")
    #expect(try found(sound, "SH600000\n", "short") == "market.bridge-token-file")
    #expect(
      diagnostic { _ = try Markets.open("bridge:" + folder.path("none")) }?.id == "market.bridge-settings-missing")
  }

  @Test("the sign of the market follows its values, and a place of a bridge is a folder that is read")
  func stamp() throws {
    let stamp = try Markets.stamp(of: try open(try server()))
    #expect(try Markets.stamp(of: try open(try server())) == stamp)
    let other = BridgeMarketTests.bars("GET /v1/bars?symbols=SH600000&start=2024-01-01&end=2024-01-09 HTTP/1.1")
      .replacingOccurrences(of: "3001", with: "3001.5").replacingOccurrences(of: "9.5", with: "9.25")
    #expect(try Markets.stamp(of: try open(try server(history: other))) != stamp)
    #expect(MarketPlaces("bridge:/data/qmt,demo").inputs.map(\.path) == ["/data/qmt"])
  }

  /// Three days of two stocks; the second is suspended on the second day, and a third is not known to QMT. A lot is 100
  /// shares, and the bridge's clock stands at 15:45 of the last day.
  @Test(
    "the bridge itself, over the scripted broker, is read as its protocol says",
    .enabled(if: BridgeProcess.hasPython, Comment(rawValue: BridgeProcess.absence)))
  func script() throws {
    let bridge = try BridgeProcess(accounts: ["10001234"], at: MarketTime(day("2024-01-04"), minute: 15 * 60 + 45))
    func bar(_ text: String, _ close: Double) -> JSONValue {
      let midnight = (Int(day(text).daysSince1970) * 24 - 8) * 3_600_000
      return [
        .integer(midnight), .number(close - 0.5), .number(close + 1), .number(close - 1), .number(close), 1523,
        .number(close * 152_300),
      ]
    }
    let history: JSONValue = [
      "600000.SH": ["bars": ["1d": [bar("2024-01-02", 10.5), bar("2024-01-03", 10.25), bar("2024-01-04", 11)]]],
      "000001.SZ": ["bars": ["1d": [bar("2024-01-02", 20), bar("2024-01-04", 21)]]],
    ]
    try bridge.folder.write(history.canonical, to: "market.json")
    try bridge.start()
    defer { bridge.stop() }
    let market = try open(nil, start: "2024-01-02", codes: "SH600000\nSZ000001\nSZ000002\n", address: bridge.address)
    #expect(market.calendar.days == [day("2024-01-02"), day("2024-01-03"), day("2024-01-04")])
    #expect(market.recordedInstruments == [code("SH600000"), code("SZ000001")])
    #expect(try market.series("close", of: code("SH600000"))?.values(in: 0..<3) == [10.5, 10.25, 11])
    #expect(try market.series("open", of: code("SH600000"))?[0] == 10)
    let other = try #require(try market.series("volume", of: code("SZ000001")))
    #expect(other[0] == 152_300 && other[1].isNaN && other[2] == 152_300)
    #expect(try market.series("amount", of: code("SZ000001"))?[0] == 3_046_000)
    #expect(try market.formFindings().map(\.finding.id) == ["market.bridge-missing"])
    #expect(try market.universe("all").instruments.count == 2)
  }
}
