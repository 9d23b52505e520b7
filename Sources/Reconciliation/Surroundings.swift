import Primitives
import Records

/// The lines that show the state around a divergence: accounts before it, the stock's day, its score
/// beside the cut.
struct Surroundings {
  let input: LadderInput
  let recorded: ComparedRun
  let replayed: ComparedRun

  func lines(_ divergence: FirstDivergence) -> [String] {
    var lines = accounts(divergence.day)
    if let instrument = divergence.instrument {
      lines += input.state(instrument, divergence.day)
      lines += score(instrument, divergence.day)
      lines += orders(instrument, divergence.day)
    }
    return lines
  }

  /// The last day before with predictions: a decision sees the scores of the trading day before.
  static func decisionDay(_ day: TradingDay, _ report: [ReportRow], _ predictions: PanelTable) -> TradingDay? {
    let before = report.last { $0.day < day }?.day ?? predictions.days.last { $0 < day }
    return before.flatMap { predictions.days.binarySearch($0) != nil ? $0 : nil }
  }

  private func accounts(_ day: TradingDay) -> [String] {
    var lines: [String] = []
    for (name, report) in [("record", recorded.report), ("replay", replayed.report)] {
      guard let row = report.first(where: { $0.day == day }) else { continue }
      lines.append(
        "\(name): account \(Difference.text(row.account)), cash \(Difference.text(row.cash)), "
          + "turnover \(Difference.text(row.turnover)), cost \(Difference.text(row.cost))")
    }
    return lines
  }

  private func score(_ instrument: InstrumentID, _ day: TradingDay) -> [String] {
    guard let predictions = input.predictions,
      let decision = Surroundings.decisionDay(day, replayed.report, predictions)
    else { return [] }
    guard let score = predictions.value(of: instrument, on: decision), !score.isNaN else {
      return ["score on \(decision): missing"]
    }
    let values = predictions.rows(of: decision).map { predictions.values[$0] }.filter { !$0.isNaN }
    let rank = values.count { $0 > score } + 1
    var line = "score on \(decision): \(Difference.text(score)), rank \(rank) of \(values.count)"
    if case .topkDropout(let parameters)? = input.strategy?.kind, values.count >= parameters.topk, parameters.topk > 0 {
      line += ", cut (topk \(parameters.topk)) \(Difference.text(values.sorted(by: >)[parameters.topk - 1]))"
    }
    return [line]
  }

  private func orders(_ instrument: InstrumentID, _ day: TradingDay) -> [String] {
    [("record", recorded.trades), ("replay", replayed.trades)].flatMap { name, trades in
      (trades ?? []).filter { $0.day == day && $0.instrument == instrument }.map {
        "\(name): \($0.direction.rawValue) \(Difference.text($0.orderAmount)), dealt \(Difference.text($0.dealAmount))"
          + " at \(Difference.text($0.price))" + ($0.reason.map { " (\($0.message.english))" } ?? "")
      }
    }
  }
}
