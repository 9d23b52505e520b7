import Foundation
import MarketData
import Models
import Primitives
import Records
import TestSupport
import Testing

/// A model's folder scores days that its processors were not fitted on.
@Suite struct FittedProcessingTests {
  private static func configuration(_ processors: String, end: String = "2019-01-28") throws -> QrunConfiguration {
    let text = """
      task:
        model: {class: LinearModel, kwargs: {estimator: ridge, alpha: 0.05}}
        dataset:
          class: DatasetH
          kwargs:
            handler:
              class: DataHandlerLP
              kwargs:
                start_time: 2019-01-01
                end_time: \(end)
                instruments: [SH600000, SZ000001]
                data_loader:
                  class: QlibDataLoader
                  kwargs:
                    config:
                      feature: [["$close/Ref($close, 1)-1", "Mean($close, 3)/$close"], [R1, M3]]
                      label: [["Ref($close, -2)/Ref($close, -1)-1"], [LABEL0]]
                infer_processors: \(processors)
                learn_processors: [DropnaLabel]
            segments: {train: [2019-01-01, 2019-01-10], test: [2019-01-11, 2019-01-28]}
      """
    return try QrunConfiguration(YAMLDocument(text, path: "conf.yaml"))
  }

  private static let range = "fit_start_time: 2019-01-01, fit_end_time: 2019-01-10"
  static let chains = [
    "[{class: RobustZScoreNorm, kwargs: {fields_group: feature, clip_outlier: true, \(range)}}, {class: Fillna, kwargs: {fields_group: feature}}]",
    "[{class: ZScoreNorm, kwargs: {\(range)}}]",
    "[{class: MinMaxNorm, kwargs: {fields_group: feature, \(range)}}, {class: Fillna, kwargs: {fill_value: -1}}]",
    "[{class: FilterCol, kwargs: {fields_group: feature, col_list: [M3]}}, {class: CSRankNorm, kwargs: {fields_group: feature}}]",
  ]

  /// Two stocks over twenty days, one of them with a day missing.
  private static func market() -> MemoryMarket {
    var market = TinyMarket(from: "2019-01-01", days: 20)
    func closes(_ step: Float, without: Int?) -> [Float] {
      (0..<20).map { $0 == without ? .nan : 10 + Float($0 * $0 % 7) * step }
    }
    market.add("SH600000", close: closes(0.5, without: nil))
    market.add("SZ000001", close: closes(0.3, without: 14))
    return market.market
  }

  @Test(arguments: chains)
  func aLaterDayHasTheBitsOfTheWholeRange(chain: String) throws {
    let market = Self.market()
    let configuration = try Self.configuration(chain)
    let whole = try DatasetBuilder(market: market).views(DatasetConfig(configuration))
    let fitted = try FittedProcessing(configuration, whole)
    let folder = try saved(fitted, features: whole.infer.names(of: "feature"))
    defer { try? FileManager.default.removeItem(atPath: folder) }

    let read = try ModelFolder(reading: folder)
    let processing = try #require(read.processing)
    #expect(processing == fitted)
    #expect(processing.configuration.digest == configuration.digest)

    let day = try #require(TradingDay("2019-01-18"))
    let wanted = whole.infer.segment(from: day, through: day)
    #expect(wanted.rowCount == 2)
    let alone = try processing.input(from: whole.raw.segment(from: day, through: day))
    #expect(alone.digest == wanted.digest)
    let scores = try read.predictions(on: market, from: day, through: day, .bare)
    #expect(scores.values == (try read.predictions(of: wanted, .bare)).values)
    #expect(scores.days == [day])
  }

  @Test("datasets one after another share what their expressions give, and nothing else")
  func sharedFrames() throws {
    let frames = FactorFrames()
    let builder = DatasetBuilder(market: Self.market(), frames: frames)
    for chain in Self.chains {
      for end in ["2019-01-28", "2019-01-24"] {
        let config = try DatasetConfig(Self.configuration(chain, end: end))
        let alone = try DatasetBuilder(market: Self.market()).views(config)
        for _ in 0..<2 {
          let shared = try builder.views(config)
          // Missing values are equal to none: texts of the bits are compared.
          #expect("\(shared.raw)" == "\(alone.raw)")
          #expect("\(shared.infer)" == "\(alone.infer)")
          #expect("\(shared.learn)" == "\(alone.learn)")
        }
      }
    }
  }

  @Test func aColumnThatWasNotLearnedIsNamed() throws {
    let configuration = try Self.configuration(Self.chains[0])
    let fitted = try FittedProcessing(
      configuration, DatasetBuilder(market: Self.market()).views(DatasetConfig(configuration)))
    let keys = try RowKeys(rows: [(TradingDay(daysSince1970: 17_897), InstrumentID(canonical: "SH600000"))])
    func refusal(_ names: [String]) throws -> Diagnostic? {
      #expect(throws: Diagnostic.self) {
        try fitted.input(from: Frame(keys: keys, columns: names.map { Column(feature: $0, [1]) }))
      }
    }
    #expect(try refusal(["R1"])?.summary.arguments["column"] == "M3")
    #expect(try refusal(["M3", "R1"])?.summary.arguments["column"] == "R1")
    #expect(try refusal(["R1", "M3", "X"])?.summary.arguments["column"] == "X")
    #expect(try refusal(["R1"])?.id == "model.statistics")
  }

  @Test func changedStatisticsAreRefused() throws {
    let configuration = try Self.configuration(Self.chains[1])
    let views = try DatasetBuilder(market: Self.market()).views(DatasetConfig(configuration))
    let folder = try saved(FittedProcessing(configuration, views), features: views.infer.names(of: "feature"))
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/processing.json"
    let text = try FileReader.text(path)
    try FileWriter.write(Array(text.replacing("\"first\": ", with: "\"first\": 1").utf8), to: path)
    let changed = #expect(throws: Diagnostic.self) { try ModelFolder(reading: folder) }
    #expect(changed?.id == "model.hash")
    try FileManager.default.removeItem(atPath: path)
    let missing = #expect(throws: Diagnostic.self) { try ModelFolder(reading: folder) }
    #expect(missing?.id == "file.missing")
  }

  @Test func weightsAloneScoreNoMarket() throws {
    let day = TradingDay(daysSince1970: 17_897)
    let model = try ModelFolder(
      weights: LinearModel(featureNames: ["A"], weights: [1], intercept: 0), features: ["A"],
      origin: .init(configuration: nil, data: nil, features: nil, trainedBy: "test", seed: nil))
    let error = #expect(throws: Diagnostic.self) {
      try model.predictions(on: Self.market(), from: day, through: day, .bare)
    }
    #expect(error?.id == "model.processing")
  }

  private func saved(_ processing: FittedProcessing, features: [String]) throws -> String {
    let weights = LinearModel(
      featureNames: features, weights: features.indices.map { 1 / Double($0 + 3) }, intercept: 0.25)
    let model = try ModelFolder(
      weights: weights, features: features,
      origin: .init(configuration: nil, data: nil, features: nil, trainedBy: "test", seed: nil),
      processing: processing)
    let folder = FileManager.default.temporaryDirectory.appending(path: "fitted-\(UUID().uuidString)").path
    let sink = MemorySink()
    try model.write(to: sink)
    for (name, bytes) in sink.files { try FileWriter.write(bytes, to: folder + "/" + name) }
    return folder
  }
}
