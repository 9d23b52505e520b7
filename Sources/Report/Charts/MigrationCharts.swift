import Charts
import Metrics
import Primitives
import Records

/// The curves of a migration: record, replay, realistic run and index over one axis of days.
struct MigrationCharts: Sendable {
  private let id: String
  private let judgement: NightResult.Judgement
  private let days: [TradingDay]
  private let index: Message

  /// - Parameter index: what the benchmark is called.
  init(_ id: String, _ judgement: NightResult.Judgement, index: Message) {
    self.id = Slug.of(id)
    self.judgement = judgement
    self.index = index
    days = Set(judgement.recorded.map(\.day) + judgement.replayed.map(\.day) + judgement.realistic.map(\.day)).sorted()
  }

  /// A run on the axis.
  private struct Run {
    var role: ChartRole
    var label: String
    var report: [ReportRow]
  }

  /// Record and replay are one line where they are the same.
  private func runs(_ language: Language) -> [Run] {
    var runs: [Run] = []
    func add(_ role: ChartRole, _ key: String, _ report: [ReportRow]) {
      if !report.isEmpty { runs.append(Run(role: role, label: StringTable.require(key, language), report: report)) }
    }
    if isEqual {
      add(.record, "seriesBoth", judgement.recorded)
    } else {
      add(.record, "seriesRecord", judgement.recorded)
      add(.replay, "seriesReplay", judgement.replayed)
    }
    add(.realistic, "seriesRealistic", judgement.realistic)
    return runs
  }

  /// Whether both curves are the same to a billionth on all days.
  private var isEqual: Bool {
    let (recorded, replayed) = (judgement.recorded, judgement.replayed)
    return !recorded.isEmpty && recorded.count == replayed.count
      && zip(recorded, replayed).allSatisfy {
        $0.day == $1.day && ($0.account - $1.account).magnitude <= 1e-9 * $0.account.magnitude
      }
  }

  /// The local run where there is one, else the record: what the calendar and the drawdowns are of.
  private var base: [ReportRow] { judgement.replayed.isEmpty ? judgement.recorded : judgement.replayed }

  // MARK: - Curves

  func netValue(_ language: Language) -> ChartSpec? {
    guard days.count > 1 else { return nil }
    var series = runs(language).map { run in
      line(run, Curves.netValue(run.report)) { PageFigures.fixed($0, 3) }
    }
    guard MigrationCharts.isKnown(series) else { return nil }
    let benchmark = Curves.aligned(Curves.index(base), of: base, on: days)
    if benchmark.contains(where: \.isFinite) {
      series.append(
        LineChart.Series(
          label: index.words(language), role: .index, values: benchmark,
          last: PageFigures.fixed(benchmark.last { $0.isFinite }, 3)))
    }
    return .line(
      LineChart(
        head: head("net", title: netTitle.words(language), unit: Message.netUnit.words(language), series, language),
        unit: .ratio,
        days: days, series: series, baseline: 1, marks: marks(language), share: 1.1,
        dayWord: StringTable.require("day", language), carriesDays: true))
  }

  private var netTitle: Message {
    guard let record = Curves.netValue(judgement.recorded).last, let replay = Curves.netValue(judgement.replayed).last
    else { return .netAlone(Curves.netValue(base).last ?? .nan, index, Curves.index(base).last ?? .nan) }
    let end = Curves.index(base).last ?? .nan
    guard record.isFinite, replay.isFinite else { return .netUnknown }
    if isEqual { return end.isFinite && end > replay ? .netEqualBelow(index) : .netEqualAbove(index) }
    return replay < record ? .netBelow(replay, record, index, end) : .netAbove(replay, record, index, end)
  }

  func excess(_ language: Language) -> ChartSpec? {
    guard days.count > 1 else { return nil }
    let series = runs(language).map { run in
      line(run, MigrationCharts.excessSums(run.report)) { PageFigures.signedPercent($0) }
    }
    guard MigrationCharts.isKnown(series) else { return nil }
    let end = MigrationCharts.excessSums(base).last ?? .nan
    let title: Message = end.isNaN ? .excessUnknown(index) : end > 0 ? .excessLeft(index, end) : .excessGone(index, end)
    return .line(
      LineChart(
        head: head(
          "excess", title: title.words(language), unit: Message.excessUnit.words(language), series, language),
        unit: .percent, days: days, series: series,
        baseline: 0,
        share: 0.8, dayWord: StringTable.require("day", language)))
  }

