package import Primitives

extension PredictionQuality {
  /// `prediction_quality.json`: everything but the days, which have a table of their own.
  package var json: JSONValue {
    [
      "schema": 1, "predictions_sha256": .string(predictionsDigest), "label": label.json,
      "figures": .array(figures.map(\.json)),
      "months": .array(
        months.map {
          [
            "month": .string($0.month), "ic": .optional($0.ic), "rank_ic": .optional($0.rankIC),
            "n": .integer($0.count), "missing": .integer($0.missing),
          ]
        }),
      "groups": .array(
        groups.map {
          [
            "group": .integer($0.group), "mean": .optional($0.mean), "n": .integer($0.count),
            "missing": .integer($0.missing),
          ]
        }),
      "decay": .array(
        decay.map {
          [
            "days": .integer($0.days), "ic": .optional($0.ic), "rank_ic": .optional($0.rankIC),
            "t": .optional($0.t), "n": .integer($0.count), "missing": .integer($0.missing),
          ]
        }),
      "decay_note": .optional(decayNote),
    ]
  }

  /// Nil for a form that is not known; `days` come from the table.
  package init?(_ json: JSONValue, days: [Day]) {
    guard json["schema"]?.intValue == 1, let digest = json["predictions_sha256"]?.stringValue,
      let label = json["label"].flatMap({ Message($0) })
    else { return nil }
    func list<T>(_ name: String, _ make: (JSONValue) -> T?) -> [T]? {
      guard let items = json[name]?.arrayValue else { return nil }
      let made = items.compactMap(make)
      return made.count == items.count ? made : nil
    }
    func counts(_ json: JSONValue) -> (Int, Int)? {
      json["n"]?.intValue.flatMap { count in json["missing"]?.intValue.map { (count, $0) } }
    }
    guard let figures = list("figures", { QualityFigure($0) }),
      let months = list(
        "months",
        { item in
          item["month"]?.stringValue.flatMap { month in
            counts(item).map {
              Month(
                month: month, ic: item["ic"]?.doubleValue, rankIC: item["rank_ic"]?.doubleValue, count: $0.0,
                missing: $0.1)
            }
          }
        }),
      let groups = list(
        "groups",
        { item in
          item["group"]?.intValue.flatMap { group in
            counts(item).map { Group(group: group, mean: item["mean"]?.doubleValue, count: $0.0, missing: $0.1) }
          }
        }),
      let decay = list(
        "decay",
        { item in
          item["days"]?.intValue.flatMap { days in
            counts(item).map {
              Horizon(
                days: days, ic: item["ic"]?.doubleValue, rankIC: item["rank_ic"]?.doubleValue,
                t: item["t"]?.doubleValue, count: $0.0, missing: $0.1)
            }
          }
        })
    else { return nil }
    self.init(
      predictionsDigest: digest, label: label, figures: figures, months: months, groups: groups, decay: decay,
      decayNote: json["decay_note"].flatMap { $0 == "" ? nil : Message($0) }, days: days)
  }

  private static let columns: [(name: String, value: @Sendable (Day) -> Double?)] = [
    ("ic", { $0.ic }), ("rank_ic", { $0.rankIC }), ("long_short_r", { $0.longShort }),
    ("long_avg_r", { $0.longAverage }), ("long_prec", { $0.longPrecision }),
    ("short_prec", { $0.shortPrecision }), ("pred_autocorr", { $0.autocorrelation }),
    ("top_turnover", { $0.topTurnover }), ("bottom_turnover", { $0.bottomTurnover }),
  ]

  /// `datetime,pairs,ic,...`; missing is an empty field.
  package var dailyCSV: [UInt8] {
    var writer = ByteWriter(capacity: days.count * 160 + 128)
    writer.text("datetime,pairs," + PredictionQuality.columns.map(\.name).joined(separator: ",") + "\n")
    for day in days {
      writer.day(day.day)
      writer.comma()
      writer.number(day.pairs)
      for column in PredictionQuality.columns {
        writer.comma()
        writer.number(column.value(day) ?? .nan)
      }
      writer.newline()
    }
    return writer.bytes
  }

  /// The days of a `prediction_quality.csv`.
  package static func readDays(_ path: String) throws -> [Day] {
    let table = try CSVTable(file: path)
    let dayColumn = try table.column("datetime")
    let pairs = try table.column("pairs")
    let places = try columns.map { try table.column($0.name) }
    return try (0..<table.rowCount).map { row in
      func value(_ index: Int) throws -> Double? {
        let value = try table.double(row: row, column: places[index])
        return value.isNaN ? nil : value
      }
      return Day(
        day: try table.day(row: row, column: dayColumn), ic: try value(0), rankIC: try value(1),
        pairs: Int(try table.double(row: row, column: pairs)), longShort: try value(2), longAverage: try value(3),
        longPrecision: try value(4), shortPrecision: try value(5), autocorrelation: try value(6),
        topTurnover: try value(7), bottomTurnover: try value(8))
    }
  }
}
