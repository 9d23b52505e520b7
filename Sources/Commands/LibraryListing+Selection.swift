import Primitives
import Records

/// What a loop's result is worth, each figure with the reason beside it.
extension LibraryListing {
  func lines(_ selection: LibrarySelection?) -> [String] {
    guard let selection else { return ["", Message.noResult[language]] }
    var columns = TextColumns([.left, .right, .left])
    func add(_ name: Message, _ value: LibrarySelection.Value, decimals: Int) {
      let number = value.number.flatMap { Figures.fixed($0, decimals) } ?? "–"
      columns.append([name[language], number, value.reason?[language] ?? ""])
    }
    let range = selection.range.map { "\($0.start) – \($0.end)" } ?? "–"
    columns.append([Message.range[language], range, selection.rangeBasis.map { Message.basis($0)[language] } ?? ""])
    columns.append([
      Message.trials[language], Figures.grouped(selection.trials), Message.ofLoops(selection.loops)[language],
    ])
    columns.append([Message.days[language], selection.days.map { Figures.grouped($0) } ?? "–", ""])
    add(.dailyRatio, selection.informationRatio, decimals: 4)
    add(.deflated, selection.deflatedSharpe, decimals: 4)
    add(.overfitting, selection.overfitting, decimals: 4)
    if let splits = selection.splits {
      columns.append(["", "", Message.splits(splits, curves: selection.curves)[language]])
    }
    add(.degradation, selection.degradation, decimals: 3)
    add(.correlation(selection.correlatedWith), selection.correlation, decimals: 3)
    return ["", Message.selection[language]] + columns.lines + selection.notes.map { $0[language] }
  }
}

extension Message {
  fileprivate static let selection = Message(
    "library.selection-title", en: "Selection among all that were tried", zh: "在全部试验中的取舍")
  fileprivate static let noResult = Message(
    "library.no-result", en: "No metric is recorded: the loop is no trial.", zh: "没有记录任何指标，该循环不计为试验。")
  fileprivate static let range = Message("library.range.label", en: "test range", zh: "测试区间")
  fileprivate static let trials = Message("library.range-trials.label", en: "trials on this range", zh: "同区间试验次数")
  fileprivate static let days = Message("library.days.label", en: "days", zh: "交易日数")
  fileprivate static let dailyRatio = Message(
    "library.daily-ratio.label", en: "information ratio per day", zh: "日信息比率")
  fileprivate static let deflated = Message(
    "library.deflated-sharpe-long.label", en: "deflated Sharpe ratio", zh: "折减夏普比率")
  fileprivate static let overfitting = Message(
    "library.overfitting.label", en: "probability of overfitting, all trials", zh: "过拟合概率（全部试验）")
  fileprivate static let degradation = Message(
    "library.degradation.label", en: "performance degradation, all trials", zh: "表现衰减斜率（全部试验）")

  fileprivate static func basis(_ basis: LibrarySelection.RangeBasis) -> Message {
    switch basis {
    case .curve: Message("library.range-curve.label", en: "days of the curve", zh: "取自曲线")
    case .configuration: Message("library.range-configuration.label", en: "the configuration that ran", zh: "取自实际运行的配置")
    case .catalog: Message("library.range-catalog.label", en: "a catalog", zh: "取自目录")
    }
  }

  fileprivate static func ofLoops(_ count: Int) -> Message {
    Message(
      "library.of-loops.label", ["count": .count(count)], en: "of {count} {count:loop|loops}", zh: "共 {count} 个循环")
  }

  fileprivate static func splits(_ count: Int, curves: Int) -> Message {
    Message(
      "library.splits.label", ["count": .count(count), "curves": .count(curves)],
      en: "{count} splits of {curves} curves", zh: "{curves} 条曲线的 {count} 种划分")
  }

  fileprivate static func correlation(_ migration: String?) -> Message {
    guard let migration else {
      return Message("library.correlation.label", en: "greatest correlation with a migration", zh: "与迁移的最大相关系数")
    }
    return Message(
      "library.correlation-with.label", ["migration": .text(migration)], en: "correlation with migration {migration}",
      zh: "与迁移 {migration} 的相关系数")
  }
}