  func drawdown(_ language: Language) -> ChartSpec? {
    guard days.count > 1 else { return nil }
    var rings: [LineChart.Ring] = []
    let series = runs(language).filter { $0.role != .realistic }.enumerated().map { number, run in
      let depths = DrawdownEpisodes.depths(run.report.map(\.excess))
      let line = line(run, depths) { PageFigures.percent($0) }
      if let lowest = line.values.indices.filter({ line.values[$0].isFinite }).min(by: {
        line.values[$0] < line.values[$1]
      }),
        line.values[lowest] < 0
      {
        rings.append(
          LineChart.Ring(
            series: number, index: lowest, label: "\(PageFigures.percent(line.values[lowest])), \(days[lowest])"))
      }
      return line
    }
    guard MigrationCharts.isKnown(series) else { return nil }
    let isWhole = base.allSatisfy { $0.excess.isFinite }
    let episode = DrawdownEpisodes.worst(
      base.map(\.excess), days: base.map(\.day), count: 1
    ).first
    return .line(
      LineChart(
        head: head(
          "fall", title: (isWhole ? episode.map { Message.fall($0) } ?? .noFall : .fallUnknown).words(language),
          unit: Message.fallUnit.words(language),
          series,
          language), unit: .percent, days: days, series: series, baseline: 0, rings: rings, share: 0.7,
        dayWord: StringTable.require("day", language)))
  }

  func difference(_ language: Language) -> ChartSpec? {
    let difference = DailyDifference(judgement.replayed, less: judgement.recorded)
    guard difference.differing > 0, !isEqual, let median = difference.median else { return nil }
    let sizes = difference.values.filter(\.isFinite).map(\.magnitude).sorted()
    let usual = sizes[min(sizes.count - 1, sizes.count * 99 / 100)]
    let longest = difference.extreme?.value.magnitude ?? 0
    // What is three times as large as nearly all others would press them flat.
    let cut = usual > 0 && longest > usual * 3 ? usual * 1.5 : nil
    let isDaily = difference.differing * 2 > difference.days.count
    // A gap opens where the days lean to one side; else they take back what they give.
    let above = difference.values.count { $0 > DailyDifference.rounding }
    let isDrift = max(above, difference.differing - above) * 4 >= difference.differing * 3
    let title: Message =
      if !isDaily {
        .someDays(difference.differing, difference.extreme?.day)
      } else if isDrift {
        .everyDay(median, difference.differing)
      } else {
        .bothWays(median, difference.differing)
      }
    return .daily(
      DailyBars(
        head: ChartHead(
          id: id + "-daily",
          title: title.words(language),
          unit: (cut.map { Message.dailyUnitCut($0) } ?? .dailyUnit).words(language),
          summary: difference.extreme.map { Message.extreme($0.value, $0.day).words(language) } ?? ""),
        days: difference.days,
        values: difference.values,
        notes: [
          Message.median(median).words(language),
          Message.differingDays(difference.differing, difference.days.count).words(language),
        ],
        cut: cut,
        outlier: cut == nil
          ? nil : difference.extreme.map { ($0.day, Message.extremeShort($0.value, $0.day).words(language)) },
        dayWord: StringTable.require("day", language), valueWord: StringTable.require("difference", language)))
  }

  // MARK: - Calendar

  func years(_ language: Language) -> ChartSpec? {
    let (recorded, replayed) = (YearlyReturn.years(judgement.recorded), YearlyReturn.years(judgement.replayed))
    let base = replayed.isEmpty ? recorded : replayed
    let compared = base.count { $0.gain != nil && $0.index != nil }
    guard base.contains(where: { $0.gain != nil }) else { return nil }
    func values(_ years: [YearlyReturn.Year]) -> [Double] {
      base.map { year in years.first { $0.year == year.year }?.gain ?? .nan }
    }
    var series: [ChartSeries] = []
    if isEqual {
      series.append(.init(label: StringTable.require("seriesBoth", language), role: .record, values: values(recorded)))
    } else {
      if !recorded.isEmpty {
        series.append(
          .init(label: StringTable.require("seriesRecord", language), role: .record, values: values(recorded)))
      }
      if !replayed.isEmpty {
        series.append(
          .init(label: StringTable.require("seriesReplay", language), role: .replay, values: values(replayed)))
      }
    }
    series.append(.init(label: index.words(language), role: .index, values: base.map { $0.index ?? .nan }))
    let behind = base.filter { year in year.gain.flatMap { gain in year.index.map { gain < $0 } } ?? false }
    let partial = base.filter(\.isPartial).map { "\($0.year)" }
    return .groups(
      GroupedBars(
        head: ChartHead(
          id: id + "-years",
          title: (compared == 0
            ? Message.yearsUnknown(index)
            : !behind.isEmpty
              ? .behind(index, behind.map { "\($0.year)" })
              : compared < base.count ? .aheadWhereKnown(index) : .aheadAlways(index)).words(language),
          unit: (partial.isEmpty ? Message.yearsUnit : .yearsUnitPartial(partial)).words(language)), unit: .percent,
        groups: base.map { "\($0.year)" + ($0.isPartial ? "*" : "") }, series: series,
        groupWord: StringTable.require("year", language)))
  }

