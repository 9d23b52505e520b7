import Primitives
import Records

/// The recorded numbers among those of the same training under other seeds.
struct SeedBandSection {
  let band: SeedBand

  /// How many recorded numbers lie outside.
  var outside: Int { band.rows.count { $0.isInside == false } }

  private static let units: [String: (label: String, unit: Figure.Unit)] = [
    "IC": ("keyIC", .correlation), "ICIR": ("keyICIR", .correlation), "Rank IC": ("keyRankIC", .correlation),
    "Rank ICIR": ("keyRankICIR", .correlation),
    "1day.excess_return_without_cost.annualized_return": ("keyExcessWithoutCost", .percent),
    "1day.excess_return_without_cost.information_ratio": ("keyRatioWithoutCost", .ratio),
    "1day.excess_return_without_cost.max_drawdown": ("keyFallWithoutCost", .percent),
    "1day.excess_return_with_cost.annualized_return": ("keyExcessWithCost", .percent),
    "1day.excess_return_with_cost.information_ratio": ("keyRatioWithCost", .ratio),
    "1day.excess_return_with_cost.max_drawdown": ("keyFallOfExcess", .percent),
  ]

  var values: [String: PageValue] {
    [
      "title": .message(title),
      "note": .message(.seeds(band.seeds.count)), "rows": .list(band.rows.map(row)),
    ]
  }

  private var title: Message {
    let judged = band.rows.count { $0.isInside != nil }
    if outside > 0 { return .outside(outside, band.seeds.count) }
    if judged == band.rows.count, judged > 0 { return .inside(band.seeds.count) }
    return judged == 0 ? .unjudged : .partlyInside(judged, of: band.rows.count)
  }

  private func row(_ row: SeedBand.Row) -> [String: PageValue] {
    let known = SeedBandSection.units[row.metric]
    let unit = known?.unit ?? .significant
    return [
      "name": known.map { .label($0.label) } ?? .text(row.metric), "strip": strip(row),
      "anchor": .text("seed-" + Slug.of(row.metric)), "low": .figure(Figure(row.low, unit)),
      "high": .figure(Figure(row.high, unit)), "recorded": .figure(Figure(row.recorded, unit)),
      "place": .figure(Figure(row.quantile, .coarsePercent)), "isDifferent": .flag(row.isInside == false),
      "state": .label(row.isInside.map { $0 ? "bandInside" : "bandOutside" } ?? "bandNone"),
    ]
  }

  /// Band, ticks of seeds, and the record as a triangle.
  private func strip(_ row: SeedBand.Row) -> PageValue {
    let values = row.values.compactMap(\.self) + [row.low, row.high, row.recorded].compactMap(\.self)
    guard let low = values.min(), let high = values.max(), low < high else { return .text(PageFigures.missing) }
    func place(_ value: Double) -> Double { ((8 + 224 * (value - low) / (high - low)) * 10).rounded() / 10 }
    var marks = ""
    if let start = row.low, let end = row.high {
      marks +=
        "<rect class=\"band\" x=\"\(place(start))\" y=\"8\" width=\"\(max(1, place(end) - place(start)))\" height=\"9\"/>"
    }
    for value in row.values.compactMap(\.self) {
      marks += "<rect class=\"tick\" x=\"\(place(value))\" y=\"8\" width=\"1.5\" height=\"9\"/>"
    }
    if let recorded = row.recorded {
      let x = place(recorded)
      marks +=
        "<path class=\"\(row.isInside == false ? "fail" : "record")\" d=\"M\(x - 5) 0h10l-5 7zM\(x - 0.75) 7h1.5v11h-1.5z\"/>"
    }
    return .drawing("<svg class=\"strip\" aria-hidden=\"true\" viewBox=\"0 0 240 20\">\(marks)</svg>")
  }
}

extension Message {
  fileprivate static func inside(_ count: Int) -> Message {
    Message(
      "report.seed-inside-title", ["count": .count(count)],
      en: "Seed band: the record lies inside what {count} {count:seed|seeds} give", zh: "种子带：记录位于 {count} 个种子的带内")
  }

  fileprivate static let unjudged = Message(
    "report.seed-unjudged-title", en: "Seed band: no recorded number can be judged", zh: "种子带：没有可判断的记录值")

  fileprivate static func partlyInside(_ judged: Int, of all: Int) -> Message {
    Message(
      "report.seed-partly-title", ["judged": .count(judged), "all": .count(all)],
      en: "Seed band: {judged} of {all} recorded numbers can be judged, and lie inside",
      zh: "种子带：{all} 个记录值中 {judged} 个可判断，均在带内")
  }

  fileprivate static func outside(_ numbers: Int, _ count: Int) -> Message {
    Message(
      "report.seed-outside-title", ["numbers": .count(numbers), "count": .count(count)],
      en:
        "Seed band: {numbers} recorded {numbers:number lies|numbers lie} outside what {count} {count:seed|seeds} give",
      zh: "种子带：{numbers} 个记录值在 {count} 个种子的带外")
  }

  fileprivate static func seeds(_ count: Int) -> Message {
    Message("report.seeds-label", ["count": .count(count)], en: "{count} {count:seed|seeds}", zh: "{count} 个种子")
  }
}
