import Primitives
import Records

/// What the universes of a market say about themselves, and about the data behind them.
struct UniverseRules {
  let market: any Market
  /// Members of `all`; empty where there is no such universe.
  let listed: Set<InstrumentID>

  /// Names of index universes and the constituents that the index has by its methodology (China Securities Index Co. and
  /// Shenzhen Securities Information Co.).
  static let nominalSizes: [String: Int] = [
    "csi100": 100, "csi200": 200, "csi300": 300, "csi500": 500, "csi800": 800, "csi1000": 1000, "csi2000": 2000,
    "csia50": 50, "csia100": 100, "csia500": 500, "hs300": 300, "zz100": 100, "zz500": 500, "zz800": 800,
    "zz1000": 1000, "zz2000": 2000, "a50": 50, "a500": 500, "sse50": 50, "sh50": 50, "sz50": 50, "sse180": 180,
    "sse380": 380, "star50": 50, "kc50": 50, "star100": 100, "chinext50": 50, "cyb50": 50, "chinext100": 100,
    "szse100": 100, "sz100": 100,
  ]
  /// A share of the size that mergers and pending replacements explain.
  static let sizeSlack = 0.02
  /// So many stocks over so many trading days have always seen one that was delisted: 0.1 % a year and more.
  static let survivorsMin = 100
  static let survivorDaysMin = 1000

  /// Of one universe.
  func findings(_ universe: Universe) throws -> [HealthFinding] {
    guard !universe.members.isEmpty else {
      return [HealthFinding(.empty(universe.name), cases: [named(universe.name)])]
    }
    let isIndexList = universe.instruments.allSatisfy(InstrumentBars.isIndex)
    var findings: [HealthFinding] = []
    if !isIndexList {
      findings += UniverseFindings.described(universe).map { described in
        var finding = described.finding
        // qlib's own dumps list indexes in 'all' so that they can be benchmarks; no strategy need select from it.
        if universe.name == "all", !described.indexes.isEmpty { finding.severity = .warning }
        return HealthFinding(
          finding,
          cases: described.indexes.isEmpty
            ? [named(universe.name)] : described.indexes.map { HealthCase($0, .anIndex) })
      }
    }
    findings += try UniverseFindings.withoutMembers(universe.name, in: market, start: nil, end: nil).map {
      HealthFinding($0, cases: [named(universe.name)])
    }
    findings += [overlaps(universe), outside(universe), size(universe), survivors(universe)].compactMap { $0 }
    if universe.name != "all" { findings += [withoutData(universe), unlisted(universe)].compactMap { $0 } }
    return findings
  }

  private func named(_ name: String) -> HealthCase { HealthCase(subject: "instruments/\(name).txt", .listed) }

  private func overlaps(_ universe: Universe) -> HealthFinding? {
    var cases: [HealthCase] = []
    for member in universe.members where member.spans.count > 1 {
      let spans = member.spans.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
      for (span, next) in zip(spans, spans.dropFirst()) where next.start <= span.end {
        cases.append(
          HealthCase(member.instrument, days: next.start...min(span.end, next.end), .spans(span, next)))
      }
    }
    return UniverseRules.health(cases) { .overlap($0, in: universe.name) }
  }

  private func outside(_ universe: Universe) -> HealthFinding? {
    guard let first = market.calendar.days.first, let last = market.calendar.days.last else { return nil }
    let cases = universe.members.flatMap { member in
      member.spans.filter { $0.end < first || $0.start > last }.map {
        HealthCase(member.instrument, days: $0.start...$0.end, .outsideCalendar)
      }
    }
    return UniverseRules.health(cases) { .outside($0, in: universe.name, first: first, last: last) }
  }

  /// Stretches of days with far more or fewer members than the index of that name has.
  private func size(_ universe: Universe) -> HealthFinding? {
    // A market of fewer stocks is a sample, and whoever made it knows.
    guard let nominal = UniverseRules.nominalSizes[universe.name.lowercased()], listed.count * 2 >= nominal
    else { return nil }
    let calendar = market.calendar
    var steps = [Int](repeating: 0, count: calendar.count + 1)
    for member in universe.members {
      for span in member.spans {
        guard let first = calendar.firstIndex(onOrAfter: span.start),
          let last = calendar.lastIndex(onOrBefore: span.end), first <= last
        else { continue }
        steps[first] += 1
        steps[last + 1] -= 1
      }
    }
    var counts: [Int] = []
    for step in steps.dropLast() { counts.append((counts.last ?? 0) + step) }
    guard let from = counts.firstIndex(where: { $0 > 0 }), let until = counts.lastIndex(where: { $0 > 0 })
    else { return nil }
    var cases: [HealthCase] = []
    var start = from
    while start <= until {
      var end = start
      while end < until, counts[end + 1] == counts[start] { end += 1 }
      let off = abs(counts[start] - nominal)
      if Double(off) > UniverseRules.sizeSlack * Double(nominal) {
        cases.append(
          HealthCase(
            subject: universe.name, days: calendar[start]...calendar[end], count: end - start + 1, weight: Double(off),
            .members(counts[start])))
      }
      start = end + 1
    }
    var tally = Tally()
    // By their distance from the index's size: they are of one universe.
    let worst = cases.sorted {
      $0.weight == $1.weight
        ? ($0.days?.lowerBound ?? calendar[0]) < ($1.days?.lowerBound ?? calendar[0])
        : $0.weight > $1.weight
    }
    guard !worst.isEmpty else { return nil }
    tally.add(worst)
    let named = MessageArgument.list(
      worst.prefix(HealthFinding.namedMax).map { .message($0.label) }
        + (worst.count > HealthFinding.namedMax ? ["…"] : []))
    return HealthFinding(
      .size(universe.name, nominal, days: tally.total, of: until - from + 1, worst: named), cases: worst)
  }

