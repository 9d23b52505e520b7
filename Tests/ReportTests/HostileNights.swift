import Primitives
import Records
import Report
import TestSupport

/// Nights that a site must bear: very many, very long, very short, without figures, with names that break a page.
enum HostileNights: String, CaseIterable, Sendable {
  case empty, missing, oneDay, sixteenYears, names, many

  var night: NightResult {
    switch self {
    case .empty: HostileNights.emptyNight
    case .missing: HostileNights.missingNight
    case .oneDay: HostileNights.night(of: [HostileNights.migration("short", days: 1)])
    case .sixteenYears:
      HostileNights.night(of: [
        HostileNights.migration("long", days: 3900),
        HostileNights.migration("faithful", days: 1776, passes: true),
      ])
    case .names: HostileNights.namesNight
    case .many:
      HostileNights.night(
        of: (0..<300).map { HostileNights.migration("m\($0)", days: 40, seed: $0, passes: $0 % 3 > 0) })
    }
  }

  private static func night(of migrations: [NightResult.Migration]) -> NightResult {
    var input = TinySite.input
    input.isDemo = false
    input.market = "cn"
    input.day = day("2024-12-31")
    input.build = .init(at: "2024-12-31T13:59:00+00:00", seconds: 6, dataAge: 0)
    input.manifest = String(repeating: "a", count: 64)
    input.migrations = migrations
    input.previews = []
    return input
  }

  private static var emptyNight: NightResult {
    var input = night(of: [])
    input.index.closes = [:]
    return input
  }

  /// Rows of trading days that end with the night's.
  static func curve(_ count: Int, seed: Int, fees: Double) -> [ReportRow] {
    var random = SeededRandom(seed: UInt64(seed))
    var account = 100_000_000.0
    return (0..<count).map { index in
      let back = count - 1 - index
      let rate = random.uniform() * 0.0402 - 0.02
      account *= 1 + rate - fees
      return ReportRow(
        day: day("2024-12-31").advanced(byDays: -(back / 5 * 7 + min(back % 5, 1) + (back % 5 > 0 ? back % 5 - 1 : 0))),
        account: account, returnRate: rate, totalTurnover: Double(index) * 0.1, turnover: 0.1,
        totalCost: Double(index) * fees * 1e8, cost: fees, value: account * 0.95, cash: account * 0.05,
        bench: random.uniform() * 0.0302 - 0.015)
    }
  }

  static func migration(_ id: String, days: Int, seed: Int = 1, passes: Bool = false) -> NightResult.Migration {
    var judgement = QualityPageTests.judgement()
    judgement.recorded = curve(days, seed: seed, fees: 0.0001)
    judgement.replayed = curve(days, seed: seed, fees: passes ? 0.0001 : 0.0003)
    judgement.realistic = curve(days, seed: seed, fees: 0.0002)
    judgement.quality?.days = judgement.recorded.enumerated().map { place, row in
      .init(
        day: row.day, ic: Double(place % 7) * 0.01 - 0.02, rankIC: Double(place % 5) * 0.02 - 0.03, pairs: 300,
        longShort: 0.001, longAverage: 0.0005)
    }
    var months: [String: Int] = [:]
    for row in judgement.recorded { months[String(row.day.description.prefix(7)), default: 0] += 1 }
    judgement.quality?.months = months.sorted { $0.key < $1.key }.enumerated().map {
      .init(
        month: $1.key, ic: Double($0 % 9) * 0.01 - 0.04, rankIC: Double($0 % 9) * 0.012 - 0.04, count: $1.value,
        missing: 0)
    }
    judgement.comparison.migration = id
    judgement.comparison.findings = passes ? [] : [TinySite.finding("market.field-missing")]
    judgement.comparison.verdict = passes ? .pass : .fail
    if passes {
      judgement.comparison.rungs[2].state = .pass
      judgement.comparison.rungs[2].firstDivergence = nil
      judgement.comparison.rungs[2].metrics[0].delta = 0
    }
    let verdict = judgement.comparison.verdict.rawValue
    var migration = TinySite.migration(id, .judged(judgement))
    migration.standing = MigrationStanding(day: day("2024-12-31"), verdict: verdict)
    return migration
  }

