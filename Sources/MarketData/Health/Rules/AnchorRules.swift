import Primitives
import Records

/// Days of the A-share market that everybody knows, as anchors of a calendar: where their moves stand on other days, the
/// dates of the data are shifted.
///
/// Moves are free of scale, so that an adjusted or scaled index serves too. A market that shows these moves nowhere,
/// such as a made one, is not judged. Sources: daily closes of Shanghai Stock Exchange (SH000001) and China Securities
/// Index Co. (SH000300), change against the close before, in percent to two decimals. Those from 2015 on were checked against
/// real closes, the falls of SH000001 of 2007-02-27, 2007-06-04 and 2008-06-10 against reports of the day; the other five
/// before 2010 are not confirmed. A wrong one is found nowhere and says nothing.
struct AnchorRules {
  let market: any Market
  /// By calendar index: stocks with a move of their closes, and those of them that fell by `fallMin` and more.
  let moved: [Int32]
  let fallen: [Int32]

  /// A fall that only a stock at its limit makes.
  static let fallMin: Float = 0.09
  /// Shares of stocks that fell by so much on a day of a mass limit-down.
  static let massShare = 0.4
  /// Fewer stocks are no market.
  static let movedMin: Int32 = 20
  /// What float32 and rounding to two decimals leave, in percentage points.
  static let slack = 0.06
  /// How far a move is looked for, in trading days.
  static let reach = 300
  /// So many known days on other days are no accident.
  static let shiftedMin = 2

  /// Moves of indexes in percent.
  static let moves: [(index: String, day: (Int, Int, Int), move: Double)] = [
    ("SH000001", (2007, 2, 27), -8.84), ("SH000001", (2007, 6, 4), -8.26), ("SH000001", (2008, 6, 10), -7.73),
    ("SH000001", (2008, 9, 19), 9.45), ("SH000001", (2009, 8, 31), -6.74), ("SH000001", (2015, 1, 19), -7.70),
    ("SH000001", (2015, 6, 26), -7.40), ("SH000001", (2015, 7, 27), -8.48), ("SH000001", (2015, 8, 24), -8.49),
    ("SH000001", (2015, 8, 25), -7.63), ("SH000001", (2016, 1, 4), -6.86), ("SH000001", (2016, 1, 7), -7.04),
    ("SH000001", (2018, 10, 11), -5.22), ("SH000001", (2019, 5, 6), -5.58), ("SH000001", (2020, 2, 3), -7.72),
    ("SH000300", (2007, 2, 27), -9.24), ("SH000300", (2008, 6, 10), -8.11), ("SH000300", (2008, 9, 19), 9.34),
    ("SH000300", (2015, 1, 19), -7.70), ("SH000300", (2015, 6, 26), -7.87), ("SH000300", (2015, 7, 27), -8.56),
    ("SH000300", (2015, 8, 24), -8.75), ("SH000300", (2015, 8, 25), -7.10), ("SH000300", (2016, 1, 4), -7.02),
    ("SH000300", (2016, 1, 7), -6.93), ("SH000300", (2019, 5, 6), -5.84), ("SH000300", (2020, 2, 3), -7.88),
  ]

  /// Days on which a large share of all stocks fell by the limit.
  static let massFalls: [(Int, Int, Int)] = [
    (2007, 2, 27), (2007, 6, 4), (2015, 6, 26), (2015, 7, 27), (2015, 8, 24), (2015, 8, 25), (2016, 1, 4), (2016, 1, 7),
    (2020, 2, 3), (2025, 4, 7),
  ]

  /// - Throws: nothing for a damaged index: that is another finding.
  var finding: HealthFinding? {
    var cases: [HealthCase] = []
    for name in ["SH000001", "SH000300"] {
      let found = indexCases(name)
      if found.shifted.count >= AnchorRules.shiftedMin, found.shifted.count > found.inPlace { cases += found.shifted }
    }
    if cases.isEmpty { cases = massCases }
    guard !cases.isEmpty else { return nil }
    var tally = Tally()
    tally.add(cases)
    return tally.finding(.datesShifted(tally))
  }

  private func day(_ date: (Int, Int, Int)) -> TradingDay? { TradingDay(year: date.0, month: date.1, day: date.2) }

