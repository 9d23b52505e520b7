import Primitives
import Records

/// Why RD-Agent's model gives other scores on our features than the recorded ones.
struct ScoreCause {
  let input: LadderInput
  let scored: ScoredRun
  let recorded: PanelTable
  /// Within which two scores are equal.
  let limits: ScoreLimits

  func explain(_ found: PanelDifference) -> CauseStatement {
    if let moved = moved() { return moved }
    if let edited = edited(found) { return edited }
    if found.left == nil || found.right == nil { return CauseStatement(.rows, rows(found), proof: .fact) }
    if let trained = input.retrained.record,
      PanelDifference.first(recorded, trained.predictions, limits) == nil
    {
      return CauseStatement(.model, .otherModel, proof: .replay)
    }
    if let processor = refitted() { return processor }
    if let unpromised = scored.unpromised, !limits.coversEnvironment {
      return CauseStatement(.referenceEnvironment, .unbounded(unpromised.processor), proof: .none)
    }
    let (stocks, rows, all) = spread()
    let isFew = stocks.count <= ScoreCause.stocksMax && rows < all
    // Data of few stocks can be restated after a run; the scores of all stocks are another run's.
    if !isFew, let stale = stale() { return stale }
    return CauseStatement(
      .features, isFew ? .fewStocks(stocks, rows, of: all) : .otherScores(found.instrument, rows, of: all),
      proof: .fact)
  }

  /// The recorded scores are those made here under the dates of the trading days beside.
  private func moved() -> CauseStatement? {
    let own = scored.predictions
    // Scores that never change are equal under any date.
    guard PanelDifference.firstCommon(recorded, own, limits) != nil else { return nil }
    let known = Set(recorded.days).union(own.days).sorted()
    for count in [1, -1] {
      guard let table = recorded.moved(by: count, among: known),
        PanelDifference.firstCommon(table, own, limits) == nil
      else { continue }
      let shared = table.days.indices.reduce(0) { sum, index in
        sum
          + table.rows(ofDay: index).count {
            own.value(of: table.instruments[Int(table.codes[$0])], on: table.days[index]) != nil
          }
      }
      guard shared * 2 > recorded.count else { continue }
      return CauseStatement(
        .shiftedPredictions,
        count > 0 ? .scoresEarlier(shared, of: recorded.count) : .scoresLater(shared, of: recorded.count),
        proof: .formula)
    }
    return nil
  }

  /// The recorded curve follows from the scores made here and not from the recorded ones: these were changed after
  /// the run.
  private func edited(_ found: PanelDifference) -> CauseStatement? {
    guard let recorded = input.recomputed.record?.run, let replayed = input.replayed.record?.run,
      FirstDivergence.find(recorded, replayed, input.tolerances) != nil,
      FirstDivergence.find(recorded, scored.run, input.tolerances) == nil
    else { return nil }
    let spread = spread()
    return CauseStatement(
      .scores, .changedScores(found.instrument, found.day, spread.rows, of: spread.all), proof: .replay)
  }

  /// The recorded model and the one trained here agree on every score: the recorded predictions are neither's.
  private func stale() -> CauseStatement? {
    guard let trained = input.retrained.record,
      PanelDifference.first(scored.predictions, trained.predictions, limits) == nil
    else { return nil }
    let spread = spread()
    return CauseStatement(.otherPredictions, .stalePredictions(spread.rows, of: spread.all), proof: .fact)
  }

  /// Stocks that can be listed in a sentence.
  private static let stocksMax = 3

  private func rows(_ found: PanelDifference) -> Message {
    let (here, there) = found.left == nil ? (scored.predictions, recorded) : (recorded, scored.predictions)
    let side: Message = found.left == nil ? .localPredictions : .recordedPredictions
    if there.days.binarySearch(found.day) == nil { return .missingDay(side, found.instrument, found.day) }
    guard there.instruments.binarySearch(found.instrument) != nil else {
      return .otherUniverse(side, found.instrument, found.day, here.instruments.count, there.instruments.count)
    }
    return .otherMembership(side, found.instrument, found.day)
  }

