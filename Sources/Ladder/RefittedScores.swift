import Models
import Primitives
import Reconciliation
import Records

/// The recorded model on features whose processors were fitted on another window, for the search for
/// the cause of other scores.
struct RefittedScores: Sendable {
  let config: DatasetConfig
  /// Features before any processor.
  let raw: Frame
  let weights: any ModelWeights
  let runtime: ModelRuntime

  /// Windows that the processors may have been fitted on, likeliest first; none where none of them learns.
  var windows: [ScoredRun.FitWindow] {
    let learns = (config.sharedProcessors + config.inferProcessors).contains { $0.fitRange != nil }
    guard learns, let train = config.segment("train") else { return [] }
    var windows = [ScoredRun.FitWindow(name: .trainSegment, start: train.start, end: train.end)]
    guard let start = config.start else { return windows }
    windows.append(.init(name: .throughTrain, start: start, end: train.end))
    if let valid = config.segment("valid") {
      windows.append(.init(name: .throughValid, start: start, end: valid.end))
    }
    if let end = config.end { windows.append(.init(name: .allData, start: start, end: end)) }
    return windows
  }

  /// Nil where the processors cannot be fitted so: such a window explains nothing.
  func scores(from start: TradingDay, through end: TradingDay) -> PanelTable? {
    let refitted = config.refitted(on: FitRange(start: start, end: end))
    guard let test = try? DatasetViews(raw, refitted, learns: false).inference(in: "test") else { return nil }
    return (try? weights.predictions(of: test, runtime))?.compacted
  }
}

extension Message {
  fileprivate static let trainSegment = Message("window.train-name", en: "the train segment", zh: "训练区间")
  fileprivate static let throughTrain = Message(
    "window.through-train-name", en: "the data up to the train segment's end", zh: "截至训练区间末日的数据")
  fileprivate static let throughValid = Message(
    "window.through-valid-name", en: "the data up to the valid segment's end", zh: "截至验证区间末日的数据")
  fileprivate static let allData = Message("window.all-data-name", en: "all data", zh: "全部数据")
}
