import Primitives
import Records

/// What the sizes of a panel's values say about their units (`Contracts.md`, panels).
///
/// Documents disagree about 10,000 yuan and yuan, lots and shares, percent and fraction; only the
/// values tell, and the report says which it is.
enum PanelUnits {
  /// A median market value above this is in yuan, below it in 10,000 yuan (`Contracts.md`, panels).
  static let yuanMin = 1e8
  /// A median daily turnover below this is a fraction, not percent.
  static let percentMin = 0.1
  /// How far from what a unit makes of a flow its median share may be, as a factor.
  static let shareSlack = 3.0

  static func findings(
    _ panel: PanelFile, _ series: [InstrumentID: [String: FieldSeries]], in market: any Market
  ) throws -> [Finding] {
    var findings: [Finding] = []
    for field in panel.fields {
      let values = panel.instruments.flatMap { instrument in
        series[instrument]?[field].map { $0.values(in: $0.range) } ?? []
      }
      findings += of(field, values, panel.path)
    }
    findings += try flows(panel, series, market)
    return findings
  }

  private static func of(_ field: String, _ values: [Float], _ path: String) -> [Finding] {
    switch field {
    case "db_total_mv", "db_circ_mv":
      guard let median = median(values.filter { $0 > 0 }.map(Double.init)) else { return [] }
      return [.marketValue(field, in: path, median: median, unit: median > yuanMin ? .yuan : .tenThousandYuan)]
    case "db_turnover_rate", "db_turnover_rate_f":
      guard let median = median(values.filter { $0 > 0 }.map(Double.init)), median < percentMin
      else { return [] }
      return [.turnoverAsFraction(field, in: path, median: median)]
    case "db_pe", "db_pe_ttm":
      let losses = values.count { $0 <= 0 }
      return losses == 0 ? [] : [.notPositive(field, in: path, cells: losses)]
    default: return []
    }
  }

  /// Buying orders of all sizes make up the day: their sum beside close times volume, and beside volume.
  private static func flows(
    _ panel: PanelFile, _ series: [InstrumentID: [String: FieldSeries]], _ market: any Market
  ) throws -> [Finding] {
    var findings: [Finding] = []
    for kind in ["amt", "vol"] {
      let parts = ["sm", "md", "lg", "elg"].map { "mf_\($0)_buy_\(kind)" }
      guard parts.allSatisfy(panel.fields.contains) else { continue }
      var shares: [Double] = []
      for instrument in panel.instruments {
        guard let own = series[instrument], let close = try market.series("close", of: instrument),
          let volume = try market.series("volume", of: instrument)
        else { continue }
        let factor = try market.series("factor", of: instrument)
        for index in close.range {
          let bought = parts.reduce(0.0) { $0 + Double(own[$1]?[index] ?? .nan) }
          // Adjusted close times adjusted volume is the real amount; volume times factor real shares.
          let whole =
            kind == "amt"
            ? Double(close[index]) * Double(volume[index])
            : Double(volume[index]) * (factor.map { Double($0[index]) } ?? 1)
          let share = bought / whole
          if share.isFinite { shares.append(share) }
        }
      }
      guard let median = median(shares) else { continue }
      // Shares that the units give: yuan or shares, and 10,000 yuan or lots of a hundred.
      let units: [(name: Message, share: Double)] =
        kind == "amt" ? [(.yuan, 1), (.tenThousandYuan, 1e-4)] : [(.shares, 1), (.lots, 0.01)]
      let unit = units.first { median <= $0.share * shareSlack && median >= $0.share / shareSlack }
      let flow = Flow(panel: panel.path, kind: kind, median: median)
      switch unit {
      case nil: findings.append(flow.inNoUnit(units.map(\.name)))
      case let unit? where unit.share == 1: findings.append(flow.inOwnUnit(unit.name))
      case let unit?: findings.append(flow.inOtherUnit(unit.name))
      }
    }
    return findings
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  /// All buying orders of a day beside the day's own amount or volume.
  private struct Flow {
    let panel: String
    /// `amt` or `vol`, as the columns are called.
    let kind: String
    let median: Double

    private var whole: Message { kind == "amt" ? .amount : .volume }

    func inOwnUnit(_ unit: Message) -> Finding {
      Finding(
        "panel.unit", .note,
        [
          "panel": .text(panel), "kind": .text(kind), "median": .number(median), "whole": .message(whole),
          "unit": .message(unit),
        ], title: (en: "Unit of the order flows", zh: "资金流的单位"),
        evidence: (
          en: "{panel}: all buying orders ('mf_*_buy_{kind}') are {median} of the day's {whole}. They are in {unit}.",
          zh: "{panel}：全部买单（mf_*_buy_{kind}）为当日{whole}的 {median} 倍，单位是{unit}。"
        ), consequence: (en: "They can be compared with the day's {whole}.", zh: "可与当日{whole}直接比较。"),
        remedy: (en: "None is needed.", zh: "无需处理。"))
    }

    func inOtherUnit(_ unit: Message) -> Finding {
      Finding(
        "panel.unit", .warning,
        [
          "panel": .text(panel), "kind": .text(kind), "median": .number(median), "whole": .message(whole),
          "unit": .message(unit),
        ], title: (en: "Unit of the order flows", zh: "资金流的单位"),
        evidence: (
          en: "{panel}: all buying orders ('mf_*_buy_{kind}') are {median} of the day's {whole}. They are in {unit}.",
          zh: "{panel}：全部买单（mf_*_buy_{kind}）为当日{whole}的 {median} 倍，单位是{unit}。"
        ),
        consequence: (
          en: "A factor that divides them by the day's {whole} is off by that much.",
          zh: "将其除以当日{whole}的因子会相差同样的倍数。"
        ), remedy: (en: "Scale the columns, or the factor.", zh: "请换算这些列，或换算因子。"))
    }

    /// - Parameter units: what was tried.
    func inNoUnit(_ units: [Message]) -> Finding {
      Finding(
        "panel.unit", .warning,
        [
          "panel": .text(panel), "kind": .text(kind), "median": .number(median), "whole": .message(whole),
          "units": .list(units.map { .message($0) }),
        ], title: (en: "Unit of the order flows", zh: "资金流的单位"),
        evidence: (
          en: "{panel}: all buying orders ('mf_*_buy_{kind}') are {median} of the day's {whole}. "
            + "They fit none of the units {units}.",
          zh: "{panel}：全部买单（mf_*_buy_{kind}）为当日{whole}的 {median} 倍，与单位{units}都不符。"
        ),
        consequence: (
          en: "A factor that divides them by the day's {whole} is off by that much.",
          zh: "将其除以当日{whole}的因子会相差同样的倍数。"
        ), remedy: (en: "Scale the columns, or the factor.", zh: "请换算这些列，或换算因子。"))
    }
  }
}

extension Finding {
  fileprivate static func marketValue(_ field: String, in panel: String, median: Double, unit: Message) -> Finding {
    Finding(
      "panel.unit", .note,
      ["panel": .text(panel), "field": .text(field), "median": .number(median), "unit": .message(unit)],
      title: (en: "Unit of the market value", zh: "市值的单位"),
      evidence: (
        en: "{panel}: the median of '{field}' is {median}. It is in {unit}.",
        zh: "{panel}：“{field}”的中位数为 {median}，单位是{unit}。"
      ),
      consequence: (
        en: "A factor that mixes it with amounts in another unit is off by a factor of 10,000.",
        zh: "与其他单位的金额混用的因子会相差一万倍。"
      ), remedy: (en: "Write the factor for this unit, or scale the column.", zh: "请按该单位编写因子，或换算该列。"))
  }

