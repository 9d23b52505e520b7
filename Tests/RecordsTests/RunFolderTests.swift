import Primitives
import Records
import TestSupport
import Testing

struct RunFolderTests {
  private static let report = [
    ReportRow(
      day: day("2024-01-02"), account: 1e8, returnRate: 0, totalTurnover: 0, turnover: 0,
      totalCost: 0, cost: 0, value: 0,
      cash: 1e8, bench: .nan),
    ReportRow(
      day: day("2024-01-03"), account: 99_952_526.76775856, returnRate: 7.035851012915373e-17,
      totalTurnover: 94_946_464.48288773, turnover: 0.9494646448288773,
      totalCost: 47_473.232241443875,
      cost: 0.00047473232241443874, value: 94_946_464.48288777, cash: 5_006_062.284870795,
      bench: -0.001580357551574707),
  ]
  private static let trades = [
    TradeRow(
      day: day("2024-01-03"), instrument: code("SH600000"), direction: .buy, orderAmount: 130.5,
      dealAmount: 100, price: 0.1,
      value: 10, cost: 5, status: .partial, reason: .other("less, \"much\" less")),
    TradeRow(
      day: day("2024-01-03"), instrument: code("SZ000001"), direction: .sell, orderAmount: 7,
      dealAmount: 0, price: .nan,
      value: 0, cost: 0, status: .rejected, reason: .suspended),
  ]
  private static let positions = [
    PositionRow(
      day: day("2024-01-03"), instrument: code("SH600000"), amount: 100, price: 9.5, weight: 0.1,
      countDay: 1)
  ]

  private static func run() throws -> Run {
    Run(
      document: RunDocument(
        origin: .qlibRules, strategy: ["class": "TopkDropoutStrategy"],
        backtest: ["exchange": ["min_cost": 5]],
        configurationDigest: "c0", dataDigest: nil, modelDigest: nil, predictionsDigest: "p0",
        versions: ["aistock": "0"], seed: 7,
        start: day("2024-01-02"), end: day("2024-01-03"), benchmark: ["SH000300"], findings: []),
      report: report, positions: positions, trades: trades,
      predictions: try PanelTable([(day("2024-01-02"), "SH600000", 0.25)]),
      results: QlibResults(values: ["IC": 0.5]),
      metrics: [
        MetricValue(
          name: "IC", convention: "c", formula: "f/1", value: nil, count: 0, reason: .verbatim("none"))
      ])
  }

