import Primitives
import Records

/// The first page: what changed, what needs somebody, how much money it is.
struct TonightPage {
  let result: NightResult

  var document: PageDocument {
    let rows = MigrationRows(result)
    let counts = MigrationCounts(result.migrations)
    var values = rows.brief
    let own: [String: PageValue] = [
      "isTonight": .flag(!result.build.isStale), "nightOf": .message(.nightOf(result.day)),
      "weekday": .label("weekday.\(result.day.weekday)"), "built": .message(optional: built),
      "dataUntil": .message(.dataUntil(result.day)),
      "stale": .list(
        [result.build.isStale ? result.build.staleness : nil, result.unreached?.summary].compactMap {
          $0.map { ["line": .message($0)] }
        }),
      "what": .message(.counts(result)),
      "manifests": .list(result.manifest.map { [["digest": .text($0), "short": .text(ShortDigest.text($0))]] } ?? []),
      "isDemo": .flag(result.isDemo), "isEmpty": .flag(result.migrations.isEmpty && result.previews.isEmpty),
      "countBar": counts.bar, "lead": .sentences(counts.sentences),
      "migrationsNote": .sentences(counts.sentences),
    ]
    values.merge(own) { _, new in new }
    for section in [
      AttentionSection(result: result).values, SinceSection(result: result).values,
      PreviewMultiples(result: result).values, FactorSummary(result: result).values,
      HealthSection(result: result).values,
    ] { values.merge(section) { _, new in new } }
    var document = PageDocument(
      page: .tonight,
      title: result.build.isStale
        ? .message(.nightOf(result.day))
        : .joined([.label("tonight"), .text(result.day.description)], separator: .space),
      description: .sentences(counts.sentences), values: values,
      scripts: ["scripts/tables.js"] + (result.previews.isEmpty ? [] : ["scripts/charts.js"]))
    document.runningHead = (
      left: .joined(
        [
          result.build.isStale ? .message(.nightOf(result.day)) : .label("tonight"),
          result.build.isStale ? "" : .text(result.day.description), .text("aistock " + result.toolVersion),
        ], separator: .dot),
      right: .sentences(Array(counts.sentences.prefix(1)))
    )
    return document
  }

  private var built: Message? {
    let build = result.build
    guard build.at.count >= 16 else { return nil }
    let minute = PageText.minute(build.at)
    let seconds = Int(build.seconds.rounded())
    return seconds < 1 ? .built(minute) : .built(minute, in: seconds)
  }
}

/// The beginning of a digest, as far as a reader compares it.
enum ShortDigest {
  static func text(_ digest: String) -> String { digest.prefix(16) + "…" }
}

extension Message {
  fileprivate static func built(_ minute: String) -> Message {
    Message("report.built", ["minute": .text(minute)], en: "Built {minute}.", zh: "生成于 {minute}。")
  }

  fileprivate static func built(_ minute: String, in seconds: Int) -> Message {
    Message(
      "report.built-in", ["minute": .text(minute), "seconds": .count(seconds)],
      en: "Built {minute} in {seconds} {seconds:second|seconds}.", zh: "生成于 {minute}，用时 {seconds} 秒。")
  }

  /// The head where the data are months old: nobody should take that night for this one.
  fileprivate static func nightOf(_ day: TradingDay) -> Message {
    Message("report.night-of-title", ["day": .day(day)], en: "Night of {day}", zh: "{day} 之夜")
  }

  fileprivate static func dataUntil(_ day: TradingDay) -> Message {
    Message("report.data-until", ["day": .day(day)], en: "Market data to {day}.", zh: "行情截至 {day} 收盘。")
  }

  fileprivate static func counts(_ night: NightResult) -> Message {
    guard let factors = night.factors else {
      return Message(
        "report.counts-without-factors-label",
        ["migrations": .count(night.migrations.count), "previews": .count(night.previews.count)],
        en: "{migrations} {migrations:migration|migrations} · {previews} {previews:preview|previews}",
        zh: "{migrations} 个迁移 · {previews} 个模拟预览")
    }
    return Message(
      "report.counts-label",
      [
        "migrations": .count(night.migrations.count), "factors": .count(factors.entries.count),
        "previews": .count(night.previews.count),
      ],
      en: "{migrations} {migrations:migration|migrations} · {factors} {factors:factor|factors} · "
        + "{previews} {previews:preview|previews}",
      zh: "{migrations} 个迁移 · {factors} 个因子 · {previews} 个模拟预览")
  }
}
