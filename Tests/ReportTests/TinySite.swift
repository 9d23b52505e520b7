import Archive
import Primitives
import Records
import Report
import TestSupport

/// A site of few records, each kind once.
enum TinySite {
  static let day = TestSupport.day("2024-01-03")

  static var input: NightResult {
    NightResult(
      day: day, toolVersion: "1.0", market: "demo", isDemo: true,
      migrations: [
        migration("faithful", .judged(judgement())),
        migration(
          "damaged",
          .failed(
            Diagnostic(
              "qlib-res.misparsed", .damaged, at: .init("ws/qlib_res.csv", line: 2, field: "0"), [:],
              (en: "`Unnamed: 0` is no metric.", zh: "`Unnamed: 0` 不是指标。"),
              remedy: (en: "Take the file from the workspace itself.", zh: "请使用工作区中的原文件。")))),
      ],
      previews: [preview("first")],
      index: NightResult.Index(instrument: code("SH000001"), closes: [day: 3000]))
  }

  static let settings = SiteSettings(languages: [.chinese, .english], upIsRed: true)

  /// A migration in the stage in which its evidence puts it.
  static func migration(_ id: String, _ outcome: NightResult.Migration.Outcome) -> NightResult.Migration {
    var comparison: Comparison?
    if case .judged(let judgement) = outcome { comparison = judgement.comparison }
    return NightResult.Migration(id: id, outcome: outcome, position: LifeCycle.position(comparison, .none))
  }

  static func judgement(_ change: (inout Comparison) -> Void = { _ in }) -> NightResult.Judgement {
    var comparison = Comparison(
      migration: "faithful", verdict: .fail, summary: summary,
      findings: [finding("market.field-missing")],
      rungs: [
        RungResult(
          id: .reported, state: .pass,
          metrics: [
            metric("1day.excess_return_with_cost.annualized_return", 0.1, nil),
            metric("l2.train", 0.99, nil),
          ]),
        RungResult(
          id: .recomputed, state: .pass, tolerances: ["recomputed.metrics": 1e-10],
          metrics: [metric("1day.excess_return_with_cost.annualized_return", 0.1, 0)]),
        RungResult(
          id: .replayed, state: .fail, tolerances: ["replayed.nav": 1e-12],
          firstDivergence: Divergence(
            day: day, instrument: code("SH600000"), field: "positions.price", left: "10.0",
            right: "",
            cause: CauseStatement(.marketData, closeDiffers), context: [recordedAccount]),
          metrics: [metric("1day.excess_return_with_cost.annualized_return", 0.2, 0.1)]),
        RungResult(id: .reinferred, state: .notAvailable, reason: notAskedFor),
        RungResult(id: .retrained, state: .notAvailable, reason: notAskedFor),
        RungResult(id: .realistic, state: .notAvailable, reason: notAskedFor),
      ])
    change(&comparison)
    return NightResult.Judgement(
      comparison: comparison, recorded: curve, replayed: curve,
      identity: [IdentityFact(key: .workspace, value: "ws")])
  }

  static let summary = Message(
    "test.summary", en: "First divergence: 2024-01-03, rung Replayed.", zh: "首个分歧：2024-01-03，回放级。")
  static let closeDiffers = Message("test.close-differs", en: "The close differs.", zh: "收盘价不同。")
  static let notAskedFor = Message("test.not-asked-for", en: "This rung was not asked for.", zh: "未要求运行此级。")
  static let recordedAccount = Message(
    "test.account", ["value": .money(-1_234_567.5)], en: "The recorded account is {value}.", zh: "记录的总资产为 {value}。")

  /// One with a text of its own in every place and language.
  static func finding(_ id: String) -> Finding {
    Finding(
      id, .serious, title: (en: "A field is missing", zh: "缺少字段"),
      evidence: (en: "It was seen.", zh: "看到了。"), consequence: (en: "It means harm.", zh: "会造成损害。"),
      remedy: (en: "Repair it with `aistock data check`.", zh: "请用 `aistock data check` 修复。"))
  }

