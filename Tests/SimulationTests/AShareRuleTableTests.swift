import Primitives
import Records
import Simulation
import TestSupport
import Testing

/// The table of rules as data, and each rule on hand-computed cases.
@Suite struct AShareRuleTableTests {
  @Test func entriesAreDatedSourcedAndInOrder() throws {
    let entries = AShareRuleTable.entries
    try #require(entries.count > 30)
    for (entry, next) in zip(entries, entries.dropFirst()) where entry.id == next.id {
      #expect(entry.from < next.from, "\(entry.id)")
    }
    // Entries of one name stand together.
    let names = entries.map(\.id)
    let runs = zip(names, names.dropFirst()).count { $0 != $1 } + 1
    #expect(runs == Set(names).count)
    for entry in entries {
      #expect(entry.text.english.hasSuffix(".") && entry.text.chinese.hasSuffix("。"), "\(entry.id)")
      let source = entry.json["source"]?.stringValue ?? ""
      #expect(source.count > 15, "\(entry.id)")
      #expect((entry.json["read_at"] != nil) != (source.hasSuffix("(not looked up)") || source.hasPrefix("convention")))
    }
  }

  @Test func rulesWithoutDataSaySo() {
    let names = AShareRuleTable.notApplied.map(\.id)
    #expect(names == ["limit.st", "first-days.main", "first-days.chinext", "delisting.period", "dividend.tax"])
    #expect(
      AShareRuleTable.notApplied.allSatisfy { $0.json["state"] == "not applied" && $0.json["reason"]?["zh"] != nil }
    )
  }

  struct Limit: Sendable {
    var board: AShareBoard
    var day: String
    var percent: Int
  }

  @Test(arguments: [
    Limit(board: .shanghaiMain, day: "1997-01-02", percent: 10),
    Limit(board: .shenzhenMain, day: "2010-01-04", percent: 10),
    Limit(board: .shanghaiMain, day: "2026-05-08", percent: 10),
    Limit(board: .chiNext, day: "2010-01-04", percent: 10), Limit(board: .chiNext, day: "2020-08-21", percent: 10),
    Limit(board: .chiNext, day: "2020-08-24", percent: 20), Limit(board: .chiNext, day: "2026-05-08", percent: 20),
    Limit(board: .star, day: "2019-07-29", percent: 20), Limit(board: .star, day: "2020-08-21", percent: 20),
    Limit(board: .star, day: "2026-05-08", percent: 20), Limit(board: .beijing, day: "2021-11-16", percent: 30),
    Limit(board: .beijing, day: "2023-08-28", percent: 30), Limit(board: .beijing, day: "2026-05-08", percent: 30),
  ])
  func limitsByBoardAndDate(_ limit: Limit) {
    #expect(
      ASharePriceLimit.rule(limit.board, on: day(limit.day), age: nil, listed: nil) == .percent(limit.percent))
  }

  struct First: Sendable {
    var board: AShareBoard
    var listed: String
    var age: Int
    var limit: ASharePriceLimit
  }

  /// By the rule under which the stock was listed; days are counted from 0.
  @Test(arguments: [
    First(board: .shanghaiMain, listed: "2010-01-04", age: 0, limit: .free),
    First(board: .shanghaiMain, listed: "2010-01-04", age: 1, limit: .percent(10)),
    First(board: .shenzhenMain, listed: "2013-12-12", age: 0, limit: .free),
    First(board: .shenzhenMain, listed: "2014-01-17", age: 0, limit: .issuePrice),
    First(board: .shenzhenMain, listed: "2023-04-07", age: 0, limit: .issuePrice),
    First(board: .shanghaiMain, listed: "2023-04-10", age: 0, limit: .free),
    First(board: .shanghaiMain, listed: "2023-04-10", age: 4, limit: .free),
    First(board: .shanghaiMain, listed: "2023-04-10", age: 5, limit: .percent(10)),
    First(board: .chiNext, listed: "2010-05-04", age: 0, limit: .free),
    First(board: .chiNext, listed: "2020-08-21", age: 0, limit: .issuePrice),
    First(board: .chiNext, listed: "2020-08-24", age: 4, limit: .free),
    First(board: .chiNext, listed: "2020-08-24", age: 5, limit: .percent(20)),
    First(board: .star, listed: "2019-07-22", age: 0, limit: .free),
    First(board: .star, listed: "2019-07-22", age: 4, limit: .free),
    First(board: .star, listed: "2019-07-22", age: 5, limit: .percent(20)),
    First(board: .beijing, listed: "2021-11-15", age: 0, limit: .free),
    First(board: .beijing, listed: "2021-11-15", age: 1, limit: .percent(30)),
    First(board: .beijing, listed: "2024-01-02", age: 1, limit: .percent(30)),
  ])
  func firstDaysHaveTheirOwnLimits(_ first: First) {
    let listed = day(first.listed)
    #expect(
      ASharePriceLimit.rule(first.board, on: listed.advanced(byDays: first.age), age: first.age, listed: listed)
        == first.limit)
  }

  private func tax(_ side: Direction, _ date: String) -> Money {
    AShareFees().cost(side, value: Money(yuan: 100_000), shares: 1_000, board: .shenzhenMain, on: day(date)).stampTax
  }

  /// Of 100,000 yuan: 0.3 % are 300, 0.1 % are 100, 0.05 % are 50.
  @Test func stampTaxByDate() {
    #expect(tax(.buy, "2008-04-23") == Money(yuan: 300) && tax(.sell, "2008-04-23") == Money(yuan: 300))
    #expect(tax(.buy, "2008-09-18") == Money(yuan: 100) && tax(.sell, "2008-09-18") == Money(yuan: 100))
    #expect(tax(.buy, "2008-09-19") == .zero && tax(.sell, "2008-09-19") == Money(yuan: 100))
    #expect(tax(.buy, "2023-08-27") == .zero && tax(.sell, "2023-08-27") == Money(yuan: 100))
    #expect(tax(.buy, "2023-08-28") == .zero && tax(.sell, "2023-08-28") == Money(yuan: 50))
  }

  /// 1,000 shares at 10.20 are 10,200 yuan. Shanghai until 2015-07-31: 0.03 % of 1,000 yuan of face value,
  /// 0.30; Shenzhen 0.00255 % of the value, 0.2601 -> 0.26. From 2015-08-01 0.002 %, 0.204 -> 0.20; from
  /// 2022-04-29 0.001 %, 0.102 -> 0.10. Beijing first 0.0025 %, 0.255 -> 0.26.
  @Test(arguments: [
    (AShareBoard.shanghaiMain, "2015-07-31", 30), (.shanghaiMain, "2015-08-03", 20), (.shanghaiMain, "2022-04-28", 20),
    (.shanghaiMain, "2022-04-29", 10), (.star, "2020-01-02", 20), (.shenzhenMain, "2015-07-31", 26),
    (.chiNext, "2015-08-03", 20), (.shenzhenMain, "2022-04-29", 10), (.beijing, "2022-04-28", 26),
    (.beijing, "2022-04-29", 10), (.beijing, "2024-01-02", 10),
  ])
  func transferFeeByDateAndExchange(board: AShareBoard, date: String, cents: Int64) {
    for side in Direction.allCases {
      let cost = AShareFees().cost(side, value: Money(yuan: 10_200), shares: 1_000, board: board, on: day(date))
      #expect(cost.transferFee == Money(units: cents * 100))
    }
  }

  /// 0.025 % of 20,000 is 5; of 20,100 5.025, up to 5.03; of 100 0.025, raised to 5; of 1,000,000 250.
  @Test(arguments: [(20_000, 500), (20_100, 503), (100, 500), (1_000_000, 25_000)] as [(Int, Int64)])
  func commissionAndItsMinimum(yuan: Int, cents: Int64) {
    let cost = AShareFees().cost(
      .buy, value: Money(yuan: yuan), shares: 100, board: .shanghaiMain, on: day("2024-01-02"))
    #expect(cost.commission == Money(units: cents * 100))
  }

  /// 10.05 up 11.055 -> 11.06, down 9.045 -> 9.05; 3.33 up 3.663 -> 3.66, down 2.997 -> 3.00; 1.00 at 5 %
  /// would be 1.05 and 0.95; 0.02 at 10 % is 0.022 -> 0.02, moved to 0.03, and 0.018 -> 0.02, moved to 0.01.
  @Test func roundingOfLimits() {
    #expect(ASharePriceLimit.percent(10).bounds(reference: 1005) == 905...1106)
    #expect(ASharePriceLimit.percent(10).bounds(reference: 333) == 300...366)
    #expect(ASharePriceLimit.percent(5).bounds(reference: 100) == 95...105)
    #expect(ASharePriceLimit.percent(10).bounds(reference: 2) == 1...3)
    #expect(ASharePriceLimit.percent(30).bounds(reference: 1001) == 701...1301)
  }

  /// Main boards round down to hundreds, STAR asks for 200 and Beijing for 100, then by one.
  @Test(
    arguments: [
      (AShareBoard.shanghaiMain, 99, 0), (.shanghaiMain, 100, 100), (.shenzhenMain, 1_999, 1_900), (.chiNext, 250, 200),
      (.star, 199, 0), (.star, 200, 200), (.star, 1_999, 1_999), (.beijing, 99, 0), (.beijing, 101, 101),
      (.beijing, 1_999, 1_999),
    ] as [(AShareBoard, Int64, Int64)])
  func purchasesAreRoundedToLots(board: AShareBoard, wanted: Int64, permitted: Int64) {
    #expect(AShareLots.buyable(wanted, board) == permitted)
  }

  /// Odd shares go only with everything: 150 of 250 are 100; 250 of 250 are 250; 150 of 180 on STAR none.
  @Test(
    arguments: [
      (AShareBoard.shanghaiMain, 150, 250, 100), (.shanghaiMain, 250, 250, 250), (.shanghaiMain, 50, 250, 0),
      (.star, 150, 180, 0), (.star, 180, 180, 180), (.star, 250, 900, 250), (.beijing, 150, 180, 150),
    ] as [(AShareBoard, Int64, Int64, Int64)])
  func oddSharesGoOnlyWithEverything(board: AShareBoard, wanted: Int64, held: Int64, permitted: Int64) {
    #expect(AShareLots.sellable(wanted, held: held, board) == permitted)
  }
}