  /// Whether nobody ever left.
  private func survivors(_ universe: Universe) -> HealthFinding? {
    guard universe.name == "all", universe.members.count >= UniverseRules.survivorsMin,
      market.calendar.count >= UniverseRules.survivorDaysMin, let last = market.calendar.days.last,
      universe.members.allSatisfy({ member in member.spans.contains { $0.end >= last } })
    else { return nil }
    return HealthFinding(
      .survivors(universe.members.count, first: market.calendar[0], last: last), cases: [named(universe.name)])
  }

  private func withoutData(_ universe: Universe) -> HealthFinding? {
    let cases = universe.instruments.filter { !market.hasData($0) }.map { HealthCase($0, .noData) }
    return UniverseRules.health(cases) { .withoutData($0, in: universe.name, of: universe.members.count) }
  }

  /// Members that have data and are not in `all`, outside of which qlib's exchange has no quotes.
  private func unlisted(_ universe: Universe) -> HealthFinding? {
    guard !listed.isEmpty else { return nil }
    let cases = universe.instruments.filter {
      !listed.contains($0) && market.hasData($0) && !InstrumentBars.isIndex($0)
    }.map { HealthCase($0, .notInAll) }
    return UniverseRules.health(cases) { .unlisted($0, in: universe.name) }
  }

  private static func health(_ cases: [HealthCase], _ make: (Tally) -> Finding) -> HealthFinding? {
    guard !cases.isEmpty else { return nil }
    var tally = Tally()
    tally.add(cases)
    return tally.finding(make(tally))
  }
}

extension Finding {
  fileprivate static func empty(_ universe: String) -> Finding {
    Finding(
      "market.universe-empty", .serious, ["universe": .text(universe)],
      title: (en: "A universe is empty", zh: "股票池为空"),
      evidence: (en: "The universe '{universe}' has no member.", zh: "股票池“{universe}”没有成员。"),
      consequence: (en: "A strategy over it never trades.", zh: "以其为范围的策略从不交易。"),
      remedy: (en: "Write instruments/{universe}.txt again.", zh: "请重写 instruments/{universe}.txt。"))
  }