  /// Known moves of an index that stand on another day, and how many stand where they belong.
  private func indexCases(_ name: String) -> (shifted: [HealthCase], inPlace: Int) {
    guard let index = InstrumentID(name), let series = try? market.series("close", of: index) else { return ([], 0) }
    let (close, calendar) = (series.view, market.calendar)
    var moves: [(day: Int, move: Double)] = []
    var before = Float.nan
    for day in series.range where close[day] > 0 {
      moves.append((day, (Double(close[day]) / Double(before) - 1) * 100))
      before = close[day]
    }
    var (shifted, inPlace): ([HealthCase], Int) = ([], 0)
    for anchor in AnchorRules.moves where anchor.index == name {
      guard let date = day(anchor.day), calendar[0] <= date, date <= calendar[calendar.count - 1],
        let place = calendar.firstIndex(onOrAfter: date)
      else { continue }
      let near = moves.partitioningIndex { $0.day >= place }
      let candidates = max(0, near - AnchorRules.reach)..<min(moves.count, near + AnchorRules.reach)
      let matching = candidates.filter { abs(moves[$0].move - anchor.move) <= AnchorRules.slack }
      guard let nearest = matching.min(by: { abs($0 - near) < abs($1 - near) }) else { continue }
      let found = calendar[moves[nearest].day]
      if found == date {
        inPlace += 1
      } else {
        shifted.append(
          HealthCase(
            index, days: date...date, weight: Double(abs(nearest - near)), .moveStandsOn(anchor.move, found)))
      }
    }
    return (shifted, inPlace)
  }

  /// Days of mass limit-downs, all shifted by the same number of trading days.
  private var massCases: [HealthCase] {
    let calendar = market.calendar
    func isMass(_ index: Int) -> Bool {
      moved.indices.contains(index) && moved[index] >= AnchorRules.movedMin
        && Double(fallen[index]) >= AnchorRules.massShare * Double(moved[index])
    }
    let known = AnchorRules.massFalls.compactMap { day($0) }.filter {
      calendar[0] <= $0 && $0 <= calendar[calendar.count - 1]
    }
    let places = known.compactMap { calendar.firstIndex(onOrAfter: $0) }
    let inPlace = zip(known, places).count { calendar[$1] == $0 && isMass($1) }
    guard places.count >= AnchorRules.shiftedMin else { return [] }
    func matches(_ shift: Int) -> Int { places.count { isMass($0 + shift) } }
    let shifts = (-AnchorRules.reach...AnchorRules.reach).filter { $0 != 0 }
    guard let shift = shifts.max(by: { (matches($0), -abs($0)) < (matches($1), -abs($1)) }),
      matches(shift) >= AnchorRules.shiftedMin, matches(shift) * 2 > places.count, matches(shift) > inPlace
    else { return [] }
    return zip(known, places).filter { isMass($1 + shift) }.map { date, place in
      HealthCase(days: date...date, weight: Double(abs(shift)), .fallStandsOn(calendar[place + shift]))
    }
  }
}

extension Finding {
  fileprivate static func datesShifted(_ tally: Tally) -> Finding {
    Finding(
      "market.dates-shifted", .serious, ["count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "Known market days stand on other dates", zh: "众所周知的行情日期错位"),
      evidence: (
        en: "{count} known market {count:move stands|moves stand} on another date: {worst}.",
        zh: "有 {count} 个众所周知的行情波动落在了其他日期：{worst}。"
      ),
      consequence: (
        en: "Every bin counts its days by the calendar. Prices, scores and universes meet on wrong days.",
        zh: "所有 bin 按日历定位日期；价格、得分与股票池会在错误的日期上对应。"
      ),
      remedy: (
        en: "Restore the calendar that the prices were dumped with, or dump them again.",
        zh: "请恢复导出价格时的日历，或重新导出价格。"
      ))
  }
}

extension Message {
  fileprivate static func moveStandsOn(_ move: Double, _ day: TradingDay) -> Message {
    Message(
      "market.move-stands-label", ["move": .ratio(move / 100), "day": .day(day)], en: "{move} stands on {day}",
      zh: "{move} 落在 {day}")
  }

  fileprivate static func fallStandsOn(_ day: TradingDay) -> Message {
    Message(
      "market.fall-stands-label", ["day": .day(day)], en: "the mass limit-down stands on {day}",
      zh: "大面积跌停落在 {day}")
  }
}
