import Foundation
import Primitives
import Records
import TestSupport
import Testing

struct QrunConfigurationTests {
  private func read(_ text: String) throws -> QrunConfiguration {
    try QrunConfiguration(try YAMLDocument(text, path: "conf.yaml"))
  }

  private func backtest(_ text: String) throws -> BacktestConfig { try read(text).backtest() }

  @Test func templateIsReadThroughItsAnchors() throws {
    let configuration = try read(QrunTemplate.text())
    #expect(configuration.hasPortfolio)
    #expect(configuration.market == "csi300")
    #expect(configuration.modelClass == "LGBModel")
    #expect(configuration.seed == 2026)
    #expect(configuration.testSegment?.start == day("2019-01-01"))
    #expect(try configuration.strategy().kind == .topkDropout(.init(topk: 50, nDrop: 5)))
    let backtest = try configuration.backtest()
    #expect(backtest.start == day("2019-01-01") && backtest.end == day("2026-04-30"))
    #expect(backtest.account == 100_000_000)
    #expect(backtest.benchmark == .instruments([code("SH000300")]))
    #expect(!backtest.buysFirst && !backtest.delaysProceeds && backtest.startPositions.isEmpty)
  }

  /// qlib's own defaults for region cn: costs 0.0015 and 0.0025, five yuan, lots of a hundred.
  @Test func whatIsNotNamedHasQlibsDefault() throws {
    let exchange = try backtest(QrunTemplate.text(exchange: "freq: day")).exchange
    #expect(exchange.limit == .threshold(0.095))
    #expect(exchange.openCost == 0.0015 && exchange.closeCost == 0.0025 && exchange.minCost == 5)
    #expect(exchange.tradeUnit == 100 && exchange.impactCost == 0)
    #expect(exchange.buyPrice == "$close" && exchange.sellPrice == "$close")
  }