  fileprivate static func overlap(_ tally: Tally, in universe: String) -> Finding {
    Finding(
      "market.universe-overlap", .warning,
      ["universe": .text(universe), "count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "Spans of a code overlap", zh: "同一代码的区间重叠"),
      evidence: (
        en: "{count} {count:span|spans} of '{universe}' {count:overlaps|overlap} another of the same code: {worst}.",
        zh: "“{universe}”中有 {count} 段区间与同一代码的另一段重叠：{worst}。"
      ),
      consequence: (
        en: "The code counts once, as in qlib. Counts of members by line are too high.", zh: "与 qlib 一致只计一次；按行统计的成员数偏高。"
      ),
      remedy: (en: "Join the spans in instruments/{universe}.txt.", zh: "请合并 instruments/{universe}.txt 中的区间。"))
  }

  fileprivate static func outside(
    _ tally: Tally, in universe: String, first: TradingDay, last: TradingDay
  ) -> Finding {
    Finding(
      "market.universe-outside-calendar", .warning,
      [
        "universe": .text(universe), "count": .count(tally.caseCount), "worst": tally.named, "first": .day(first),
        "last": .day(last),
      ], title: (en: "Spans lie outside of the calendar", zh: "区间在日历之外"),
      evidence: (
        en: "{count} {count:span|spans} of '{universe}' {count:lies|lie} outside of {first} to {last}: {worst}.",
        zh: "“{universe}”中有 {count} 段区间在 {first} 至 {last} 之外：{worst}。"
      ),
      consequence: (en: "They have no effect.", zh: "这些区间不起作用。"),
      remedy: (
        en: "Correct instruments/{universe}.txt, or extend the calendar.", zh: "请更正 instruments/{universe}.txt，或延长日历。"
      ))
  }

  fileprivate static func size(
    _ universe: String, _ nominal: Int, days: Int, of count: Int, worst: MessageArgument
  ) -> Finding {
    Finding(
      "market.universe-size", .warning,
      [
        "universe": .text(universe), "nominal": .count(nominal), "days": .count(days), "count": .count(count),
        "worst": worst,
      ], title: (en: "An index universe has not the index's size", zh: "指数股票池的成员数不符"),
      evidence: (
        en:
          "The index '{universe}' has {nominal} constituents; the universe differs on {days} of {count} days: {worst}.",
        zh: "指数“{universe}”应有 {nominal} 只成分股，股票池在 {count} 天中有 {days} 天不符：{worst}。"
      ),
      consequence: (
        en: "A strategy selects from other stocks than the index has.", zh: "策略的选股范围与指数成分不同。"
      ),
      remedy: (
        en: "Load the missing constituents and write instruments/{universe}.txt again.",
        zh: "请补齐缺失的成分股，并重写 instruments/{universe}.txt。"
      ))
  }

  fileprivate static func survivors(_ count: Int, first: TradingDay, last: TradingDay) -> Finding {
    Finding(
      "market.survivors-only", .warning, ["count": .count(count), "first": .day(first), "last": .day(last)],
      title: (en: "No stock was ever delisted", zh: "没有任何退市股票"),
      evidence: (
        en: "All {count} codes of 'all' last until {last}; none ends since {first}.",
        zh: "“all”的 {count} 个代码都持续到 {last}，自 {first} 以来无一终止。"
      ),
      consequence: (
        en: "Delisted stocks are missing, or do not end. The choice favours survivors.",
        zh: "退市股票缺失，或未标明终止日，存在幸存者偏差。"
      ),
      remedy: (
        en: "Load the delisted stocks and write their last days into instruments/all.txt.",
        zh: "请导入退市股票，并在 instruments/all.txt 写入其终止日。"
      ))
  }

  fileprivate static func withoutData(_ tally: Tally, in universe: String, of count: Int) -> Finding {
    Finding(
      "market.member-without-data", .warning,
      [
        "universe": .text(universe), "absent": .count(tally.caseCount), "count": .count(count), "worst": tally.named,
      ], title: (en: "Members of a universe have no data", zh: "股票池成员没有数据"),
      evidence: (
        en: "{absent} of {count} members of '{universe}' {absent:has|have} no data: {worst}.",
        zh: "“{universe}”的 {count} 个成员中有 {absent} 个没有数据：{worst}。"
      ), consequence: (en: "They are never tradable, as in qlib.", zh: "与 qlib 一致，它们始终不可交易。"),
      remedy: (
        en: "Load their data, or take them off instruments/{universe}.txt.",
        zh: "请导入其数据，或从 instruments/{universe}.txt 中删除。"
      ))
  }

  fileprivate static func unlisted(_ tally: Tally, in universe: String) -> Finding {
    Finding(
      "market.member-not-in-all", .warning,
      ["universe": .text(universe), "count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "Members of a universe are not in 'all'", zh: "股票池成员不在“all”中"),
      evidence: (
        en: "{count} {count:member|members} of '{universe}' {count:is|are} not in 'all': {worst}.",
        zh: "“{universe}”中有 {count} 个成员不在“all”中：{worst}。"
      ),
      consequence: (
        en: "qlib's exchange quotes 'all' alone, so that they are never traded.", zh: "qlib 的交易所只对“all”报价，它们从不成交。"
      ),
      remedy: (en: "Add them to instruments/all.txt.", zh: "请将其加入 instruments/all.txt。"))
  }
}

extension Message {
  fileprivate static let listed = Message("market.listed-label", en: "whole file", zh: "整个文件")
  fileprivate static let outsideCalendar = Message(
    "market.outside-calendar-label", en: "outside of the calendar", zh: "日历之外")
  fileprivate static let anIndex = Message("market.an-index-label", en: "an index", zh: "指数")
  fileprivate static let noData = Message("market.no-data-label", en: "no data", zh: "无数据")
  fileprivate static let notInAll = Message("market.not-in-all-label", en: "not in all", zh: "不在 all 中")

  fileprivate static func spans(_ one: Universe.Span, _ other: Universe.Span) -> Message {
    Message(
      "market.overlap-label",
      ["first": .day(one.start), "last": .day(one.end), "start": .day(other.start), "end": .day(other.end)],
      en: "{first} to {last} and {start} to {end}", zh: "{first} 至 {last} 与 {start} 至 {end}")
  }

  fileprivate static func members(_ count: Int) -> Message {
    Message(
      "market.members-label", ["count": .count(count)], en: "{count} {count:member|members}", zh: "{count} 个成员")
  }
}
