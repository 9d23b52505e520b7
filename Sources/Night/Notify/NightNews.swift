package import Primitives
package import Records
import Report

/// What of a night is told to those who do not look at its pages.
package struct NightNews {
  package let result: NightResult

  package init(result: NightResult) { self.result = result }

  /// What happened, each once.
  package var occasions: [NotifyChannel.Occasion] {
    NotifyChannel.Occasion.allCases.filter { occasion in
      switch occasion {
      case .flip: result.migrations.contains { $0.standing?.isFlip(from: $0.verdict) ?? false }
      case .fail:
        result.migrations.contains {
          [Comparison.Verdict.fail.rawValue, NightResult.Migration.damaged].contains($0.verdict)
        }
      case .failure: !result.failures.isEmpty || result.unreached != nil
      }
    }
  }

  /// Items of needed action in a document.
  private static let attentionMax = 50

  /// The document of a `webhook`: no link, no path of a machine, no clock but that of the night.
  var json: JSONValue {
    let verdicts = Dictionary(grouping: result.migrations, by: \.verdict).mapValues(\.count)
    let flips = result.migrations.filter { $0.standing?.isFlip(from: $0.verdict) ?? false }
    let letter = NightLetter(result)
    return [
      "schema": 1, "kind": "aistock.night", "trading_day": .string(result.day.description),
      "built_at": .string(result.build.at), "data_age_days": .integer(result.build.dataAge),
      "missed_trading_days": result.build.missedDays.map { .integer($0) } ?? .null,
      "tool_version": .string(result.toolVersion), "market": .string(result.market),
      "occasions": .array(occasions.map { .string($0.rawValue) }),
      "verdicts": .object(verdicts.mapValues { .integer($0) }),
      "changes": .array(
        flips.map {
          [
            "migration": .string($0.id), "before": .optional($0.standing?.before?.verdict),
            "after": .string($0.verdict),
          ]
        }),
      "attention_count": .integer(result.attention.count),
      "attention": .array(result.attention.prefix(NightNews.attentionMax).map(\.json)),
      "failures": .array(
        result.failures.map { ["step": .string($0.step.name), "summary": $0.diagnostic.summary.json] }),
      "unreached": result.unreached?.summary.json ?? .null,
      "manifest_sha256": .optional(result.manifest),
      "text": [
        "en": .string(letter.text(.english)), "zh": .string(letter.text(.chinese)),
      ],
    ]
  }

  /// One line above the letter.
  var title: Message { NightLetter(result).title }

  package func markdown(_ language: Language, bytesMax: Int) -> String {
    NightLetter(result).markdown(language, bytesMax: bytesMax)
  }

  func text(_ language: Language, bytesMax: Int) -> String { NightLetter(result).text(language, bytesMax: bytesMax) }
}
