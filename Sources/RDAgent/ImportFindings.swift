import Primitives
import Records

/// What a reader must know of the evidence before any number is compared.
enum ImportFindings {
  static func all(of evidence: WorkspaceEvidence) throws -> [Finding] {
    let first = [configuration(evidence), window(evidence), benchmark(evidence), idle(evidence), indexNames(evidence)]
    return first.compactMap { $0 } + ConfigurationFindings.all(of: evidence) + ResultFindings.all(of: evidence)
      + (try ModelFindings.all(of: evidence))
  }

  private static func configuration(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let why = evidence.missing[.configuration] else { return nil }
    return Finding(
      id: "import.configuration-unknown", severity: .serious, evidence: why,
      consequence: "Nothing can be replayed: strategy, window and costs are unknown.",
      remedy: "Export the workspace with the script of `aistock rdagent exporter`.")
  }

  /// `ret.pkl` and `qlib_res.csv` of RD-Agent come from the newest recorder of all workspaces.
  private static func window(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve, let first = curve.first?.day, let last = curve.last?.day,
      let used = evidence.used, used.configuration.hasPortfolio, let backtest = try? used.configuration.backtest()
    else { return nil }
    guard first < backtest.start || last > backtest.end else { return nil }
    return Finding(
      id: "import.curve-of-another-run", severity: .serious,
      evidence: "The curve runs from \(first) to \(last), the configuration from \(backtest.start) to \(backtest.end).",
      consequence: "The curve is of another run, or another configuration ran.",
      remedy: "Name the recorder: python export_recorder.py --workspace W --recorder ID.")
  }

  private static func benchmark(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve, !curve.isEmpty else { return nil }
    let missing = curve.count { $0.bench.isNaN }
    let zero = curve.count { $0.bench == 0 }
    guard missing + zero == curve.count, curve.count > 1 else { return nil }
    return Finding(
      id: "import.benchmark-empty", severity: .serious,
      evidence: "The benchmark's return is \(missing > 0 ? "missing" : "0") on all \(curve.count) days of the curve.",
      consequence: "Every excess return of the record is an absolute return.",
      remedy: "Check that the benchmark's name exists in the market that RD-Agent used.")
  }

  private static func idle(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve, let last = curve.last, last.totalTurnover == 0 else { return nil }
    return Finding(
      id: "import.never-traded", severity: .serious,
      evidence: "The recorded curve has no turnover on any of its \(curve.count) days.",
      consequence: "Its metrics are those of cash.",
      remedy: "Look at the strategy's thresholds and at the predictions.")
  }

  private static func indexNames(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let predictions = evidence.predictions else { return nil }
    let odd = predictions.instruments.filter { !$0.isExchangeCode }
    guard let first = odd.first else { return nil }
    return Finding(
      id: "import.not-a-stock", severity: .serious,
      evidence: "\(odd.count) of \(predictions.instruments.count) predicted names are no exchange codes, first \(first).",
      consequence: "The universe of the run was not a list of stocks.",
      remedy: "Repair instruments/*.txt of the market that RD-Agent used.")
  }
}
