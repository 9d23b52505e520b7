import Primitives
import Records

/// The first place where two tables of scores or labels part.
struct PanelDifference: Equatable {
  var day: TradingDay
  var instrument: InstrumentID
  /// Nil where the side has no such row.
  var left: Double?
  var right: Double?

  /// Days ascending; on a day, which stocks are scored comes before how, and names ascend.
  static func first(_ recorded: PanelTable, _ own: PanelTable, limit: Double) -> PanelDifference? {
    for day in Set(recorded.days).union(own.days).sorted() {
      let ours = Dictionary(
        own.rows(of: day).map { (own.instruments[Int(own.codes[$0])], own.values[$0]) }
      ) { first, _ in first }
      let rows = recorded.rows(of: day)
      let names = rows.map { recorded.instruments[Int(recorded.codes[$0])] }
      if names.count != ours.count || !names.allSatisfy({ ours[$0] != nil }),
        let name = Set(names).symmetricDifference(ours.keys).min()
      {
        let left = names.firstIndex(of: name).map { recorded.values[rows.lowerBound + $0] }
        return PanelDifference(day: day, instrument: name, left: left, right: ours[name])
      }
      if let found = firstValue(recorded, ours, day, limit) { return found }
    }
    return nil
  }

  /// Among the rows that both sides have.
  static func firstCommon(_ recorded: PanelTable, _ own: PanelTable, limit: Double)
    -> PanelDifference?
  {
    for day in recorded.days {
      let ours = Dictionary(
        own.rows(of: day).map { (own.instruments[Int(own.codes[$0])], own.values[$0]) }
      ) { first, _ in first }
      if let found = firstValue(recorded, ours, day, limit) { return found }
    }
    return nil
  }

  private static func firstValue(
    _ recorded: PanelTable, _ ours: [InstrumentID: Double], _ day: TradingDay, _ limit: Double
  ) -> PanelDifference? {
    for row in recorded.rows(of: day) {
      let name = recorded.instruments[Int(recorded.codes[row])]
      guard let right = ours[name], Difference.exceeds(recorded.values[row], right, limit: limit)
      else { continue }
      return PanelDifference(day: day, instrument: name, left: recorded.values[row], right: right)
    }
    return nil
  }
}

/// Why RD-Agent's model gives other scores on our features than the recorded ones.
struct ScoreCause {
  let input: LadderInput
  let evidence: ScoredRun
  let recorded: PanelTable

  func explain(_ found: PanelDifference) -> Explanation {
    let name = found.instrument
    if found.left == nil || found.right == nil { return rows(found) }
    if let trained = input.retrained,
      PanelDifference.first(recorded, trained.predictions, limit: limit) == nil
    {
      return Explanation(
        cause: .model,
        sentence:
          "The model beside the predictions did not make them: one trained here on the same configuration gives "
          + "every recorded score.",
        evidence: ["tried: model trained here instead of the recorded one"])
    }
    if let processor = refitted() { return processor }
    let (stocks, rows, all) = spread()
    if stocks.count <= ScoreCause.fewStocks, rows < all {
      return Explanation(
        cause: .features,
        sentence:
          "Only \(stocks.map(\.name).joined(separator: ", ")) \(stocks.count == 1 ? "has" : "have") other scores, on "
          + "\(rows) of \(all) rows: a factor or the data of \(stocks.count == 1 ? "this stock" : "these stocks") differ."
      )
    }
    return Explanation(
      cause: .features,
      sentence:
        "The same model gives \(name) another score, as it does on \(rows) of \(all) rows: a factor, its place among "
        + "the features, a processor or the model itself is another.")
  }

  private var limit: Double { input.tolerances[.reinferredScores] }

  /// Stocks that can be listed in a sentence.
  private static let fewStocks = 3

  private func rows(_ found: PanelDifference) -> Explanation {
    let side = found.left == nil ? "the local" : "the recorded"
    let (here, there) =
      found.left == nil ? (evidence.predictions, recorded) : (recorded, evidence.predictions)
    let never = there.instruments.binarySearch(found.instrument) == nil
    let isDay = there.days.binarySearch(found.day) == nil
    let why =
      isDay
      ? "the other side scores nothing on \(found.day): another segment, or a day is missing"
      : never
        ? "the other side never scores it: another universe (\(here.instruments.count) names against \(there.instruments.count))"
        : "the other side scores it on other days: the membership or the data differ"
    return Explanation(
      cause: .rows,
      sentence: "Only \(side) predictions have \(found.instrument) on \(found.day); \(why).")
  }

  /// The window under which the processors give the recorded scores.
  private func refitted() -> Explanation? {
    guard let rescored = evidence.rescored else { return nil }
    for window in evidence.windows {
      guard let table = rescored(window.start, window.end),
        PanelDifference.first(recorded, table, limit: limit) == nil
      else { continue }
      return Explanation(
        cause: .processor,
        sentence:
          "The processors of the record were fitted on \(window.name) (\(window.start) to \(window.end)), not on the "
          + "window of the configuration: fitted so, every score is the recorded one.",
        evidence: ["tried: fit window \(window.start) to \(window.end)"])
    }
    return nil
  }

  /// Stocks with other scores, the rows that have them, and all rows.
  private func spread() -> (stocks: [InstrumentID], rows: Int, all: Int) {
    var stocks: Set<InstrumentID> = []
    var rows = 0
    for (index, day) in recorded.days.enumerated() {
      for row in recorded.rows(ofDay: index) {
        let name = recorded.instruments[Int(recorded.codes[row])]
        guard let own = evidence.predictions.value(of: name, on: day),
          !Difference.exceeds(recorded.values[row], own, limit: limit)
        else {
          stocks.insert(name)
          rows += 1
          continue
        }
      }
    }
    return (stocks.sorted(), rows, recorded.count)
  }

  /// Why the recorded labels are not those of the configuration.
  static func labels(_ found: PanelDifference, _ recorded: PanelTable, _ own: PanelTable)
    -> Explanation
  {
    for (by, text) in [(-1, "earlier"), (1, "later")] {
      let place = own.days.binarySearch(found.day).map { $0 - by }
      guard let place, own.days.indices.contains(place),
        own.value(of: found.instrument, on: own.days[place]) == found.left
      else { continue }
      return Explanation(
        cause: .labels,
        sentence:
          "The recorded label of \(found.instrument) on \(found.day) is the one of \(own.days[place]) here: labels are "
          + "dated a trading day \(text).")
    }
    return Explanation(
      cause: .labels,
      sentence:
        "The recorded label of \(found.instrument) on \(found.day) is not that of the configuration: another formula, or "
        + "other prices.")
  }
}