  fileprivate static func turnoverAsFraction(_ field: String, in panel: String, median: Double) -> Finding {
    Finding(
      "panel.unit", .warning, ["panel": .text(panel), "field": .text(field), "median": .number(median)],
      title: (en: "Unit of the turnover rate", zh: "换手率的单位"),
      evidence: (
        en: "{panel}: the median of '{field}' is {median}. It is a fraction.",
        zh: "{panel}：“{field}”的中位数为 {median}，是小数而不是百分数。"
      ),
      consequence: (
        en: "RD-Agent's own column is in percent. Factors come out 100 times smaller.",
        zh: "RD-Agent 的该列以百分数计，因子会小一百倍。"
      ),
      remedy: (
        en: "Multiply the column by 100, or write the factor for fractions.", zh: "请将该列乘以 100，或按小数编写因子。"
      ))
  }

  fileprivate static func notPositive(_ field: String, in panel: String, cells: Int) -> Finding {
    Finding(
      "panel.ratio-not-positive", .note, ["panel": .text(panel), "field": .text(field), "cells": .count(cells)],
      title: (en: "A ratio is not positive", zh: "比率不为正"),
      evidence: (
        en: "{panel}: '{field}' is 0 or negative in {cells} {cells:cell|cells}.",
        zh: "{panel}：“{field}”有 {cells} 个值为 0 或负数。"
      ), consequence: (en: "Its inverse is infinite or negative there.", zh: "其倒数在此为无穷大或负数。"),
      remedy: (
        en: "Invert positive values only: If(${field}>0,1/${field},Log(0*${field}-1)).",
        zh: "请只对正值取倒数：If(${field}>0,1/${field},Log(0*${field}-1))。"
      ))
  }
}

/// Units, and what flows are measured by.
extension Message {
  fileprivate static let yuan = Message("panel.yuan", en: "yuan", zh: "元")
  fileprivate static let tenThousandYuan = Message("panel.ten-thousand-yuan", en: "10,000 yuan", zh: "万元")
  fileprivate static let shares = Message("panel.shares", en: "shares", zh: "股")
  fileprivate static let lots = Message("panel.lots", en: "lots of 100 shares", zh: "手")
  fileprivate static let amount = Message("panel.amount", en: "amount", zh: "成交额")
  fileprivate static let volume = Message("panel.volume", en: "volume", zh: "成交量")
}
