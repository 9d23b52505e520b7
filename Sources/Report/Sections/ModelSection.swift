import Primitives
import Records

/// The model of a migration: its numbers under other seeds, and what was asked and what was built.
struct ModelSection {
  let facts: ModelFacts
  let language: Language

  private func text(_ key: String) -> String { StringTable.require(key, language) }

  var values: [String: PageValue] {
    let hasFields = !facts.fields.isEmpty
    let hasBand = facts.band != nil
    return [
      "hasModel": .flag(hasFields || hasBand), "hasBand": .flag(hasBand),
      "bandNote": .prose(facts.band.map { .seedBand($0.seeds.count) }, language),
      "bands": .list((facts.band?.rows ?? []).map(row)), "hasFields": .flag(hasFields),
      "isBelieved": .flag(facts.believed != nil), "believedFile": .text(facts.believed?.file ?? ""),
      "because": .prose(facts.believed?.because, language),
      "fields": .list(facts.fields.map(field)),
    ]
  }

  private func row(_ row: SeedBand.Row) -> [String: PageValue] {
    let range = row.low.flatMap { low in
      row.high.map { "\(PageFigures.significant(low)) … \(PageFigures.significant($0))" }
    }
    let state =
      switch row.isInside {
      case true?: text("bandInside")
      case false?: text("bandOutside")
      case nil: text("bandNone")
      }
    return [
      "name": .text(row.metric), "recorded": .text(PageFigures.significant(row.recorded)),
      "mean": .text(PageFigures.significant(row.mean)), "spread": .text(PageFigures.significant(row.deviation)),
      "range": .text(range ?? PageFigures.missing), "place": .text(PageFigures.percent(row.quantile, decimals: 0)),
      "state": .text(state), "bad": .flag(row.isInside == false),
    ]
  }

  private func field(_ field: ModelFacts.Field) -> [String: PageValue] {
    [
      "name": .text(field.name.replacing("task.", with: "", maxReplacements: 1)),
      "isAsked": .flag(field.asked != nil), "asked": .text(field.asked ?? ""), "built": .text(field.built),
      "origin": .text(text("origin." + field.origin)),
      "others": .text(
        field.others.map { "\($0.document): \($0.text)" }.joined(separator: language[("；", "; ")])),
    ]
  }
}

extension Message {
  fileprivate static func seedBand(_ count: Int) -> Message {
    Message(
      "report.seed-band", ["count": .count(count)],
      en: "The same training under {count} {count:seed|seeds}. One more seed is expected within the range."
        + " The place is the share of seeds below the recorded value: a result of luck stands near 100%.",
      zh: "同一训练在 {count} 个种子下的结果。再换一个种子，结果预期落在区间内。"
        + "位置是低于记录值的种子所占比例：靠运气领先的结果，位置接近 100%。")
  }
}