  /// The rolling ratio of each run: the same in every language, and long to compute.
  struct RollingRatios: Sendable {
    fileprivate var recorded: [Double?]
    fileprivate var replayed: [Double?]
  }

  var rollingRatios: RollingRatios {
    let (recorded, replayed) = (judgement.recorded.map(\.excess), judgement.replayed.map(\.excess))
    let ratios = RollingInformationRatio.values(recorded)
    return RollingRatios(
      recorded: ratios, replayed: replayed == recorded ? ratios : RollingInformationRatio.values(replayed))
  }

  func rolling(_ ratios: RollingRatios, _ language: Language) -> ChartSpec? {
    let series = runs(language).filter { $0.role != .realistic }.map { run in
      let values = run.role == .replay ? ratios.replayed : ratios.recorded
      return line(run, values.map { $0 ?? .nan }) { PageFigures.fixed($0, 2) }
    }
    guard series.contains(where: { $0.values.contains(where: \.isFinite) }) else { return nil }
    let own = judgement.replayed.isEmpty ? ratios.recorded : ratios.replayed
    let title =
      RollingInformationRatio.sinceWhen(own).map { found in
        found.isNegative ? Message.rollingNegative(base[found.index].day) : .rollingPositive(base[found.index].day)
      } ?? .rolling
    return .line(
      LineChart(
        head: head(
          "rolling", title: title.words(language), unit: Message.rollingUnit.words(language), series, language),
        unit: .plain, days: days, series: series, baseline: 0, dayWord: StringTable.require("day", language)))
  }

  // MARK: - Parts

  private func line(_ run: Run, _ values: [Double], _ text: (Double?) -> String) -> LineChart.Series {
    let aligned = Curves.aligned(values, of: run.report, on: days)
    return LineChart.Series(
      label: run.label, role: run.role, values: aligned, last: text(aligned.last { $0.isFinite }))
  }

  private func marks(_ language: Language) -> [LineChart.Mark] {
    let rung = judgement.comparison.rungs.first { $0.firstDivergence?.day != nil && $0.state == .fail }
    guard let day = rung?.firstDivergence?.day, days.binarySearch(day) != nil else { return [] }
    return [LineChart.Mark(day: day, label: StringTable.require("chart.first", language) + " \(day)")]
  }

  private func head(
    _ name: String, title: String, unit: String, _ series: [LineChart.Series], _ language: Language
  ) -> ChartHead {
    ChartHead(
      id: id + "-" + name, title: title, unit: unit,
      summary: series.map { "\($0.label) \($0.last)" }.joined(separator: language[("，", ", ")])
        + language[("。", ".")])
  }

  /// Whether a line has anything to draw.
  private static func isKnown(_ series: [LineChart.Series]) -> Bool {
    series.contains { $0.values.contains(where: \.isFinite) }
  }

  private static func excessSums(_ report: [ReportRow]) -> [Double] {
    var sum = 0.0
    return report.map { row in
      sum += row.excess
      return sum
    }
  }
}

extension Message {
  fileprivate static func netAlone(_ end: Double, _ index: Message, _ other: Double) -> Message {
    Message(
      "chart.net-alone.label", ["end": .number(end), "index": .message(index), "other": .number(other)],
      en: "Net value: {end} at the end, {index} {other}", zh: "净值：期末 {end}，{index} 为 {other}")
  }

  fileprivate static func netEqualAbove(_ index: Message) -> Message {
    Message(
      "chart.net-equal-above.label", ["index": .message(index)],
      en: "Net value: record and replay coincide and end above {index}", zh: "净值：记录与回放重合，期末高于{index}")
  }

  fileprivate static func netEqualBelow(_ index: Message) -> Message {
    Message(
      "chart.net-equal-below.label", ["index": .message(index)],
      en: "Net value: record and replay coincide and end below {index}", zh: "净值：记录与回放重合，期末低于{index}")
  }