  /// Nothing that was computed is a number.
  private static var missingNight: NightResult {
    var judgement = QualityPageTests.judgement()
    func lost(_ rows: [ReportRow]) -> [ReportRow] {
      rows.map {
        ReportRow(
          day: $0.day, account: .nan, returnRate: .nan, totalTurnover: .nan, turnover: .nan, totalCost: .nan,
          cost: .nan, value: .nan, cash: .nan, bench: .nan)
      }
    }
    judgement.recorded = lost(curve(300, seed: 1, fees: 0))
    judgement.replayed = judgement.recorded
    judgement.realistic = judgement.recorded
    let noDays = Message("test.no-days", en: "No day has a value.", zh: "没有任何一天有值。")
    judgement.quality = judgement.quality.map { known in
      var quality = known
      quality.figures = quality.figures.map {
        QualityFigure(
          name: $0.name, formula: $0.formula, convention: $0.convention, unit: $0.unit, source: $0.source, value: nil,
          count: 0, missing: 300, reason: noDays)
      }
      quality.months = [.init(month: "2024-01", ic: nil, rankIC: nil, count: 0, missing: 20)]
      quality.groups = (1...5).map { .init(group: $0, mean: nil, count: 0, missing: 300) }
      quality.decay = [.init(days: 1, ic: nil, rankIC: nil, t: nil, count: 0, missing: 300)]
      quality.days = judgement.recorded.map { .init(day: $0.day, ic: nil, rankIC: nil, pairs: 0) }
      return quality
    }
    judgement.comparison.verdict = .notComparable
    judgement.comparison.findings = []
    for place in judgement.comparison.rungs.indices {
      for metric in judgement.comparison.rungs[place].metrics.indices {
        judgement.comparison.rungs[place].metrics[metric].metric = MetricValue(
          name: judgement.comparison.rungs[place].metrics[metric].metric.name, convention: "c", formula: "f/1",
          value: .nan, count: 0)
        judgement.comparison.rungs[place].metrics[metric].delta = .nan
      }
    }
    judgement.comparison.rungs[2].firstDivergence = nil
    judgement.comparison.rungs[2].state = .pass
    let nothing = Robustness.Figures(annualExcess: nil, informationRatio: nil, endAccount: nil)
    judgement.robustness = Robustness(
      costs: .made([0, 1, 2].map { .init(multiple: $0, figures: nothing) }),
      lag: .made(.init(days: 1, without: nothing, with: nothing)),
      stress: StressWindow.all.map {
        .init(
          window: $0,
          figures: .made(.init(days: 9, gain: .nan, index: nil, excess: nil, worstFall: .nan, trough: nil)))
      },
      lookAhead: .made([
        .init(
          day: day("2024-12-30"), scores: 1, changed: 1,
          first: .init(instrument: code("SH600000"), whole: .nan, cut: .nan))
      ]))
    judgement.model.band = SeedBand(
      seeds: [1, 2, 3],
      rows: [
        .init(metric: "IC", values: [nil, nil, nil]),
        .init(metric: "Rank IC", values: [.nan, .nan, .nan], mean: .nan, deviation: .nan, low: .nan, high: .nan),
      ])
    var bare = judgement
    bare.recorded = []
    bare.replayed = []
    bare.realistic = []
    bare.quality = nil
    bare.evaluation = nil
    bare.robustness = nil
    bare.model = ModelFacts()
    bare.comparison.rungs = Rung.allCases.map {
      RungResult(id: $0, state: .notAvailable, reason: TinySite.notAskedFor)
    }
    var input = night(of: [
      TinySite.migration("nan", .judged(judgement)), TinySite.migration("bare", .judged(bare)),
    ])
    var preview = TinySite.preview("lost")
    preview.benchmark = .init(instrument: code("SH000300"), isOwn: true, values: [.nan, .nan])
    preview.accounts = []
    preview.holdings = []
    preview.trades = []
    input.previews = [preview]
    input.index.closes = [input.day: .nan]
    return input
  }

  /// Markup, two hundred characters without a break, and letters that run from right to left.
  static let evil = [
    "<script>alert('x')</script> \"quoted\" & <b>", String(repeating: "Very-long_name", count: 15),
    String(repeating: "很长的名字", count: 40), "\u{05D0}\u{05E1}\u{05D8}\u{05E8}\u{05D8}\u{05D2}\u{05D9}\u{05D4} 12 (a)",
    "\u{202E}abc",
  ]

