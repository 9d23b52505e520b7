import Primitives
import Records

/// Trials that change the predictions: another date, the opposite sign, two stocks exchanged.
struct PredictionTrials {
  let catalogue: TrialCatalogue

  init(_ catalogue: TrialCatalogue) { self.catalogue = catalogue }

  private var predictions: PanelTable { catalogue.laboratory.setting.predictions }

  /// Stocks of either side that are paired at most.
  private static let pairedMax = 4

  /// The predictions under the dates of the trading days beside.
  var shifts: [Trial] {
    [-1, 1].compactMap { by in
      shifted(by).map { table in
        catalogue.trial(.shiftedPredictions, by < 0 ? .datedEarlier : .datedLater) { $0.predictions = table }
      }
    }
  }

  func all(_ divergence: FirstDivergence) -> [Trial] {
    let negated = catalogue.trial(.scores, .negated) { $0.predictions = predictions.mapped { -$0 } }
    return shifts + [negated] + turned(divergence) + exchanged(divergence)
  }

  /// The scores of the deciding day alone with the opposite sign.
  private func turned(_ divergence: FirstDivergence) -> [Trial] {
    guard
      let decision = Surroundings.decisionDay(divergence.day, catalogue.replayed.report, predictions),
      let index = predictions.days.binarySearch(decision)
    else { return [] }
    var values = predictions.values
    for row in predictions.rows(ofDay: index) { values[row] = -values[row] }
    let table = PanelTable(
      instruments: predictions.instruments, days: predictions.days, offsets: predictions.offsets,
      codes: predictions.codes, values: values)
    return [catalogue.trial(.scores, .negated(on: decision)) { $0.predictions = table }]
  }

  /// The table with every day's rows dated by another trading day; nil where that day is not known.
  private func shifted(_ by: Int) -> PanelTable? {
    predictions.moved(by: by, among: Set(predictions.days).union(catalogue.recorded.report.map(\.day)).sorted())
  }

  /// The stocks that only one of the runs has on the day take each other's scores: on the day of the
  /// decision, and on every day.
  private func exchanged(_ divergence: FirstDivergence) -> [Trial] {
    guard
      let decision = Surroundings.decisionDay(
        divergence.day, catalogue.replayed.report, predictions)
    else { return [] }
    func names(_ run: ComparedRun) -> Set<InstrumentID> {
      Set((run.positions ?? []).lazy.filter { $0.day == divergence.day }.map(\.instrument))
    }
    let (record, replay) = (names(catalogue.recorded), names(catalogue.replayed))
    let ones = record.subtracting(replay).sorted().prefix(PredictionTrials.pairedMax)
    let others = replay.subtracting(record).sorted().prefix(PredictionTrials.pairedMax)
    return ones.flatMap { one in
      others.flatMap { other -> [Trial] in
        [[decision], predictions.days].compactMap { days in
          predictions.exchanging(one, other, on: days).map { table in
            catalogue.trial(
              .scores, days.count == 1 ? .exchanged(one, other, on: decision) : .exchanged(one, other)
            ) { $0.predictions = table }
          }
        }
      }
    }
  }
}

extension PanelTable {
  func mapped(_ change: (Double) -> Double) -> PanelTable {
    PanelTable(
      instruments: instruments, days: days, offsets: offsets, codes: codes,
      values: values.map(change))
  }

  /// Every day's rows under the date so many places on among the known days, which ascend; nil where none is left.
  func moved(by count: Int, among known: [TradingDay]) -> PanelTable? {
    var moved: [TradingDay] = []
    var kept: [Int] = []
    for (index, day) in days.enumerated() {
      guard let place = known.binarySearch(day), known.indices.contains(place + count) else { continue }
      moved.append(known[place + count])
      kept.append(index)
    }
    return moved.isEmpty ? nil : keeping(kept, dated: moved)
  }

  /// Some of the days, under other dates; both ascending.
  func keeping(_ indices: [Int], dated days: [TradingDay]) -> PanelTable {
    var offsets = [0]
    var codes: [Int32] = []
    var values: [Double] = []
    for index in indices {
      codes += self.codes[rows(ofDay: index)]
      values += self.values[rows(ofDay: index)]
      offsets.append(values.count)
    }
    return PanelTable(
      instruments: instruments, days: days, offsets: offsets, codes: codes, values: values)
  }

  /// Nil where one of the two has no score on any of the days.
  func exchanging(_ one: InstrumentID, _ other: InstrumentID, on days: [TradingDay]) -> PanelTable? {
    guard let left = instruments.binarySearch(one), let right = instruments.binarySearch(other)
    else { return nil }
    var values = self.values
    var count = 0
    for day in days {
      let rows = self.rows(of: day)
      guard let a = codes[rows].binarySearch(Int32(left)),
        let b = codes[rows].binarySearch(Int32(right))
      else { continue }
      values.swapAt(a, b)
      count += 1
    }
    return count == 0
      ? nil
      : PanelTable(
        instruments: instruments, days: self.days, offsets: offsets, codes: codes, values: values)
  }
}

extension Message {
  fileprivate static let datedEarlier = Message(
    "trial.dated-earlier", en: "The recorded run used these predictions dated one trading day earlier.",
    zh: "记录的运行所用预测的日期早一个交易日。")

  fileprivate static let datedLater = Message(
    "trial.dated-later", en: "The recorded run used these predictions dated one trading day later.",
    zh: "记录的运行所用预测的日期晚一个交易日。")

  fileprivate static let negated = Message(
    "trial.negated", en: "The recorded run used the scores with the opposite sign.", zh: "记录的运行所用得分的符号相反。")

  fileprivate static func negated(on day: TradingDay) -> Message {
    Message(
      "trial.negated-on-day", ["day": .day(day)],
      en: "In the recorded run the scores of {day} had the opposite order.", zh: "记录的运行中，{day} 的得分顺序相反。")
  }

  fileprivate static func exchanged(_ one: InstrumentID, _ other: InstrumentID, on day: TradingDay) -> Message {
    Message(
      "trial.exchanged-on-day", ["one": .instrument(one), "other": .instrument(other), "day": .day(day)],
      en:
        "In the recorded run {one} ranked where {other} does on {day}, and the other way round. A score of the two was "
        + "different.",
      zh: "记录的运行中，{one} 与 {other} 在 {day} 的名次互换：两者至少有一个得分不同。")
  }

  fileprivate static func exchanged(_ one: InstrumentID, _ other: InstrumentID) -> Message {
    Message(
      "trial.exchanged", ["one": .instrument(one), "other": .instrument(other)],
      en: "In the recorded run {one} and {other} had each other's score on every day.",
      zh: "记录的运行中，{one} 与 {other} 每天的得分都对调。")
  }
}