  fileprivate static func netBelow(_ replay: Double, _ record: Double, _ index: Message, _ end: Double) -> Message {
    Message(
      "chart.net-below.label",
      ["replay": .number(replay), "record": .number(record), "index": .message(index), "end": .number(end)],
      en: "Net value: the replay ends at {replay}, the record above it at {record}, {index} at {end}",
      zh: "净值：回放期末 {replay}，低于记录的 {record}，{index} 为 {end}")
  }

  fileprivate static func netAbove(_ replay: Double, _ record: Double, _ index: Message, _ end: Double) -> Message {
    Message(
      "chart.net-above.label",
      ["replay": .number(replay), "record": .number(record), "index": .message(index), "end": .number(end)],
      en: "Net value: the replay ends at {replay}, the record below it at {record}, {index} at {end}",
      zh: "净值：回放期末 {replay}，高于记录的 {record}，{index} 为 {end}")
  }

  fileprivate static let netUnknown = Message(
    "chart.net-unknown.label", en: "Net value, as far as it is known", zh: "净值（仅限已知部分）")
  fileprivate static let netUnit = Message(
    "chart.net-unit.label", en: "Account over the initial money; dividends enter through the adjustment factor",
    zh: "资产 / 初始资金；红利经复权因子再投资")

  fileprivate static func excessUnknown(_ index: Message) -> Message {
    Message(
      "chart.excess-unknown.label", ["index": .message(index)],
      en: "Excess return over {index}, as far as it is known", zh: "相对{index}的超额收益（仅限已知部分）")
  }

  fileprivate static func excessLeft(_ index: Message, _ end: Double) -> Message {
    Message(
      "chart.excess-left.label", ["index": .message(index), "end": .ratio(end)],
      en: "Excess return over {index}: {end} in sum", zh: "相对{index}的超额收益：累计 {end}")
  }

  fileprivate static func excessGone(_ index: Message, _ end: Double) -> Message {
    Message(
      "chart.excess-gone.label", ["index": .message(index), "end": .ratio(end)],
      en: "Excess return over {index}: nothing is left, {end} in sum", zh: "相对{index}的超额收益已无剩余：累计 {end}")
  }

  fileprivate static let excessUnit = Message(
    "chart.excess-unit.label", en: "Running sum of daily return − cost − benchmark, percent",
    zh: "日收益 − 成本 − 基准，逐日累加，%")

  fileprivate static func fall(_ episode: DrawdownEpisodes.Episode) -> Message {
    guard let recovery = episode.recovery else {
      return Message(
        "chart.fall-open.label",
        ["depth": .ratio(episode.depth.magnitude), "peak": .day(episode.peak), "trough": .day(episode.trough)],
        en: "The excess fell by {depth} from {peak} to {trough} and has not recovered",
        zh: "超额收益自 {peak} 高点至 {trough} 回落 {depth}，尚未收复")
    }
    return Message(
      "chart.fall.label",
      [
        "depth": .ratio(episode.depth.magnitude), "peak": .day(episode.peak), "trough": .day(episode.trough),
        "recovery": .day(recovery),
      ],
      en: "The excess fell by {depth} from {peak} to {trough} and recovered by {recovery}",
      zh: "超额收益自 {peak} 高点至 {trough} 回落 {depth}，{recovery} 收复")
  }

  fileprivate static let fallUnknown = Message(
    "chart.fall-unknown.label", en: "Falls of the excess, as far as it is known", zh: "超额收益回落（仅限已知部分）")
  fileprivate static let noFall = Message(
    "chart.no-fall.label", en: "The excess never fell below its peak", zh: "超额收益从未低于此前高点")
  fileprivate static let fallUnit = Message(
    "chart.fall-unit.label", en: "Running sum of the excess below its peak, percentage points",
    zh: "超额累加值低于此前高点的幅度，个百分点")

  fileprivate static func everyDay(_ median: Double, _ days: Int) -> Message {
    Message(
      "chart.every-day.label", ["median": .number(median), "days": .count(days)],
      en: "The gap opens by {median} basis points a day, on {days} {days:day|days}",
      zh: "差距逐日扩大：中位数 {median} 个基点，共 {days} 日")
  }

  fileprivate static func bothWays(_ median: Double, _ days: Int) -> Message {
    Message(
      "chart.both-ways.label", ["median": .number(median), "days": .count(days)],
      en: "The runs differ on {days} {days:day|days}, in both directions: median {median} basis points",
      zh: "{days} 日不同，方向不一：中位数 {median} 个基点")
  }

