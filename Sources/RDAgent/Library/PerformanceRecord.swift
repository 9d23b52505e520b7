import Primitives
import Records

/// `factor_perf.json`: the metrics of the first combination's first window, which all factors of the loop share.
struct PerformanceRecord {
  let metrics: RecordedMetrics

  init(_ document: JSONValue) {
    let window = document["combinations"]?.arrayValue?.first?["windows"]?.arrayValue?.first
    metrics = RecordedMetrics(window?["metrics"]?.objectValue ?? [:]).signed
  }
}