  /// A library in which every text is one of these.
  static func library(_ texts: [String]) -> LibraryNight {
    var library = LibraryNight()
    let origin = "loop_catalog.json"
    library.loops = texts.enumerated().map { place, text in
      var loop = LibraryLoop(task: "8f31c0d2aa0b4d7e9c11", number: place)
      loop.action = .init(text, origin: origin)
      loop.status = .init(text, origin: origin)
      loop.decision = place == 0 ? nil : .init(place % 2 == 1, origin: "feedback.json")
      loop.hypothesis = .init(text, origin: "feedback.json")
      loop.texts = ["execution": .init(text, origin: "feedback.json"), "own_text": .init(text, origin: origin)]
      loop.metrics = [
        "IC": .init(0.0312, origin: text), text: .init(.nan, origin: origin, isRepaired: true),
        "1day.excess_return_with_cost.annualized_return": .init(0.1234, origin: "qlib_res.csv"),
      ]
      loop.factorNames = [text, "KLEN"]
      loop.workspaces = [text]
      loop.error = .init(text, origin: origin)
      loop.startedAt = .init("2024-01-0\(place + 1)T08:00:00+00:00", origin: origin)
      loop.origins = [origin, text]
      return loop
    }
    library.factors = texts.enumerated().map { place, text in
      LibraryFactor(
        id: "00000000000000\(10 + place)", names: [text, text + "2"], source: text, expression: text, description: text,
        tags: [text], loops: library.loops.prefix(1).map(\.id), createdAt: text, origins: [text])
    }
    library.strategies = texts.map {
      LibraryStrategy(
        id: $0, className: $0, arguments: [$0: $0], benchmark: "000300.SH", universe: "all",
        loop: library.loops.first?.id, files: 1)
    }
    library.models = texts.map { LibraryModel(id: $0, type: $0, loop: nil, features: nil, weights: [$0]) }
    library.candidates = texts.prefix(2).map {
      LibraryCandidate(
        loop: library.loops[0].id, factors: [], strategy: nil, model: nil, note: $0, markedBy: $0,
        markedAt: "2024-01-03T08:00:00+00:00")
    }
    library.candidates[1].loop = "gone/7"
    for loop in library.loops {
      library.selections[loop.id] = LibrarySelection(
        loop: loop.id, trials: 12, loops: 30, unranged: 3, identical: texts,
        informationRatio: .init(0.08), deflatedSharpe: .init(0.62, reason: .verbatim(texts[0])),
        overfitting: .init(nil, reason: .verbatim(texts[0])), degradation: .init(.nan), correlation: .init(nil),
        notes: texts.map { .verbatim($0) })
    }
    library.notice = .verbatim(texts[0])
    library.sources = texts.map {
      .init(
        id: $0, syncedAt: "2024-01-02T20:00:00+00:00", received: 1706, refused: 1,
        absent: [.init(origin: $0, reason: .verbatim($0))], damaged: 0)
    }
    library.counts.loops = 10_000
    library.counts.accepted = 12
    library.counts.rejected = 9_000
    library.counts.factors = 50_000
    return library
  }

  private static var namesNight: NightResult {
    var migrations = evil.enumerated().map { place, text in
      var migration = migration("n\(place)", days: 40)
      guard case .judged(var judgement) = migration.outcome else { return migration }
      judgement.comparison.summary = .verbatim(text)
      judgement.comparison.findings = [
        Finding(
          "f", .serious, ["text": .message(.verbatim(text))], title: (en: "{text}", zh: "{text}"),
          evidence: (en: "{text}", zh: "{text}"), consequence: (en: "{text}", zh: "{text}"),
          remedy: (en: "{text}", zh: "{text}"))
      ]
      judgement.comparison.rungs[2].firstDivergence?.cause = CauseStatement(.unknown, .verbatim(text))
      judgement.comparison.rungs[2].firstDivergence?.left = text
      judgement.comparison.rungs[2].firstDivergence?.field = text
      judgement.comparison.rungs[2].firstDivergence?.context = [.verbatim(text)]
      judgement.comparison.rungs[3].reason = .verbatim(text)
      judgement.comparison.rungs[0].metrics[1].metric.name = text
      judgement.evaluation?.importance = [
        .init(feature: text, gain: 3, splits: 2), .init(feature: "KLEN", gain: 1, splits: 1),
      ]
      judgement.identity = [IdentityFact(key: .workspace, value: .text(text))]
      migration.outcome = .judged(judgement)
      migration.owner = text
      return migration
    }
    // As long as an identifier may be, without a place to break.
    migrations.append(migration(String(repeating: "a", count: 200), days: 40))
    var input = night(of: migrations)
    input.market = evil[1]
    input.previews = evil.enumerated().map { place, text in
      var preview = TinySite.preview("p\(place)", name: text, reason: .other(text))
      preview.benchmark = .init(instrument: code("SH000300"), isOwn: true, values: [1, 1.01])
      return preview
    }
    input.attention = evil.map {
      AttentionItem(
        .fail, .verdict, .init(.migration, "n0", name: .verbatim($0)), title: .verbatim($0), cause: .verbatim($0),
        amount: .money(64_843_736.59), amountNote: .verbatim($0), owner: $0, remedy: .verbatim($0))
    }
    input.factors = FactorSheet(
      entries: evil.enumerated().map { place, text in
        FactorEntry(
          name: text, expression: "Ref($close,\(place + 1))/$close", fields: ["close"], lookback: 1, source: "sota",
          description: text, reference: text, usedBy: ["n0"],
          state: .init(name: "failed", reason: .verbatim(text), by: text, at: "2024-01-03T00:00:00+00:00", against: []),
          check: nil, profile: nil)
      })
    input.library = library(evil)
    return input
  }
}
