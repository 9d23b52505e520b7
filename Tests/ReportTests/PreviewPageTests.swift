import Primitives
import Records
import Report
import TestSupport
import Testing

/// What the page of one preview says.
@Suite struct PreviewPageTests {
  private func line(_ name: String, _ side: Direction, rejection: RejectReason? = nil) -> NightResult.OrderList.Line {
    NightResult.OrderList.Line(
      symbol: code(name), side: side, lots: side == .sell ? nil : 14, shares: side == .sell ? 407 : 1400,
      price: Money(units: 1_208_700), amount: Money(units: side == .sell ? 491_940_900 : 1_692_180_000),
      commission: Money(units: 123_000), stampTax: side == .sell ? Money(units: 246_000) : .zero,
      transferFee: Money(units: 4900), weight: side == .sell ? 0.02 : 0, targetWeight: side == .sell ? 0 : 0.0201,
      rank: side == .sell ? 239 : nil, rankCount: side == .sell ? 300 : nil,
      step: side == .sell ? .leaves : .freePlace, rejection: rejection, reason: .verbatim("x"))
  }

  private func input(_ list: NightResult.OrderList?) -> NightResult {
    var input = TinySite.input
    input.previews = [TinySite.preview("first")]
    input.previews[0].orderList = list
    input.previews[0].holdings[0].next = .sell
    return input
  }

  private var list: NightResult.OrderList {
    NightResult.OrderList(
      decidedOn: day("2026-05-08"), note: .verbatim("n"),
      lines: [line("SH688169", .sell, rejection: .limitDown()), line("SZ000792", .buy)], cash: Money(yuan: 200_000),
      totalValue: Money(yuan: 2_000_000),
      rates: FeeRates(
        commission: 0.00025, commissionMinimum: Money(yuan: 5), stampTax: 0.0005, transferFee: 0.00001))
  }

  /// Cash 200,000 + 49,194.09 - 37.39 - 169,218 - 12.79 = 79,925.91 of 1,999,949.82 yuan.
  @Test func theOrderListSaysDayFeesAndCash() throws {
    let pages = try TinySite.pages(input(list))
    let page = try #require(pages["previews/first.html"])
    for part in [
      "2026-05-11", "星期一", "推定，节假日未知", "407 股", "14 手", "120.87", "49,194.09", "12.30", "24.60", "0.49", "37.39",
      "239 / 300", "2.00% → 0.00%", "让位于得分更高者。", "以收盘价论：跌停封板。", "填补空位。", "79,925.91 元", "占 4.00%", "0.025%",
      "first-orders.csv", "卖 1，买 1",
    ] { #expect(page.contains(part), "\(part)") }
    let english = try #require(pages["en/previews/first.html"])
    for part in [
      "Monday", "expected; holidays unknown", "It leaves for a better candidate.", "14 lots", "sell 1, buy 1",
    ] {
      #expect(english.contains(part), "\(part)")
    }
    let table = try #require(pages["previews/first-orders.csv"])
    #expect(table.hasPrefix("day,instrument,side,") && table.contains("2026-05-11,SH688169,sell,,407,120.87,"))
    #expect(pages["en/previews/first-orders.csv"] == table)
    let problems = try TinySite.problems(input(list))
    #expect(problems == [])
  }

  /// A holding that is sold next is marked; its day and its weight stand beside it.
  @Test func holdingsSayWhatTheDayBrought() throws {
    let page = try #require(try TinySite.pages(input(list))["en/previews/first.html"])
    for part in ["sold on the next trading day", "+100.00", "0.11%", "1 holding: 1 with a gain"] {
      #expect(page.contains(part), "\(part)")
    }
  }

  /// Orders that did not trade are counted by rule, and every reason reads in the page's language.
  @Test func rejectsStandByRule() throws {
    let pages = try TinySite.pages(input(list))
    #expect(try #require(pages["previews/first.html"]).contains("停牌：当日无收盘价。"))
    let english = try #require(pages["en/previews/first.html"])
    #expect(english.contains("Suspended") && english.contains("it has no close on this day"))
  }

  /// What stops a list stands in its place, with what to do; no file of orders is published.
  @Test func whatStopsTheListIsSaid() throws {
    let absence = Diagnostic(
      "signal.test", .absent, (en: "There are no scores.", zh: "没有得分。"), remedy: (en: "Predict.", zh: "请预测。"))
    let pages = try TinySite.pages(input(.init(decidedOn: day("2026-05-08"), absence: absence)))
    #expect(try #require(pages["previews/first.html"]).contains("没有得分。"))
    #expect(pages["previews/first-orders.csv"] == nil)
    let problems = try TinySite.problems(input(nil))
    #expect(problems == [])
  }

  /// The benchmark is called by its name, and that of another strategy is not passed off as its own.
  @Test func theBenchmarkHasItsName() throws {
    var input = input(list)
    input.previews[0].benchmark = .init(instrument: code("SH000300"), isOwn: true, values: [1.01, 1.02])
    let own = try #require(try TinySite.pages(input)["previews/first.html"])
    #expect(own.contains("沪深300") && !own.contains("以行情指数代替"))
    input.previews[0].benchmark?.isOwn = false
    let other = try #require(try TinySite.pages(input)["en/previews/first.html"])
    #expect(other.contains("CSI 300") && other.contains("stands in for it"))
  }
}