  /// The window under which the processors give the recorded scores.
  private func refitted() -> CauseStatement? {
    guard let rescored = scored.rescored else { return nil }
    for window in scored.windows {
      guard let table = rescored(window.start, window.end),
        PanelDifference.first(recorded, table, limits) == nil
      else { continue }
      return CauseStatement(.processor, .fitted(on: window), proof: .replay)
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
        guard let own = scored.predictions.value(of: name, on: day),
          !limits.exceeds(recorded.values[row], own, name, recorded.days[index])
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
  static func labels(_ found: PanelDifference, _ recorded: PanelTable, _ own: PanelTable) -> CauseStatement {
    for by in [-1, 1] {
      let place = own.days.binarySearch(found.day).map { $0 - by }
      guard let place, own.days.indices.contains(place),
        own.value(of: found.instrument, on: own.days[place]) == found.left
      else { continue }
      return CauseStatement(
        .labels,
        by < 0
          ? .labelsEarlier(found.instrument, found.day, own.days[place])
          : .labelsLater(found.instrument, found.day, own.days[place]))
    }
    return CauseStatement(.labels, .otherLabel(found.instrument, found.day))
  }
}

extension Message {
  fileprivate static func changedScores(
    _ stock: InstrumentID, _ day: TradingDay, _ rows: Int, of all: Int
  ) -> Message {
    Message(
      "cause.changed-scores",
      ["stock": .instrument(stock), "day": .day(day), "rows": .count(rows), "all": .count(all)],
      en: "The recorded curve follows from the scores made here, not from the recorded ones. {rows} of {all} were "
        + "changed, the first that of {stock} on {day}.",
      zh: "记录的曲线由本地算出的得分得出，而非由记录的得分。{all} 个得分中有 {rows} 个被改动，首个为 {stock} 在 {day} 的得分。")
  }

  fileprivate static func scoresEarlier(_ rows: Int, of all: Int) -> Message {
    Message(
      "cause.scores-earlier", ["rows": .count(rows), "all": .count(all)],
      en:
        "{rows} of {all} recorded scores are those made here for the trading day after. They are dated one day early.",
      zh: "{all} 个记录的得分中有 {rows} 个是本地下一交易日的得分：日期早了一个交易日。")
  }

  fileprivate static func scoresLater(_ rows: Int, of all: Int) -> Message {
    Message(
      "cause.scores-later", ["rows": .count(rows), "all": .count(all)],
      en:
        "{rows} of {all} recorded scores are those made here for the trading day before. They are dated one day late.",
      zh: "{all} 个记录的得分中有 {rows} 个是本地上一交易日的得分：日期晚了一个交易日。")
  }

  fileprivate static func unbounded(_ processor: String) -> Message {
    Message(
      "cause.environment-unbounded", ["processor": .text(processor)],
      en: "{processor} probably rounds otherwise in the record's numpy. How far that moves these scores is not known.",
      zh: "记录所用 numpy 的 {processor} 舍入可能不同；它对这些得分的影响有多大并不知道。")
  }

  fileprivate static let otherModel = Message(
    "cause.other-model",
    en: "The model beside the predictions did not make them. One trained here on the same configuration gives every "
      + "recorded score.",
    zh: "旁边的模型不是产生这些预测的模型：按同一配置在本地训练的模型给出全部记录的得分。")

  fileprivate static func stalePredictions(_ rows: Int, of all: Int) -> Message {
    Message(
      "cause.stale-predictions", ["rows": .count(rows), "all": .count(all)],
      en: "The recorded model and the one trained here give equal scores. {rows} of {all} recorded scores differ: the "
        + "predictions are of another model or run.",
      zh: "记录的模型与本地训练的模型给出相同的得分，而 {all} 个记录的得分中有 {rows} 个不同：预测出自其他模型或其他运行。")
  }

  fileprivate static func fewStocks(_ stocks: [InstrumentID], _ rows: Int, of all: Int) -> Message {
    Message(
      "cause.few-stocks", ["stocks": .names(stocks), "rows": .count(rows), "all": .count(all)],
      en: "Only {rows} of {all} scores differ, all of {stocks}. A factor or the data differ there.",
      zh: "{all} 个得分中只有 {rows} 个不同，都属于 {stocks}：那里的某个因子或数据不同。")
  }

  fileprivate static func otherScores(_ stock: InstrumentID, _ rows: Int, of all: Int) -> Message {
    Message(
      "cause.other-scores", ["stock": .instrument(stock), "rows": .count(rows), "all": .count(all)],
      en: "The same model gives {stock} another score, as on {rows} of {all} rows. A factor, the order of the "
        + "features, a processor or the model differs.",
      zh: "同一模型给 {stock} 的得分不同，{all} 行中共有 {rows} 行如此：某个因子、特征的次序、预处理或模型不同。")
  }

  fileprivate static let localPredictions = Message("side.local-word", en: "local", zh: "本地")
  fileprivate static let recordedPredictions = Message("side.recorded-word", en: "recorded", zh: "记录")

  fileprivate static func missingDay(_ side: Message, _ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "cause.rows-of-a-day", ["side": .message(side), "stock": .instrument(stock), "day": .day(day)],
      en: "Only the {side} predictions score {stock} on {day}. The other side has no score on that day: the segment "
        + "differs, or the day is missing.",
      zh: "只有{side}的预测在 {day} 给 {stock} 打分。另一方当日没有任何得分：区间不同，或缺少这一天。")
  }

  fileprivate static func otherUniverse(
    _ side: Message, _ stock: InstrumentID, _ day: TradingDay, _ own: Int, _ other: Int
  ) -> Message {
    Message(
      "cause.rows-of-a-universe",
      [
        "side": .message(side), "stock": .instrument(stock), "day": .day(day), "own": .count(own),
        "other": .count(other),
      ],
      en: "Only the {side} predictions score {stock} on {day}. The other side never does: its universe differs, "
        + "{other} names against {own}.",
      zh: "只有{side}的预测在 {day} 给 {stock} 打分。另一方从未给它打分：股票池不同，{other} 只对 {own} 只。")
  }

  fileprivate static func otherMembership(_ side: Message, _ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "cause.rows-of-a-stock", ["side": .message(side), "stock": .instrument(stock), "day": .day(day)],
      en: "Only the {side} predictions score {stock} on {day}. The other side does so on other days: membership or "
        + "data differ.",
      zh: "只有{side}的预测在 {day} 给 {stock} 打分。另一方在其他日子给它打分：成分区间或数据不同。")
  }

