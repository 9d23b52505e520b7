import MarketData
import Preview
import Primitives
import Records
import Simulation
import TestSupport
import Testing

@Suite("Accounts that a user states") struct GivenAccountTests {
  private func read(_ text: String) throws -> GivenAccount {
    let folder = try TemporaryFolder()
    return try GivenAccount(file: try folder.write(text, to: "account"))
  }

  @Test(
    "CSV and JSON say the same, in any order and spelling of codes",
    arguments: [
      "instrument,amount,sellable\nSZ000002,250,\nCASH,1000.5,\n600000.SH,1000,400\n",
      "\u{FEFF}amount,instrument,sellable,days\r\n1000.5,CASH,,\r\n1000,sh600000,400,\r\n250,SZ000002,,1\r\n",
      """
      {"cash": "1000.5", "holdings": [{"instrument": "SH600000", "amount": 1000, "sellable": 400},
       {"instrument": "sz.000002", "amount": 250}]}
      """,
    ])
  func bothForms(_ text: String) throws {
    let account = try read(text)
    #expect(account.cash == Money(units: 10_005_000))
    #expect(account.holdings.map(\.instrument.name) == ["SH600000", "SZ000002"])
    #expect(account.holdings.map(\.shares) == [1000, 250] && account.holdings.map(\.sellable) == [400, 250])
  }

  @Test(
    "what contradicts itself or cannot be counted is refused",
    arguments: [
      "", "instrument,amount\nSH600000,100\n", "instrument,amount\nCASH,1\nCASH,1\n", "instrument,amount\nCASH,-1\n",
      "instrument,amount\nCASH,\n", "instrument,amount\nCASH,nan\n", "instrument,amount\nCASH,inf\n",
      "instrument,amount\nCASH,1e300\n", "instrument,amount\nCASH,1\nSH600000,100\n600000.SH,100\n",
      "instrument,amount\nCASH,1\nSH600000,0\n", "instrument,amount\nCASH,1\nSH600000,-100\n",
      "instrument,amount\nCASH,1\nSH600000,1.5\n", "instrument,amount\nCASH,1\nSH600000,1e18\n",
      "instrument,amount\nCASH,1\nSH600000,\n", "instrument,amount\nCASH,1\nABC,100\n",
      "instrument,amount\nCASH,1\n600000,100\n", "instrument,amount,sellable\nCASH,1,\nSH600000,100,101\n",
      "instrument,amount,sellable\nCASH,1,\nSH600000,100,-1\n", "instrument,amount,selable\nCASH,1,1\n",
      "instrument,amount,sellable\nCASH,1,1\n", "instrument,amount,days\nCASH,1,\nSH600000,100,-1\n", "{", "[]", "{}",
      #"{"cash": null}"#, #"{"cash": 1, "holding": []}"#, #"{"cash": 1, "holdings": {}}"#,
      #"{"cash": 1, "holdings": [{"instrument": "SH600000"}]}"#,
      #"{"cash": 1, "holdings": [{"instrument": "SH600000", "amount": true}]}"#,
      #"{"cash": 1, "holdings": [{"instrument": "SH600000", "amount": 9223372036854775807}]}"#,
    ])
  func refused(_ text: String) throws {
    let error = #expect(throws: Diagnostic.self) { try read(text) }
    #expect(error?.exit == .input, "\(String(describing: error))")
  }

  @Test(arguments: [0, -1, Int.max, 100_000_000_001])
  func capitalOutOfRange(_ yuan: Int) {
    let error = #expect(throws: Diagnostic.self) { try GivenAccount(capital: yuan) }
    #expect(error?.id == "preview.capital")
  }

  /// SZ000002 leads, so that SH600000 leaves; of its 1,050 shares 450 may be sold, of which 400 are whole lots.
  @Test func noMoreIsSoldThanMayBe() throws {
    let days = RawMarket.days(from: "2024-01-02", count: 3)
    let market = RawMarket.make(
      days, [RawMarket.Stock("SH600000", [10, 10, 10]), RawMarket.Stock("SZ000002", [5, 5, 5])])
    let fixture = try PreviewFixture(topk: 1, nDrop: 1, capital: 100_000, start: days[1])
    let scores = PreviewFixture.scores(days, [("SH600000", 0.1), ("SZ000002", 0.9)])
    let given = try read("instrument,amount,sellable\nCASH,1000,\nSH600000,1050,450\n")
    let list = try PreviewOrderList(
      fixture.instance, .init(given: given), scores: .init(table: scores), market: market, on: days[2])
    let sale = try #require(list.orders.lines.first { $0.action == .sell })
    #expect(sale.shares == 400 && sale.isCut && sale.amount == Money(yuan: 4000))
    // 650 of 1,150 shares' worth of 11,500 yuan stay.
    #expect(abs(sale.targetWeight - 6500 / 11_500) < 1e-12)
    #expect(sale.reason.english.hasSuffix("Only 450 of 1,050 shares may be sold."))
    #expect(list.orders.next == NextTradingDay(day("2024-01-05"), .calendar) && list.holdingsOf == nil)
    #expect(
      Set(list.findings.map(\.id)) == ["signal.cash-short", "signal.odd-lots"])
  }
}
