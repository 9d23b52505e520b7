import Primitives
import Records

/// What a reader must know of the evidence before any number is compared.
///
/// Where each row of contracts 11 is met:
/// 1 `import.identical-metrics`, `catalog.identical-metrics` · 2 `import.curve-of-another-run`,
/// `import.metrics-of-another-run`, `import.curve-inconsistent` · 3 `import.universe-of-one`,
/// `import.universe-small`, `import.not-a-stock`, `market.universe-of-one` · 4 `import.index-in-universe`,
/// `market.index-in-universe` · 5 the market's reader, which names the line · 6 `market.constant-listing` ·
/// 7 `market.field-missing`, `market.adjusted-trading` · 8 every border reads all forms of a code ·
/// 9 `import.benchmark-empty`, `import.benchmark-gaps` · 10, 24 `import.weights-in-pickle` · 12, 34
/// `catalog.files-gone`, `registry.files-gone` · 13 `catalog.metrics-misparsed` · 14 `catalog.factor-names` ·
/// 15 `catalog.metric-keys`, `registry.metrics-null` · 16 `catalog.loop-in-several-workspaces` ·
/// 17 `catalog.not-recorded` · 18 `catalog.configuration-candidate`, `import.baseline-configuration` ·
/// 19 `catalog.defaults-as-facts` · 20 `catalog.sharpe-is-information-ratio` and the grid of conventions ·
/// 21 `import.differing-fees`, `catalog.differing-fees`, `import.fees-of-another-configuration` ·
/// 22 `catalog.drawdown-sign` and the cause `convention` · 23 `import.feature-count` · 25 `catalog.no-code` ·
/// 29 `import.look-ahead` · 31 `market.end-on-last-day` · 32 the cause `adjustment` · 33
/// `catalog.stale-twin` · 35 `catalog.materialization`, `registry.materialization`,
/// `registry.failed-with-result` · 36 `catalog.duplicate-factor`, `registry.duplicate-factor` ·
/// 37 `registry.orphans` · 38 `import.nan-token`, `catalog.nan-token` · 39 `import.test-range-reused`,
/// `catalog.test-range-reused`.
///
/// Not met, and why: 11 is a crash of RD-Agent's machine that leaves no evidence but a missing file; 26 to 28
/// and 30 concern tables (daily_pv.h5, static_factors.parquet) that this program never reads, because it has
/// no reader for either form; 40 is about documents. Pictures (ret.png, dashboards) hold no number.
enum ImportFindings {
  static func all(of evidence: WorkspaceEvidence) throws -> [Finding] {
    let first = [configuration(evidence), window(evidence), benchmark(evidence), idle(evidence), indexNames(evidence)]
    return first.compactMap { $0 } + ConfigurationFindings.all(of: evidence) + ResultFindings.all(of: evidence)
      + (try ModelFindings.all(of: evidence)) + (try CodeFindings.all(of: evidence))
  }

  private static func configuration(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let why = evidence.missing[.configuration]?.english else { return nil }
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
      evidence:
        "\(odd.count) of \(predictions.instruments.count) predicted names are no exchange codes, first \(first).",
      consequence: "The universe of the run was not a list of stocks.",
      remedy: "Repair instruments/*.txt of the market that RD-Agent used.")
  }
}
