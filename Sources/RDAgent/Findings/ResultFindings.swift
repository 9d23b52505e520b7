import Primitives
import Records

/// What curve, metrics and predictions say against themselves, whatever the configuration.
enum ResultFindings {
  static func all(of evidence: WorkspaceEvidence) -> [Finding] {
    [
      emptyMetrics(evidence), benchmarkGaps(evidence), accounts(evidence), shortCurve(evidence),
      universe(evidence),
      indexes(evidence), spread(evidence), outsideTest(evidence),
    ].compactMap { $0 }
  }

  private static func emptyMetrics(_ evidence: WorkspaceEvidence) -> Finding? {
    let empty = (evidence.reported?.values ?? [:]).filter { $0.value.isNaN }.map(\.key).sorted()
    guard !empty.isEmpty else { return nil }
    let isSignal = empty.contains { ["IC", "Rank IC"].contains($0) }
    return Finding(
      id: "import.metrics-empty", severity: isSignal ? .serious : .note,
      evidence: "The record has no number for \(empty.joined(separator: ", ")).",
      consequence: isSignal
        ? "Without an IC the predictions cannot be told from noise."
        : "These metrics are missing, not zero.",
      remedy: isSignal
        ? "Count the instruments of a day: an IC needs two with a spread."
        : "Nothing, unless they are needed.")
  }

  private static func benchmarkGaps(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve else { return nil }
    let gaps = curve.filter { $0.bench.isNaN }
    guard let first = gaps.first, gaps.count < curve.count else { return nil }
    return Finding(
      id: "import.benchmark-gaps", severity: .warning,
      evidence:
        "The benchmark's return is missing on \(gaps.count) of \(curve.count) days, first on \(first.day).",
      consequence: "Excess returns of these days are missing, and every metric over them.",
      remedy: "Fill the index in the market that RD-Agent used.")
  }

  /// Largest relative difference of an account to the one that return and cost lead to; rounding of
  /// Double stays a million times below.
  static let accountTolerance = 1e-8

  /// qlib's return is before cost: account = account before x (1 + return - cost).
  private static func accounts(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let curve = evidence.curve else { return nil }
    for (before, row) in zip(curve, curve.dropFirst()) {
      let expected = before.account * (1 + row.returnRate - row.cost)
      guard !((row.account - expected).magnitude <= accountTolerance * before.account.magnitude)
      else { continue }
      return Finding(
        id: "import.curve-inconsistent", severity: .serious,
        evidence:
          "On \(row.day) the account is \(row.account); the day before, return and cost lead to \(expected).",
        consequence:
          "The curve was put together from two runs, or changed: no metric of it can be believed.",
        remedy: "Export the recorder again, and compare the file's hash.")
    }
    return nil
  }

  private static func shortCurve(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let last = evidence.curve?.last?.day, let used = evidence.used,
      used.configuration.hasPortfolio,
      let backtest = try? used.configuration.backtest(),
      last.advanced(byDays: ResultFindings.holidayDaysMax) < backtest.end
    else { return nil }
    return Finding(
      id: "import.curve-shorter", severity: .warning,
      evidence: "The curve ends on \(last), the configuration's backtest on \(backtest.end).",
      consequence: "The metrics cover fewer days than the window that is shown with them.",
      remedy: "Extend RD-Agent's data, or end the backtest where it ends.")
  }

  /// The longest closure of the exchanges (Spring Festival of 2020, eleven days) and a weekend.
  private static let holidayDaysMax = 14

  private static func universe(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let predictions = evidence.predictions, !predictions.days.isEmpty else { return nil }
    let total = predictions.instruments.count
    let most = predictions.days.indices.map { predictions.rows(ofDay: $0).count }.max() ?? 0
    let names = predictions.instruments.prefix(3).map(\.name).joined(separator: ", ")
    let remedy = "Repair instruments/*.txt of the market that RD-Agent used."
    if total == 1 {
      return Finding(
        id: "import.universe-of-one", severity: .serious,
        evidence: "\(names) is the only instrument predicted.",
        consequence:
          "There is no cross-section: IC, ranks and the portfolio say nothing about the factor.",
        remedy: remedy)
    }
    guard let strategy = try? evidence.used?.configuration.strategy(),
      case .topkDropout(let parameters) = strategy.kind,
      most < parameters.topk
    else { return nil }
    return Finding(
      id: "import.universe-small", severity: .warning,
      evidence:
        "\(most) instruments are predicted on the fullest day, the strategy holds \(parameters.topk): \(names).",
      consequence:
        "Everything is held whatever its score: the portfolio says nothing about the factor.",
      remedy: remedy)
  }

  private static func indexes(_ evidence: WorkspaceEvidence) -> Finding? {
    let found = (evidence.predictions?.instruments ?? []).filter(\.isIndexCode)
    guard !found.isEmpty else { return nil }
    return Finding(
      id: "import.index-in-universe", severity: .serious,
      evidence:
        "Predictions are made for \(found.count) index codes: \(found.prefix(3).map(\.name).joined(separator: ", ")).",
      consequence:
        "The strategy can buy what cannot be bought, and the index judges its own prediction.",
      remedy: "Take index codes out of instruments/*.txt.")
  }

  private static func spread(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let predictions = evidence.predictions else { return nil }
    let flat = predictions.days.indices.filter { index in
      let values = predictions.rows(ofDay: index).map { predictions.values[$0] }.filter {
        !$0.isNaN
      }
      return values.count > 1 && values.allSatisfy { $0 == values[0] }
    }
    guard let first = flat.first else { return nil }
    return Finding(
      id: "import.predictions-constant",
      severity: flat.count == predictions.days.count ? .serious : .warning,
      evidence:
        "All scores of a day are equal on \(flat.count) of \(predictions.days.count) days, first on \(predictions.days[first]).",
      consequence: "Which stocks are held on these days is left to the order of a table.",
      remedy: "Look at the model: it may have no tree, or one feature that is missing everywhere.")
  }

  private static func outsideTest(_ evidence: WorkspaceEvidence) -> Finding? {
    guard let days = evidence.predictions?.days, let test = evidence.used?.configuration.testSegment
    else { return nil }
    let outside = days.filter { $0 < test.start || $0 > test.end }
    guard let first = outside.first else { return nil }
    return Finding(
      id: "import.predictions-outside-test", severity: .serious,
      evidence:
        "\(outside.count) of \(days.count) predicted days lie outside the test (\(test.start) to \(test.end)), first \(first).",
      consequence:
        "The predictions are of another run, or include days that the model was trained on.",
      remedy: "Name the recorder: python export_recorder.py --workspace W --recorder ID.")
  }
}

extension InstrumentID {
  /// Whether the code lies in a range that only indexes use: SH000xxx, SZ399xxx, BJ899xxx.
  var isIndexCode: Bool {
    isExchangeCode && ["SH000", "SZ399", "BJ899"].contains { name.hasPrefix($0) }
  }
}