  @Test func everyExchangeSettingIsRead() throws {
    let exchange = try backtest(
      QrunTemplate.text(
        exchange: """
          limit_threshold: null
          deal_price: [$open, $close]
          open_cost: 0.0005
          close_cost: 0.0015
          min_cost: 0
          trade_unit: null
          impact_cost: 1e-1
          volume_threshold: {buy: [current, 0.02 * $volume], sell: [cum, 0.01 * $volume]}
          """)
    ).exchange
    #expect(exchange.limit == .threshold(0.095))
    #expect(exchange.buyPrice == "$open" && exchange.sellPrice == "$close")
    #expect(exchange.openCost == 0.0005 && exchange.closeCost == 0.0015 && exchange.minCost == 0)
    #expect(exchange.tradeUnit == nil && exchange.impactCost == 0.1)
    #expect(
      exchange.volumeLimits == [
        .init(kind: .current, side: .buy, expression: "0.02 * $volume"),
        .init(kind: .cumulative, side: .sell, expression: "0.01 * $volume"),
      ])
    // A single name gets its `$`, in front of whatever it is; members of a pair are taken as they are.
    let scaled = try backtest(QrunTemplate.text(exchange: "deal_price: close*1.01")).exchange
    #expect(scaled.buyPrice == "$close*1.01" && scaled.sellPrice == "$close*1.01")
    let expressions = try backtest(
      QrunTemplate.text(exchange: "limit_threshold: ['$change > 0.03', '$change < -0.03']"))
    #expect(
      expressions.exchange.limit == .expressions(buy: "$change > 0.03", sell: "$change < -0.03"))
  }

  @Test func accountsBenchmarksAndExecutors() throws {
    func config(_ account: String, _ benchmark: String, _ executor: String = "") throws
      -> BacktestConfig
    {
      try backtest(
        QrunTemplate.text(
          backtest:
            "start_time: 2019-01-01\nend_time: 2019-12-31\naccount: \(account)\nbenchmark: \(benchmark)",
          executor: executor))
    }
    let held = try config(
      "{cash: 5e6, 600519.SH: {amount: 1000, price: 4000}, SH600000: {amount: 1, price: 2}}",
      "000300.SH")
    #expect(held.account == 5_000_000)
    #expect(held.startPositions.map(\.instrument.name) == ["SH600000", "SH600519"])
    #expect(held.startPositions.map(\.amount) == [1, 1000])
    #expect(held.benchmark.instruments == [code("SH000300")])
    #expect(try config("1e8", "null").benchmark.instruments == [code("SH000300")])
    #expect(
      try config("1e8", "[SH600000, sz000001]").benchmark.instruments == [
        code("SH600000"), code("SZ000001"),
      ])
    #expect(try config("1", "SH000300", "trade_type: parallel").buysFirst)
    #expect(try config("1", "SH000300", "settle_type: cash").delaysProceeds)
  }

  @Test func everyStrategyParameterIsRead() throws {
    let text = QrunTemplate.text(
      strategy:
        "topk: 30\nn_drop: 3\nhold_thresh: 2\nonly_tradable: True\nforbid_all_trade_at_limit: false\nrisk_degree: 0.5\nmethod_sell: bottom"
    )
    var expected = TopkDropoutParameters(topk: 30, nDrop: 3)
    expected.holdThreshold = 2
    expected.onlyTradable = true
    expected.forbidAllTradeAtLimit = false
    expected.riskDegree = 0.5
    #expect(try read(text).strategy().kind == .topkDropout(expected))
  }

  /// Each mistake is named with the line and the dotted field.
  @Test(arguments: [
    ("topk: many\nn_drop: 5", "config.value", "topk"),
    ("topk: 5.5\nn_drop: 5", "config.value", "topk"),
    ("topk: 0\nn_drop: 5", "config.value", "topk"),
    ("topk: 5\nn_drop: -1", "config.value", "n_drop"),
    ("n_drop: 5", "config.missing", "topk"), ("topk: 5", "config.missing", "n_drop"),
    ("topk: 5\nn_drop: 5\nonly_tradable: maybe", "config.value", "only_tradable"),
    ("topk: 5\nn_drop: 5\nmethod_buy: random", "config.unsupported", "method_buy"),
    ("topk: 5\nn_drop: 5\nhold_tresh: 2", "config.unsupported", "hold_tresh"),
  ])
  func aStrategyMistakeIsRefusedAtItsField(strategy: String, id: String, field: String) throws {
    let configuration = try read(QrunTemplate.text(strategy: strategy))
    let found = try #require(diagnostic { _ = try configuration.strategy() })
    #expect(found.id == id)
    #expect(found.kind == (id == "config.unsupported" ? .unsupported : .absent))
    #expect(found.place?.field == "port_analysis_config.strategy.kwargs.\(field)")
    #expect((found.place?.line ?? 0) > 10)
  }

  /// qlib raises on a whole number as limit, so `1` is a mistake and `1.0` is not.
  @Test(arguments: [
    "limit_threshold: 1", "limit_threshold: [a]", "open_cost: -0.1", "open_cost: cheap",
    "deal_price: [a, b, c]",
    "volume_threshold: [never, $volume]", "volume_threshold: {both: [cum, $volume]}",
    "volume_threshold: {buy: [current, 0.1 * $volume]}", "limit_threshold: '0.095'", "limit_threshold: true",
    "deal_price: [open, close]", "deal_price: {buy: $open}", "trade_unit: 0", "min_cost: null",
  ])
  func anExchangeMistakeIsRefusedAtItsField(line: String) throws {
    let found = try #require(diagnostic { _ = try backtest(QrunTemplate.text(exchange: line)) })
    #expect(found.id == "config.value" && found.kind == .absent)
    #expect(found.place?.field?.hasPrefix("port_analysis_config.backtest.exchange_kwargs.") == true)
  }

  @Test func otherBacktestMistakes() throws {
    func id(_ block: String) -> String? {
      diagnostic { _ = try backtest(QrunTemplate.text(backtest: block)) }?.id
    }
    #expect(id("start_time: 2020-01-01\nend_time: 2019-01-01") == "config.window")
    #expect(id("end_time: 2019-01-01") == "config.missing")
    #expect(id("start_time: 2020\nend_time: 2021-01-01") == "config.value")
    #expect(id("start_time: 2020-01-01\nend_time: 2021-01-01\naccount: 0") == "config.value")
    #expect(
      id("start_time: 2020-01-01\nend_time: 2021-01-01\naccount: {SH600000: {amount: 1, price: 1}}")
        == "config.missing")
    #expect(id("start_time: 2020-01-01\nend_time: 2021-01-01\nbenchmark: 000300") == "config.value")
    for line in ["codes_: all", "freq: 1min", "region: us", "start_time: 1999-01-01"] {
      #expect(
        diagnostic { _ = try backtest(QrunTemplate.text(exchange: line)) }?.id == "config.unsupported", "\(line)")
    }
  }

  /// `codes` of the exchange is a universe or a list in qlib, whose empty list is `all`; it stands in the stored form where
  /// it is another than `all`.
  @Test func theExchangeNamesWhoseQuotesItHas() throws {
    func codes(_ line: String) throws -> ExchangeConfig.Codes {
      let config = try backtest(QrunTemplate.text(exchange: line))
      #expect(try BacktestConfig(json: config.json) == config, "\(line)")
      #expect((config.exchange.json["codes"] == nil) == (config.exchange.codes == .all), "\(line)")
      return config.exchange.codes
    }
    #expect(try codes("freq: day") == .all)
    #expect(try codes("codes: all") == .all)
    #expect(try codes("codes: []") == .all)
    #expect(try codes("codes: csi500") == .universe("csi500"))
    #expect(
      try codes("codes: [SZ000001, sh600000, SZ000001]") == .instruments([code("SH600000"), code("SZ000001")]))
    for line in ["codes: {market: csi300}", "codes: null"] {
      #expect(diagnostic { _ = try backtest(QrunTemplate.text(exchange: line)) }?.id == "config.value", "\(line)")
    }
  }

  /// The block that is run is the one handed to the record, not the one that stands at the top.
  @Test func theRecordsOwnBlockCounts() throws {
    let text = QrunTemplate.text(
      record: """
        config:
            strategy: {class: TopkDropoutStrategy, kwargs: {topk: 7, n_drop: 1}}
            backtest: {start_time: 2020-01-01, end_time: 2020-12-31}
        """)
    let configuration = try read(text)
    #expect(try configuration.strategy().kind == .topkDropout(.init(topk: 7, nDrop: 1)))
    #expect(try configuration.backtest().account == 1e9)
  }

  @Test func aRunWithoutPortfolioSaysSo() throws {
    let configuration = try read(
      "port_analysis_config: {strategy: {class: X}}\ntask: {record: [{class: SignalRecord}]}\n")
    #expect(!configuration.hasPortfolio)
    #expect(diagnostic { _ = try configuration.strategy() }?.id == "config.no-portfolio")
  }

  @Test func anotherStrategyIsNamed() throws {
    let text = QrunTemplate.text().replacing(
      "class: TopkDropoutStrategy", with: "class: my.own.WeightStrategy")
    let found = diagnostic { _ = try read(text).strategy() }
    #expect(found?.id == "strategy.unsupported")
    #expect(found?.summary.english.contains("my.own.WeightStrategy") == true)
  }

  @Test(arguments: ["a: 1\n", "- task\n", "just text\n", "experiment_id: 7\nname: x\n"])
  func whatIsNoTemplate(text: String) {
    #expect(diagnostic { _ = try read(text) }?.id == "config.not-a-template")
  }

  /// The digest is of the content: comments and the order of keys do not change it, a number does.
  @Test func digestIsOfTheContent() throws {
    let digest = try read("task: {a: 1, b: [2010-01-04]}\n").digest
    #expect(digest.count == 64)
    #expect(try read("# note\ntask:\n  b:\n    - 2010-01-04\n  a: 1\n").digest == digest)
    #expect(try read("task: {a: 2, b: [2010-01-04]}\n").digest != digest)
  }

  /// Every YAML file of the recorded RD-Agent workspaces is read, or refused for what it is.
  @Test(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func recordedWorkspacesAreReadOrRefused() throws {
    let folder = SharedMaterial.path("rdagent/workspaces")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      $0.hasSuffix(".yaml")
    }.sorted()
    try #require(files.count > 40)
    var outcomes: [String: Int] = [:]
    for file in files {
      let path = folder + "/" + file
      let text = try FileReader.text(path)
      let found = diagnostic {
        let configuration = try QrunConfiguration(file: path)
        guard configuration.hasPortfolio else { return }
        #expect(try configuration.backtest().account > 0, "\(file)")
        let known = ["TopkDropoutStrategy", "EnhancedTopkDropoutStrategy"]
        #expect(known.contains(try configuration.strategy().className), "\(file)")
      }
      let isEmpty = text.split(separator: "\n").allSatisfy {
        $0.trimmingBlanks.isEmpty || $0.trimmingBlanks.hasPrefix("#")
      }
      let isTemplated = text.contains("{%") || text.contains("{{")
      let expected: String? =
        if isTemplated { "yaml.jinja" } else if isEmpty {
          "yaml.empty"
        } else if file.hasSuffix("meta.yaml") {
          "config.not-a-template"
        } else if text.contains("TopkDropoutStrategy") || !text.contains("strategy:") {
          nil
        } else {
          "strategy.unsupported"
        }
      #expect(found?.id == expected, "\(file)")
      outcomes[found?.id ?? "read", default: 0] += 1
    }
    #expect((outcomes["read"] ?? 0) >= 5)
    #expect((outcomes["yaml.jinja"] ?? 0) >= 5)
  }

  /// qlib's loader reads YAML 1.2: `5e-4` and `95e-3` are numbers, `010` is ten.
  @Test(
    arguments: [
      ("topk: 010\nn_drop: 5", "limit_threshold: 95e-3\nopen_cost: 5e-4\nclose_cost: 1_0e-4\nmin_cost: 5."),
      ("topk: +1_0\nn_drop: 0x5", "limit_threshold: +.095\nopen_cost: .0005\nclose_cost: 0.001\nmin_cost: 0o5"),
    ])
  func numbersAreReadAsQlibsLoaderReadsThem(strategy: String, exchange: String) throws {
    let configuration = try read(QrunTemplate.text(strategy: strategy, exchange: exchange))
    #expect(try configuration.strategy().kind == .topkDropout(.init(topk: 10, nDrop: 5)))
    let read = try configuration.backtest().exchange
    #expect(read.limit == .threshold(0.095))
    #expect(read.openCost == 0.0005 && read.closeCost == 0.001 && read.minCost == 5)
  }

  @Test(
    arguments: [
      ("open_cost: \"0.0005\"", "config.quoted-number"), ("min_cost: '5'", "config.quoted-number"),
      ("open_cost: 12:30", "config.value"), ("open_cost: .inf", "config.value"), ("open_cost: .nan", "config.value"),
      ("open_cost: .5e3", "config.value"), ("open_cost: ０.1", "config.value"),
      ("limit_threshold: \"0.095\"", "config.value"),
      ("limit_threshold: 1", "config.value"),
    ])
  func textsWhereNumbersAreMeantAreRefusedWithTheirLine(exchange: String, id: String) {
    let found = diagnostic { _ = try backtest(QrunTemplate.text(exchange: exchange)) }
    #expect(found?.id == id)
    #expect(found?.place?.line != nil)
    #expect(found?.place?.field?.hasPrefix("port_analysis_config.backtest.exchange_kwargs.") == true)
  }

  /// To qlib `no` is a text, and every text is true.
  @Test(arguments: ["no", "yes", "off", "\"true\"", "1"])
  func wordsThatAreNoTruthValuesAreRefused(word: String) {
    let found = diagnostic {
      _ = try read(QrunTemplate.text(strategy: "topk: 50\nn_drop: 5\nonly_tradable: \(word)")).strategy()
    }
    #expect(found?.id == "config.value")
  }

  @Test func openEndsComeFromOutsideOrAreRefused() throws {
    let text = QrunTemplate.text()
    let open = text.replacing("end_time: 2026-04-30", with: "end_time: null").replacing(
      "[2019-01-01, 2026-04-30]", with: "[2019-01-01, null]")
    #expect(open != text)
    let configuration = try read(open)
    #expect(configuration.openEnds == (false, true))
    #expect(configuration.testSegment?.start == day("2019-01-01"))
    #expect(diagnostic { _ = try configuration.backtest() }?.id == "config.open-window")
    let window = OpenWindow(start: day("2019-03-01"), end: day("2020-01-02"))
    let backtest = try configuration.backtest(open: window)
    #expect(backtest.start == day("2019-01-01") && backtest.end == day("2020-01-02"))
  }

  @Test(arguments: [
    ("0.9.7", OpenEnd.dayAfterLastPrediction), ("0.9.6.99", .dayAfterLastPrediction),
    ("0.9.8.dev12", .dayBeforeLastPrediction), ("0.10.0", .dayBeforeLastPrediction),
    ("1.0.0", .dayBeforeLastPrediction),
  ])
  func versionTellsWhereAnOpenWindowEnds(version: String, end: OpenEnd) {
    #expect(OpenEnd(qlib: version) == end)
    #expect(OpenEnd(qlib: "main") == nil)
  }

  @Test func aConfigurationThatRestsOnAnotherFileIsRefused() {
    let found = diagnostic { _ = try read("BASE_CONFIG_PATH: base.yaml\ntask: {}\n") }
    #expect(found?.id == "config.base")
    #expect(found?.place?.line == 1)
  }
}