  private static func metric(_ name: String, _ value: Double, _ delta: Double?) -> MetricComparison {
    MetricComparison(
      metric: MetricValue(name: name, convention: "c", formula: "f/1", value: value, count: 2),
      delta: delta,
      tolerance: delta == nil ? nil : 1e-10)
  }

  static let curve = [("2024-01-02", 1010.0, 0.01), ("2024-01-03", 1030.2, 0.02)].map {
    date, account, rate in
    ReportRow(
      day: TestSupport.day(date), account: account, returnRate: rate, totalTurnover: 0, turnover: 0,
      totalCost: 0,
      cost: 0, value: 0, cash: account, bench: 0.01)
  }

  static func preview(_ id: String, name: String? = nil, reason: RejectReason = .suspended)
    -> NightResult.Preview
  {
    let yuan: (Int) -> Money = { Money(yuan: $0) }
    return NightResult.Preview(
      strategy: PreviewStrategy(
        id: id, strategyID: "faithful", displayName: name ?? id, initialCapital: yuan(1_000_000),
        status: .running,
        createdAt: "2024-01-01T00:00:00+00:00", updatedAt: "2024-01-01T00:00:00+00:00"),
      definition: PreviewDefinition(
        previewID: id,
        strategy: StrategyConfig(kind: .topkDropout(TopkDropoutParameters(topk: 2, nDrop: 1))),
        startDay: TestSupport.day("2024-01-02")),
      accounts: ["2024-01-02", "2024-01-03"].enumerated().map { index, date in
        PreviewAccount(
          previewID: id, tradingDay: TestSupport.day(date), cash: yuan(500_000),
          totalValue: yuan(1_000_000 + index * 12_345),
          dailyPnL: yuan(index * 12_345), cumPnL: yuan(index * 12_345),
          peak: yuan(1_000_000 + index * 12_345),
          cost: .zero, pricesSHA256: "p", scoresSHA256: "s")
      },
      holdings: [
        HeldPosition(
          position: PreviewPosition(
            previewID: id, tradingDay: day, symbol: code("SH600000"), volume: 100, avgCost: yuan(10),
            lastPrice: yuan(11),
            marketValue: yuan(1100), costBasis: yuan(1000), countDay: 2,
            priceDay: TestSupport.day("2024-01-02")), weight: 1100 / 1_012_345, dayProfit: yuan(100))
      ],
      trades: [
        PreviewTrade(
          previewID: id, tradingDay: day, datetime: "2024-01-03T15:00:00+08:00",
          symbol: code("SH600000"), side: .buy,
          price: yuan(10), volume: 100, amount: yuan(1000), commission: yuan(5), stampTax: .zero,
          transferFee: .zero,
          reason: .other(""))
      ],
      skips: [
        PreviewSkip(
          previewID: id, tradingDay: day, symbol: code("SZ000001"), side: .sell, volume: 200,
          reason: reason)
      ],
      tradeCount: 1, skipCount: 1)
  }

  /// The pages by path, as text.
  static func pages(_ input: NightResult, _ settings: SiteSettings = settings) throws -> [String: String] {
    try built(input, settings).mapValues { String(decoding: $0, as: UTF8.self) }
  }

  /// What the site check says of a site.
  static func problems(_ input: NightResult, _ settings: SiteSettings = settings) throws -> [String] {
    try problems(in: built(input, settings))
  }

  static func built(_ input: NightResult, _ settings: SiteSettings = settings) throws -> [String: [UInt8]] {
    let sink = MemorySink()
    try SiteBuilder.build(input, settings, to: sink)
    return sink.files
  }

  static func problems(in files: [String: [UInt8]]) throws -> [String] {
    let temporary = try TemporaryFolder()
    for (path, bytes) in files { try temporary.write(bytes, to: path) }
    return try SiteCheck.problems(in: temporary.path).map(\.description)
  }
}
