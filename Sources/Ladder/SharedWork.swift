import Metrics
package import Models
import Primitives
import RDAgent
import Reconciliation
import Records

/// What reconciliations of one market share, one after another: loops of a task have features, scores and often
/// predictions in common. Each result is kept by all that decides it beside the market, so that it has the bits that it
/// would have by itself.
package final class SharedWork: Sendable {
  package let frames = FactorFrames()
  /// One: it holds every feature of every day.
  let views = SharedResults<DatasetViews>(limit: 1)
  /// Read from workspaces, by content.
  let tables = EvidenceTables()
  let quality = SharedResults<[MetricValue]>(limit: 128)
  let reports = SharedResults<PredictionQuality>(limit: 128)
  /// Of recorded models, over all segments.
  let scores = SharedResults<PanelTable?>(limit: 8)
  let trainings = SharedResults<(model: TrainedModel, predictions: PanelTable)>(limit: 8)
  let evaluations = SharedResults<ModelEvaluation>(limit: 64)
  let cuts = SharedResults<Climbed<Robustness.Part<[Robustness.CutDay]>>>(limit: 64)
  let runs = SharedResults<Run>(limit: 12)
  /// `predictions.csv` by the digest of the table: 30 MB each.
  let predictions = SharedResults<[UInt8]>(limit: 3)
  let assumptions = SharedResults<UnderAssumptions>(limit: 12)

  package init() {}

  /// Runs that differ from a replay by a rule or an assumption.
  struct UnderAssumptions: Sendable {
    var realistic: Climbed<RealisticRung.Record>
    var probe: RobustnessProbe
  }
}

extension SharedWork {
  /// A key over several parts; nil where a part is not known.
  static func key(_ parts: JSONValue?...) -> String? {
    var known: [JSONValue] = []
    for part in parts {
      guard let part else { return nil }
      known.append(part)
    }
    return SHA256Digest(hashing: JSONValue.array(known).canonical).hex
  }
}