  fileprivate static func fitted(on window: ScoredRun.FitWindow) -> Message {
    Message(
      "cause.fit-window", ["window": .message(window.name), "start": .day(window.start), "end": .day(window.end)],
      en: "The recorded processors were fitted on {window}, {start} to {end}, not on the configured window. Fitted "
        + "so, every score is the recorded one.",
      zh: "记录的预处理拟合于{window}（{start} 至 {end}），而非配置的区间。如此拟合，每个得分都与记录相同。")
  }

  fileprivate static func labelsEarlier(_ stock: InstrumentID, _ day: TradingDay, _ own: TradingDay) -> Message {
    Message(
      "cause.labels-earlier", ["stock": .instrument(stock), "day": .day(day), "own": .day(own)],
      en: "The recorded label of {stock} on {day} is that of {own} here. Labels are dated one trading day earlier.",
      zh: "{stock} 在 {day} 的记录标签是本地 {own} 的标签：标签的日期早一个交易日。")
  }

  fileprivate static func labelsLater(_ stock: InstrumentID, _ day: TradingDay, _ own: TradingDay) -> Message {
    Message(
      "cause.labels-later", ["stock": .instrument(stock), "day": .day(day), "own": .day(own)],
      en: "The recorded label of {stock} on {day} is that of {own} here. Labels are dated one trading day later.",
      zh: "{stock} 在 {day} 的记录标签是本地 {own} 的标签：标签的日期晚一个交易日。")
  }

  fileprivate static func otherLabel(_ stock: InstrumentID, _ day: TradingDay) -> Message {
    Message(
      "cause.other-label", ["stock": .instrument(stock), "day": .day(day)],
      en: "The recorded label of {stock} on {day} is not that of the configuration. The formula or the prices differ.",
      zh: "{stock} 在 {day} 的记录标签与配置算得的不同：公式不同，或价格不同。")
  }
}
