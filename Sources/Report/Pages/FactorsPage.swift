import Primitives
import Records

/// All factors of the night, the worst standing first, then by what they weigh in a model.
struct FactorsPage {
  let sheet: FactorSheet

  /// Days of the line of coverage, and its least value where no factor is lower.
  private static let floor = 0.9

  var document: PageDocument {
    let compared = sheet.ranked.filter { $0.standing != .notCompared }
    let others = sheet.ranked.filter { $0.standing == .notCompared }
    let largest = sheet.entries.compactMap(\.gain).max() ?? 0
    let lowest = compared.compactMap { $0.profile?.lowestCoverage }.min() ?? 1
    let floor = min(FactorsPage.floor, lowest)
    let values: [String: PageValue] = [
      "contents": .list(contents(compared, others)), "hasContents": .flag(!compared.isEmpty),
      "unchecked": .message(.unchecked), "lead": .sentences(lead), "scope": .message(sheet.scope),
      "countBar": countBar,
      "factorCount": .figure(Figure(count: compared.count)), "hasCompared": .flag(!compared.isEmpty),
      "standings": .list(
        FactorStanding.allCases.compactMap { standing in
          let count = sheet.count(standing)
          guard count > 0, standing != .notCompared else { return nil }
          return [
            "value": .text(standing.rawValue), "verdict": FactorMark.value(standing),
            "count": .figure(Figure(count: count)),
          ]
        }),
      "factors": .list(compared.map { row($0, largest: largest, floor: floor) }),
      "hasOthers": .flag(!others.isEmpty), "othersTitle": .message(.notCompared(others.count)),
      "others": .list(others.map(other)), "legend": .message(.legend(floor: floor)),
      "hasNotes": .flag(!sheet.notes.isEmpty), "notes": .list(sheet.notes.map { ["line": .message($0)] }),
    ]
    return PageDocument(
      page: .factors, title: .label("factors"), description: .message(lead[0]), values: values,
      scripts: compared.isEmpty ? [] : ["scripts/tables.js"])
  }

  /// How many stand how; then the factors that fail though a model uses them.
  private var lead: [Message] {
    let compared = sheet.entries.filter { $0.standing != .notCompared }
    guard !compared.isEmpty else { return [.noneCompared(sheet.entries.count)] }
    let agreeing = compared.count { $0.standing > .statisticallyEqual }
    let used = sheet.ranked.filter { $0.standing == .failed && !$0.usedBy.isEmpty }
    return [
      .counts(
        sheet.entries.count, compared: compared.count, failed: sheet.count(.failed),
        statistical: sheet.count(.statisticallyEqual), agreeing: agreeing)
    ] + used.prefix(3).map { .failsInUse($0.name, $0.usedBy.count) }
  }

  private var countBar: PageValue {
    .list(
      FactorStanding.allCases.compactMap { standing in
        let count = sheet.count(standing)
        guard count > 0 else { return nil }
        let share = max(1, Int((Double(count) * 12 / Double(sheet.entries.count)).rounded()))
        return [
          "tone": .text(FactorMark.tone(standing)), "share": .text("w\(share)"),
          "icon": .text(FactorMark.icon(standing)),
          "word": .joined([.figure(Figure(count: count)), FactorMark.word(standing)], separator: .space),
        ]
      })
  }

  private func row(_ entry: FactorEntry, largest: Double, floor: Double) -> [String: PageValue] {
    let check = entry.check
    return [
      "row": .text("f-" + entry.id), "standing": .text(entry.standing.rawValue),
      "verdict": FactorMark.value(entry.standing),
      "name": .note(entry.name), "href": .text(PageShell.Page.factor(entry.id).path),
      "hasPage": .flag(sheet.hasPage(entry)),
      "code": .text(entry.code ?? PageFigures.missing), "lookback": .figure(Figure(count: entry.lookback)),
      "outside": .figure(Figure(count: check?.outside)), "cells": .figure(Figure(count: check?.count)),
      "absolute": .figure(Figure(check?.maxAbsolute, .difference)),
      "relative": .figure(Figure.relativeError(check?.maxRelative)),
      "first": .text(check?.firstDivergence?.day ?? PageFigures.missing), "cause": cause(entry).cell,
      "coverage": .figure(Figure(entry.profile?.coverage, .percent)),
      "line": .drawing(
        CellDrawings.spark([("s-mid", entry.profile?.shares ?? [])], width: 96, height: 18, floor: floor, ceiling: 1)),
      "rankIC": .figure(Figure(entry.rankIC?.mean, .correlation, signed: true)),
      "gain": .figure(Figure(entry.gain, .coarsePercent)), "bar": .drawing(CellDrawings.share(entry.gain, of: largest)),
      "findings": .list(entry.findings.map { ["title": .message($0.title)] }),
      "used": .figure(Figure(count: entry.usedBy.count)), "fields": .text(entry.fields.joined(separator: " ")),
    ]
  }

  private func cause(_ entry: FactorEntry) -> PageValue {
    if let cause = entry.check?.cause { return .message(cause) }
    if let reason = entry.state?.reason, !entry.standing.isAligned { return .message(reason) }
    return entry.standing == .failed || entry.standing == .statisticallyEqual ? .label("causeUnknown") : ""
  }

