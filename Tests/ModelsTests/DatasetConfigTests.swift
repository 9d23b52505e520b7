import Models
import Primitives
import Records
import Testing

@Suite struct DatasetConfigTests {
  private func config(
    handler: String = "Alpha158", _ kwargs: String = "", segments: String? = nil
  ) throws -> DatasetConfig {
    let lines = kwargs.split(separator: "\n").map { "          " + $0 }.joined(separator: "\n")
    let text = """
      task:
        dataset:
          class: DatasetH
          kwargs:
            handler:
              class: \(handler)
              kwargs:
                instruments: csi300
      \(lines)
            segments: \(segments ?? "{train: [2019-01-01, 2019-06-30], valid: [2019-07-01, 2019-12-31]}")
      """
    return try DatasetConfig(QrunConfiguration(YAMLDocument(text, path: "conf.yaml")))
  }

  private static let range = "fit_start_time: 2019-01-01\nfit_end_time: 2019-06-30"

  @Test func theAlphaHandlerFillsInItsRange() throws {
    let config = try config(
      Self.range + """

        infer_processors:
          - class: RobustZScoreNorm
            kwargs: {fields_group: feature, fit_start_time: 2001-01-01, fit_end_time: 2002-01-01}
          - Fillna
        """)
    #expect(config.source == .named("Alpha158"))
    #expect(config.inferProcessors.map(\.name) == ["RobustZScoreNorm", "Fillna"])
    #expect(
      config.inferProcessors[0].fitRange
        == FitRange(start: TradingDay("2019-01-01"), end: TradingDay("2019-06-30")))
    #expect(config.account.first { $0.field.hasSuffix("infer_processors[0]") }?.origin == .replaced)
    // qlib's own learn chain and label, where nothing is written.
    #expect(config.learnProcessors.map(\.name) == ["DropnaLabel", "CSZScoreNorm"])
    #expect(config.labels == [.init(name: "LABEL0", expression: "Ref($close, -2)/Ref($close, -1) - 1")])
    #expect(config.account.first { $0.field.hasSuffix("learn_processors") }?.origin == .standard)
    #expect(config.findings.isEmpty)
  }

  @Test func aLabelWithoutANameIsItsExpression() throws {
    let config = try config("label: [\"Ref($close, -2) / Ref($close, -1) - 1\"]")
    #expect(config.labels.map(\.name) == ["Ref($close, -2) / Ref($close, -1) - 1"])
  }

  @Test func theUsersLoaderKeepsTheOrderOfItsList() throws {
    let config = try config(
      handler: "DataHandlerLP",
      """
      data_loader:
        class: CombinedAlpha158DynamicFactorsLoader
        kwargs:
          alpha158_config:
            label: [["Ref($close, -1)"], ["LABEL0"]]
            feature: [["$open", "$close"], ["Z", "A"]]
          dynamic_path: "combined_factors_df.parquet"
          min_dynamic_non_nan_ratio: 0.01
      """)
    let file = FeatureSource.FactorFile(
      path: "combined_factors_df.parquet", join: "left", nonMissingRatioMin: 0.01, instrumentOverlapMin: 0.8,
      checksInstrumentFormat: true)
    #expect(
      config.source
        == .combined(
          .expressions([.init(name: "Z", expression: "$open"), .init(name: "A", expression: "$close")]), file))
    #expect(config.learnProcessors.isEmpty)
    #expect(config.findings.map(\.id) == ["dataset.labels-missing"])
  }

  @Test func whatIsWrongIsNamedWithItsPlace() throws {
    let unknown = #expect(throws: Diagnostic.self) {
      try config(Self.range + "\ninfer_processors: [{class: RobustZScoreNrom}]")
    }
    #expect(unknown?.id == "model.processor")
    #expect(unknown?.summary.english.contains("Did you mean 'RobustZScoreNorm'?") == true)
    #expect(unknown?.place?.line == 11)
    let argument = #expect(throws: Diagnostic.self) {
      try config("infer_processors: [{class: Fillna, kwargs: {value: 1}}]")
    }
    #expect(argument?.id == "config.unsupported")
    let range = #expect(throws: Diagnostic.self) { try config("infer_processors: [{class: ZScoreNorm}]") }
    #expect(range?.id == "config.missing")
    let empty = #expect(throws: Diagnostic.self) {
      try config(segments: "{train: [2019-07-01, 2019-06-30]}")
    }
    #expect(empty?.id == "config.segment")
    let handler = #expect(throws: Diagnostic.self) { try config(handler: "Alpha191") }
    #expect(handler?.id == "model.dataset")
  }

  @Test func whatQlibAllowsIsFound() throws {
    let overlapping = try config(segments: "{train: [2019-01-01, 2019-07-01], valid: [2019-07-01, 2019-12-31]}")
    #expect(overlapping.findings.map(\.id) == ["dataset.segments-overlap"])
    let unfitted = try config(
      "start_time: 2018-08-01\nfit_start_time: 2010-01-07\nfit_end_time: 2014-12-31\n"
        + "infer_processors: [{class: RobustZScoreNorm}]")
    #expect(unfitted.findings.map(\.id) == ["dataset.fit-empty"])
    let foreseen = try config(
      "fit_start_time: 2019-01-01\nfit_end_time: 2019-12-31\ninfer_processors: [{class: ZScoreNorm}]",
      segments: "{train: [2019-01-01, 2019-06-30], test: [2019-07-01, 2019-12-31]}")
    #expect(foreseen.findings.map(\.id) == ["dataset.fit-in-test"])
  }
}

