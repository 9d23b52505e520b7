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
      "hasModel": .flag(hasFields || hasBand), "hasBand": .flag(hasBand), "bandNote": .text(bandNote),
      "bands": .list((facts.band?.rows ?? []).map(row)), "hasFields": .flag(hasFields), "believed": .text(believed),
      "fields": .list(facts.fields.map(field)),
    ]
  }

  private var bandNote: String {
    guard let band = facts.band else { return "" }
    return text("bandNote").replacing("{k}", with: "\(band.seeds.count)")
  }

  private var believed: String {
    guard let believed = facts.believed else { return "" }
    return text("believedDocument") + " " + believed.file + (language == .chinese ? "：" : ": ") + believed.because
  }

  private func row(_ row: SeedBand.Row) -> [String: PageValue] {
    let range = row.low.flatMap { low in row.high.map { "\(PageFigures.fixed(low, 5)) … \(PageFigures.fixed($0, 5))" } }
    let state =
      switch row.isInside {
      case true?: text("bandInside")
      case false?: text("bandOutside")
      case nil: text("bandNone")
      }
    return [
      "name": .text(row.metric), "recorded": .text(PageFigures.fixed(row.recorded, 6)),
      "mean": .text(PageFigures.fixed(row.mean, 6)), "spread": .text(PageFigures.difference(row.deviation)),
      "range": .text(range ?? PageFigures.missing), "place": .text(PageFigures.percent(row.quantile, decimals: 0)),
      "state": .text(state), "bad": .flag(row.isInside == false),
    ]
  }

  private func field(_ field: ModelFacts.Field) -> [String: PageValue] {
    [
      "name": .text(field.name.replacing("task.", with: "", maxReplacements: 1)),
      "asked": .text(field.asked ?? text("notWritten")), "built": .text(field.built),
      "origin": .text(text("origin." + field.origin)),
      "others": .text(
        field.others.map { "\($0.document): \($0.text)" }.joined(separator: language == .chinese ? "；" : "; ")),
    ]
  }
}