  private func other(_ entry: FactorEntry) -> [String: PageValue] {
    [
      "row": .text("f-" + entry.id), "name": .text(entry.name), "hasPage": .flag(sheet.hasPage(entry)),
      "href": .text(PageShell.Page.factor(entry.id).path), "code": .text(entry.code ?? ""),
      "findings": .list(entry.findings.map { ["title": .message($0.title)] }),
    ]
  }

  /// The first factor of each standing, then what was not compared.
  private func contents(_ compared: [FactorEntry], _ others: [FactorEntry]) -> [[String: PageValue]] {
    let firsts = FactorStanding.allCases.compactMap { standing -> [String: PageValue]? in
      compared.first { $0.standing == standing }.map {
        ["id": .text("f-" + $0.id), "label": FactorMark.word(standing)]
      }
    }
    return firsts + (others.isEmpty ? [] : [["id": "not-compared", "label": FactorMark.word(.notCompared)]])
      + (sheet.notes.isEmpty ? [] : [["id": "notes", "label": .label("factorNotes")]])
  }
}

extension Figure {
  /// In percent where two decimals tell it, else as the number that it is.
  static func relativeError(_ value: Double?) -> Figure {
    Figure(value, value.map { $0 != 0 && $0 < 1e-4 } ?? false ? .difference : .percent)
  }
}

extension FactorEntry {
  /// Its expression, or the file that computes it.
  var code: String? { expression ?? implementation.map { "\($0).swift" } }
}

extension FactorDays {
  /// Of each day: finite values among all rows; NaN without a row.
  var shares: [Double] { zip(present, rows).map { $1 == 0 ? .nan : Double($0) / Double($1) } }

  var lowestCoverage: Double? { shares.filter(\.isFinite).min() }
}

extension FactorSheet {
  /// A factor of which more is known than a line can say.
  func hasPage(_ entry: FactorEntry) -> Bool { entry.profile != nil || entry.check != nil }

  /// Where and when the values behind the lines lie.
  var scope: Message {
    guard let first = entries.lazy.compactMap({ $0.profile?.days.first }).min(),
      let last = entries.lazy.compactMap({ $0.profile?.days.last }).max()
    else { return Message("report.factor-scope-none.label", en: "No values to draw", zh: "没有可画的因子值") }
    let days = entries.lazy.compactMap { $0.profile?.days.count }.max() ?? 0
    return Message(
      "report.factor-scope.label",
      ["universe": .text(universe), "first": .day(first), "last": .day(last), "days": .count(days)],
      en: "Universe {universe} · coverage {first} – {last}, {days} days",
      zh: "股票池 {universe} · 覆盖率 {first} – {last}，{days} 日")
  }
}

extension Message {
  fileprivate static func noneCompared(_ count: Int) -> Message {
    Message(
      "report.factors-uncompared", ["count": .count(count)],
      en: "{count} {count:factor|factors}, none compared with a reference.", zh: "{count} 个因子，均未与参考值比对。")
  }

  fileprivate static func counts(
    _ count: Int, compared: Int, failed: Int, statistical: Int, agreeing: Int
  ) -> Message {
    Message(
      "report.factor-counts",
      [
        "count": .count(count), "compared": .count(compared), "failed": .count(failed),
        "statistical": .count(statistical),
        "agreeing": .count(agreeing),
      ],
      en:
        "{count} {count:factor|factors}, {compared} compared: {failed} {failed:fails|fail}, {statistical} statistically equal, "
        + "{agreeing} {agreeing:agrees|agree}.",
      zh: "{count} 个因子，{compared} 个已比对：{failed} 个未通过，{statistical} 个统计相等，{agreeing} 个一致。")
  }

  fileprivate static func failsInUse(_ name: String, _ migrations: Int) -> Message {
    Message(
      "report.factor-fails-in-use", ["name": .text(name), "count": .count(migrations)],
      en: "{count} {count:migration uses|migrations use} {name}.", zh: "{name} 有 {count} 个迁移在用。")
  }

  fileprivate static func notCompared(_ count: Int) -> Message {
    Message(
      "report.factors-not-compared.label", ["count": .count(count)],
      en: "{count} not compared: no reference values were named for them", zh: "未比对 {count} 个：没有为其指定参考值")
  }

  fileprivate static func legend(floor: Double) -> Message {
    Message(
      "report.factors-legend", ["floor": .ratio(floor)],
      en:
        "Outside means |difference| above 1e-8 + 1e-8 · |reference|, or missing on one side. Gain is the largest share of a "
        + "LightGBM model's split gain. IC is the mean daily rank correlation with the return of the next day but one. "
        + "The line of coverage begins at {floor}.",
      zh: "超差：|差| 大于 1e-8 + 1e-8·|参考|，或仅一侧缺失。模型增益：在各 LightGBM 模型分裂增益中的最大占比。IC 为与次日买入后一日收益的日均秩相关。覆盖率线的下限为 {floor}。")
  }
}
