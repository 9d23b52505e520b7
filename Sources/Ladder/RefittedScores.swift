package import Models
package import Primitives
package import Reconciliation
import Records

/// The recorded model on features whose processors were fitted on another window, for the search for
/// the cause of other scores.
package struct RefittedScores: Sendable {
  /// The file of the configuration that ran.
  package let configuration: String
  /// Features before any processor.
  package let raw: Frame
  /// LightGBM's text form, and where its library is: a model's handle is opened where it is used.
  package let model: String
  package let library: LightGBMPlaces

  package func add(to evidence: inout ScoredRun?, _ config: DatasetConfig) {
    let fitted = (config.sharedProcessors + config.inferProcessors).contains { $0.fitRange != nil }
    guard fitted, let train = config.segment("train") else { return }
    var windows = [
      ScoredRun.FitWindow(name: "the train segment", start: train.start, end: train.end)
    ]
    if let start = config.start {
      windows.append(
        .init(name: "the data up to the train segment's end", start: start, end: train.end))
      if let valid = config.segment("valid") {
        windows.append(
          .init(name: "the data up to the valid segment's end", start: start, end: valid.end))
      }
      if let end = config.end { windows.append(.init(name: "all data", start: start, end: end)) }
    }
    evidence?.windows = windows
    evidence?.rescored = { scores(from: $0, through: $1) }
  }

  /// Nil where the configuration cannot be built so.
  private func scores(from start: TradingDay, through end: TradingDay) -> PanelTable? {
    // A window that cannot be built explains nothing.
    guard let text = try? FileReader.text(configuration),
      let document = try? YAMLDocument(RefittedScores.refit(text, start, end), path: configuration),
      let qrun = try? QrunConfiguration(document), let config = try? DatasetConfig(qrun),
      let test = try? DatasetViews(raw, config).inference(in: "test"),
      let model = try? LightGBMModel(try LightGBMModelText(file: model), library: library.open())
    else { return nil }
    return (try? model.predictions(of: test))?.compacted
  }

  /// The configuration's text with both dates of every fit window replaced.
  package static func refit(_ text: String, _ start: TradingDay, _ end: TradingDay) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      for (key, day) in [("fit_start_time:", start), ("fit_end_time:", end)] {
        guard let place = line.firstRange(of: key) else { continue }
        return String(line[..<place.upperBound]) + " \(day)"
      }
      return String(line)
    }.joined(separator: "\n")
  }
}
