import Primitives
import TestSupport
import Testing

/// `aistock models risk`, and the strategy that reads what it writes, through the program.
@Suite("models risk")
struct RiskCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private func risk(market: String = "demo", _ more: String...) throws -> Program.Result {
    try program.run(
      [
        "models", "risk", "--market", market, "--universe", "csi300", "--start", "2024-10-31", "--end", "2024-12-30",
        "--output", "risk",
      ] + more)
  }

  /// The demo with the weights of an index of sixty equal stocks.
  private func writeMarket() throws {
    #expect(try program.run("data", "export", "--market", "demo", "--output", "market").exit == 0)
    for folder in try FileReader.names(in: program.path("market/features")) {
      var bytes = try FileReader.bytes(program.path("market/features/\(folder)/close.day.bin"))
      let bits = Float(1.0 / 60).bitPattern
      for place in bytes.indices.dropFirst(4) { bytes[place] = UInt8(truncatingIfNeeded: bits >> (place % 4 * 8)) }
      try program.temporary.write(bytes, to: "market/features/\(folder)/csi300_weight.day.bin")
    }
  }

  private func backtest() throws -> Program.Result {
    try program.temporary.write(
      """
      port_analysis_config:
          strategy:
              class: EnhancedIndexingStrategy
              kwargs: {signal: <PRED>, riskmodel_root: risk, market: csi300, optimizer_kwargs: {delta: 1.0}}
          backtest:
              start_time: 2024-11-01
              end_time: 2024-12-30
              account: 100000000
              benchmark: SH000300
              exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005, close_cost: 0.0015}

      """, to: "conf.yaml")
    return try program.run(
      "backtest", "--market", "market", "--conf", "conf.yaml", "--pred", Program.demo("demo-faithful") + "/pred.csv.gz",
      "--output", "run", "--json")
  }

  @Test(
    "the strategy of enhanced indexing trades on every day but the first over the risk data",
    arguments: ["structured", "shrink"])
  func strategyOverRiskData(model: String) throws {
    try writeMarket()
    let written = try risk(market: "market", "--model", model, "--json")
    #expect(written.exit == 0)
    let days = try #require(written.json?["days"]?.arrayValue)
    #expect(days.count == 43 && days.first?["day"] == "2024-10-31" && days.first?["stocks"] == 60)
    #expect(written.json?["left_out"] == [])
    #expect((written.json?["dropped"]?.doubleValue != nil) == (model == "shrink"))
    let run = try backtest()
    #expect(run.exit == 0, "\(run.err)")
    let document = try JSONReader.read(file: program.path("run/run.json"), id: "test.json")
    let found = (document["findings"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
    #expect(found.contains("strategy.own-solver"))
    for id in ["no-risk-data", "days-without-risk", "no-index-weights", "no-weights"] {
      #expect(!found.contains("strategy." + id))
    }
    let trades = try CSVTable(file: program.path("run/trades.csv"))
    let traded = Set((0..<trades.rowCount).map { trades.text(row: $0, column: 0) })
    // Orders go by the close of the day before, which qlib's exchange does not have on the first of the 42 days.
    #expect(traded.count == 41 && traded.min() == "2024-11-04")
    // Weights keep within 0.01 of the index, so that a stock has at most 1/60 + 0.01 of 95% of the account, but for
    // what its price gains in a day.
    let positions = try CSVTable(file: program.path("run/positions.csv"))
    let weight = try positions.column("weight")
    let weights = try (0..<positions.rowCount).map { try positions.double(row: $0, column: weight) }
    #expect(weights.allSatisfy { $0 < (1.0 / 60 + 0.01) * 1.1 } && weights.contains { $0 > 0.02 })
  }

  @Test("the same days again give the same bytes, and a folder of others is refused")
  func again() throws {
    #expect(try risk().exit == 0)
    let first = try program.bytes().filter { $0.key.hasPrefix("risk/") }
    #expect(first.count == 43 * 3 + 2)
    let again = try risk()
    #expect(again.exit == 0)
    #expect(again.out.hasPrefix("43 days from 2024-10-31 to 2024-12-30, 60 to 60 stocks a day; 0 days left out"))
    #expect(try program.bytes().filter { $0.key.hasPrefix("risk/") } == first)
    try program.temporary.write("mine", to: "risk/20241231/notes.txt")
    let refused = try risk()
    #expect(refused.exit == 2 && refused.diagnostics == ["output.files-of-others"])
    #expect(try program.bytes()["risk/20241231/notes.txt"] == Array("mine".utf8))
  }

  @Test("a wrong model, universe, period or number of factors is refused by name")
  func refusals() throws {
    #expect(try risk("--model", "barra").exit == 2)
    #expect(try risk("--factors", "0").diagnostics == ["risk.factors"])
    let many = try risk("--factors", "61")
    #expect(many.exit == 3 && many.diagnostics == ["risk.nothing"])
    let universe = try program.run(
      "models", "risk", "--market", "demo", "--universe", "csi900", "--output", "risk")
    #expect(universe.exit == 3 && universe.diagnostics == ["market.universe-missing"])
    #expect(!FileReader.exists(program.path("risk")))
  }
}