  fileprivate static func someDays(_ days: Int, _ largest: TradingDay?) -> Message {
    guard let largest else {
      return Message(
        "chart.some-days.label", ["days": .count(days)], en: "The gap opens on {days} single {days:day|days}",
        zh: "差距只出现在 {days} 个交易日")
    }
    return Message(
      "chart.some-days-largest.label", ["days": .count(days), "largest": .day(largest)],
      en: "The gap opens on {days} single {days:day|days}, most on {largest}", zh: "差距只出现在 {days} 个交易日，最大在 {largest}")
  }

  fileprivate static let dailyUnit = Message(
    "chart.daily-unit.label", en: "Daily difference replay − record, basis points of the account",
    zh: "每日差异：回放 − 记录，个基点")

  fileprivate static func dailyUnitCut(_ at: Double) -> Message {
    Message(
      "chart.daily-unit-cut.label", ["at": .number(at)],
      en: "Daily difference replay − record, basis points of the account; bars are cut at {at}",
      zh: "每日差异：回放 − 记录，个基点；超过 {at} 的柱截断")
  }

  fileprivate static func median(_ value: Double) -> Message {
    Message("chart.median.label", ["value": .number(value)], en: "median {value} bp", zh: "中位数 {value} 个基点")
  }

  fileprivate static func differingDays(_ count: Int, _ all: Int) -> Message {
    Message(
      "chart.differing-days.label", ["count": .count(count), "all": .count(all)],
      en: "{count} of {all} {all:day|days}", zh: "{all} 日中 {count} 日")
  }

  fileprivate static func extreme(_ value: Double, _ day: TradingDay) -> Message {
    Message(
      "chart.extreme", ["value": .number(value), "day": .day(day)],
      en: "The largest difference is {value} basis points on {day}.", zh: "最大差异为 {day} 的 {value} 个基点。")
  }

  fileprivate static func extremeShort(_ value: Double, _ day: TradingDay) -> Message {
    Message(
      "chart.extreme-short.label", ["value": .number(value), "day": .day(day)], en: "{value} bp on {day}",
      zh: "{day}：{value} 个基点")
  }

  fileprivate static func yearsUnknown(_ index: Message) -> Message {
    Message(
      "chart.years-unknown.label", ["index": .message(index)], en: "Years: none can be compared with {index}",
      zh: "逐年：没有可与{index}比较的年份")
  }

  fileprivate static func aheadWhereKnown(_ index: Message) -> Message {
    Message(
      "chart.ahead-where-known.label", ["index": .message(index)],
      en: "Years: the strategy beats {index} in each that can be compared", zh: "逐年：可比较的年份均跑赢{index}")
  }

  fileprivate static func aheadAlways(_ index: Message) -> Message {
    Message(
      "chart.ahead-always.label", ["index": .message(index)], en: "Years: the strategy beats {index} in each",
      zh: "逐年：每年均跑赢{index}")
  }

  fileprivate static func behind(_ index: Message, _ years: [String]) -> Message {
    Message(
      "chart.behind.label", ["index": .message(index), "years": .names(years)],
      en: "Years: the strategy trails {index} in {years}", zh: "逐年：{years} 落后于{index}")
  }

  fileprivate static let yearsUnit = Message(
    "chart.years-unit.label", en: "Return with cost, percent", zh: "含成本收益率，%")

  fileprivate static func yearsUnitPartial(_ years: [String]) -> Message {
    Message(
      "chart.years-unit-partial.label", ["years": .names(years)],
      en: "Return with cost, percent. * only a part of {years}", zh: "含成本收益率，%。* {years} 不足全年")
  }

  fileprivate static func rollingNegative(_ day: TradingDay) -> Message {
    Message(
      "chart.rolling-negative.label", ["day": .day(day)],
      en: "The one-year information ratio is negative since {day}", zh: "滚动一年信息比率自 {day} 起为负")
  }

  fileprivate static func rollingPositive(_ day: TradingDay) -> Message {
    Message(
      "chart.rolling-positive.label", ["day": .day(day)],
      en: "The one-year information ratio is positive since {day}", zh: "滚动一年信息比率自 {day} 起为正")
  }

  fileprivate static let rolling = Message(
    "chart.rolling.label", en: "One-year information ratio", zh: "滚动一年信息比率")
  fileprivate static let rollingUnit = Message(
    "chart.rolling-unit.label", en: "238 days, excess return with cost", zh: "238 日，含成本超额收益")
}