  @Test func filesAreTheDocumentedOnes() throws {
    let sink = MemorySink()
    try RunFolder.write(try RunFolderTests.run(), to: sink, at: "replayed")
    let names = [
      "metrics.json", "positions.csv", "predictions.csv", "qlib_res.csv", "report.csv", "run.json",
      "trades.csv",
    ]
    #expect(sink.files.keys.sorted() == names.map { "replayed/" + $0 })
    func head(_ name: String) -> String {
      String(decoding: (sink.files["replayed/" + name] ?? []).prefix { $0 != 0x0A }, as: UTF8.self)
    }
    #expect(
      head("report.csv")
        == "datetime,account,return,total_turnover,turnover,total_cost,cost,value,cash,bench")
    #expect(head("positions.csv") == "datetime,instrument,amount,price,weight,count_day")
    #expect(
      head("trades.csv")
        == "datetime,instrument,direction,order_amount,deal_amount,price,value,cost,status,reason")
    #expect(head("predictions.csv") == "datetime,instrument,score")
    #expect(head("qlib_res.csv") == ",0")
    let document = try JSONReader.read(sink.files["replayed/run.json"] ?? [])
    #expect(
      document["origin"] == "local-qlib" && document["costs"] == ["min_cost": 5]
        && document["seed"] == 7)
    #expect(
      document["window"] == ["start": "2024-01-02", "end": "2024-01-03"]
        && document["model_digest"] == .null)
  }

  @Test func digestsAreFoundUnderTheirOldKeysToo() {
    let old: JSONValue = [
      "config_hash": "c", "data_fingerprint": "d", "window_fingerprint": "w", "model_hash": .null,
      "predictions_hash": "",
    ]
    #expect(RunDocument.Digest.allCases.map { $0.value(in: old) } == ["c", "d", "w", nil, nil])
    let new: JSONValue = ["configuration_digest": "n", "config_hash": "o", "predictions_digest": "p"]
    #expect(RunDocument.Digest.allCases.map { $0.value(in: new) } == ["n", nil, nil, nil, "p"])
    #expect(RunDocument.Digest.data.value(in: nil) == nil)
  }

  @Test func writingTwiceGivesTheSameBytes() throws {
    let first = MemorySink()
    let second = MemorySink()
    try RunFolder.write(try RunFolderTests.run(), to: first)
    try RunFolder.write(try RunFolderTests.run(), to: second)
    #expect(first.files == second.files)
  }

  @Test func tablesReadBackToTheSameBits() throws {
    let folder = try TemporaryFolder()
    let report = RunTables.report(RunFolderTests.report)
    let read = try RunTables.readReport(folder.write(report, to: "report.csv"))
    #expect(RunTables.report(read) == report)
    try #require(read.count == 2)
    #expect(read[1] == RunFolderTests.report[1])
    #expect(read[0].bench.isNaN)
    let positions = try RunTables.readPositions(
      folder.write(RunTables.positions(RunFolderTests.positions), to: "positions.csv"))
    #expect(positions == RunFolderTests.positions)
    let trades = try RunTables.readTrades(
      folder.write(RunTables.trades(RunFolderTests.trades), to: "trades.csv"))
    try #require(trades.count == 2)
    #expect(trades[0] == RunFolderTests.trades[0])
    #expect(
      trades[1].price.isNaN && trades[1].status == .rejected && trades[1].reason == .suspended)
  }

  /// An exported workspace says `date`, has no status, and repeats cash and account among positions.
  @Test func exportedFormsAreRead() throws {
    let folder = try TemporaryFolder()
    let positions = try folder.write(
      "date,instrument,amount,price,weight,count_day,value\n2024-01-03,__cash__,,,,,5.0\n"
        + "2024-01-03,SZ000001,2.0,3.0,0.5,4,\n2024-01-03,600000.SH,1.0,3.0,0.5,1,\n2024-01-03,__account_value__,,,,,9.0\n",
      to: "positions.csv")
    #expect(
      try RunTables.readPositions(positions).map(\.instrument.name) == ["SH600000", "SZ000001"])
    let trades = try folder.write(
      "date,seq,instrument,direction,order_amount,deal_amount,price,value,cost\n2024-01-03,0,SH600000,buy,200,200,1,200,5\n"
        + "2024-01-03,1,SH600000,buy,200,100,1,100,5\n2024-01-03,2,SH600000,sell,200,0,1,0,0\n",
      to: "trades.csv")
    #expect(try RunTables.readTrades(trades).map(\.status) == [.filled, .partial, .rejected])
  }

  @Test(arguments: [
    (
      "report",
      "datetime,account,return,total_turnover,turnover,total_cost,cost,value,cash,bench\n2024-01-03,1,0,0,0,0,0,0,1,0\n2024-01-02,1,0,0,0,0,0,0,1,0\n",
      "report.order", 3
    ),
    ("report", "datetime,account\n2024-01-03,1\n", "csv.column", 1),
    (
      "trades",
      "date,instrument,direction,order_amount,deal_amount,price,value,cost\n2024-01-03,SH600000,short,1,1,1,1,1\n",
      "trades.direction", 2
    ),
    (
      "positions", "date,instrument,amount,price,weight,count_day\n2024-01-03,SH600000,1,1,1,1.5\n",
      "csv.integer", 2
    ),
  ])
  func damageIsNamedWithItsLine(kind: String, text: String, id: String, line: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(text, to: "table.csv")
    let found = diagnostic {
      switch kind {
      case "report": _ = try RunTables.readReport(path)
      case "trades": _ = try RunTables.readTrades(path)
      default: _ = try RunTables.readPositions(path)
      }
    }
    #expect(found?.id == id)
    #expect(found?.place?.line == line)
    #expect(found?.place?.file == path)
  }
}