/// The configuration of the reference run, from the file to the three views.
@Suite(.enabled(if: Oracle.isPresent, "the reference data are not beside the checkout"))
struct BaselineDatasetTests {
  private static func config() throws -> (DatasetConfig, QrunConfiguration) {
    let file = try QrunConfiguration(file: Oracle.folder + "/baseline/conf.yaml")
    return (try DatasetConfig(file), file)
  }

  @Test func readsTheBaseline() throws {
    let (config, file) = try Self.config()
    #expect(config.universe == "csi300")
    #expect(config.inferProcessors.map(\.name) == ["FilterCol", "RobustZScoreNorm", "Fillna"])
    #expect(config.learnProcessors.map(\.name) == ["DropnaLabel", "CSRankNorm"])
    #expect(
      config.inferProcessors[1].arguments
        == "clip_outlier=true, fields_group=feature, fit=2010-01-04..2016-12-31")
    #expect(
      config.segments.map { "\($0.name) \($0.start) \($0.end)" } == [
        "train 2010-01-04 2016-12-31", "valid 2017-01-01 2018-12-31", "test 2019-01-01 2026-04-30",
      ])
    #expect(config.findings.isEmpty)
    let model = YAMLFields(file.document, file.document.root, path: "").fields("task").fields("model")
    let parameters = try LightGBMParameters(model.fields("kwargs"))
    #expect(
      parameters.line
        == "objective=mse verbosity=-1 colsample_bytree=0.8879 learning_rate=0.2 subsample=0.8789 "
        + "lambda_l1=205.6999 lambda_l2=580.9768 max_depth=8 num_leaves=210 num_threads=2 seed=2026 "
        + "deterministic=True force_row_wise=True num_iterations=1000")
    #expect(parameters.rounds == 1000 && parameters.patience == 50)
  }

  /// By hand: two stocks, one of them without a label on the second day.
  @Test func viewsFollowTheChains() throws {
    let days = ["2019-01-02", "2019-01-03"].compactMap { TradingDay($0) }
    let stocks = ["SH600000", "SZ000001"].map { InstrumentID(canonical: $0) }
    let keys = try RowKeys(rows: days.flatMap { day in stocks.map { (day, $0) } })
    let raw = try Frame(
      keys: keys,
      columns: [
        Column(feature: "KLEN", [1, .nan, 3, 4]), Column(feature: "UNUSED", [0, 0, 0, 0]),
        Column(label: "L", [0.5, 0.25, .nan, 0.75]),
      ])
    let document = try YAMLDocument(
      """
      task:
        dataset:
          class: DatasetH
          kwargs:
            handler:
              class: Alpha158
              kwargs:
                infer_processors:
                  - {class: FilterCol, kwargs: {col_list: [KLEN]}}
                  - {class: Fillna, kwargs: {fields_group: feature}}
                learn_processors:
                  - class: DropnaLabel
                  - {class: CSRankNorm, kwargs: {fields_group: label}}
            segments: {train: [2019-01-02, 2019-01-02], valid: [2019-01-03, 2019-01-03]}
      """, path: "conf.yaml")
    let views = try DatasetViews(raw, DatasetConfig(QrunConfiguration(document)))
    #expect(views.raw == raw)
    #expect(views.infer.columns(of: "feature").map(\.values) == [.float([1, 0, 3, 4])])
    #expect(views.infer.columns(of: "label") == raw.columns(of: "label"))
    #expect(views.learn.keys == keys.selecting([0, 1, 3]))
    // Ranks 2/2, 1/2 and 1/1 of the days, minus a half, times 3.46.
    #expect(views.learn.columns(of: "label")[0].values == .double([1.73, 0, 1.73]))
    let training = try #require(views.training)
    #expect(training.train == 0..<2 && training.valid == 2..<3)
    #expect(views.inference(in: "valid")?.rowCount == 2)
    #expect(views.inference(in: "test") == nil)
  }

  /// The handler's window and those of processors alike; what does not learn stays as it is.
  @Test func aDatasetIsRefittedOnOtherDays() throws {
    let (config, _) = try Self.config()
    let range = FitRange(start: TradingDay("2012-01-04"), end: TradingDay("2014-12-31"))
    let refitted = config.refitted(on: range)
    #expect(refitted.inferProcessors.map(\.fitRange) == [nil, range, nil])
    #expect(
      refitted.inferProcessors.map(\.arguments)
        == config.inferProcessors.map {
          $0.arguments.replacing("2010-01-04..2016-12-31", with: "2012-01-04..2014-12-31")
        })
    #expect(refitted.inferProcessors[1].processor() as? RobustZScoreNorm != nil)
    #expect(refitted.learnProcessors.map(\.fitRange) == config.learnProcessors.map(\.fitRange))
    #expect(refitted.segments == config.segments && refitted.source == config.source)
    let back = refitted.refitted(on: try #require(config.inferProcessors[1].fitRange))
    #expect(back.inferProcessors.map(\.arguments) == config.inferProcessors.map(\.arguments))
  }
}
