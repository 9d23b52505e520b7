import Primitives
import Records
import Report

/// A night in a few lines, for the terminal, the log and the store.
enum NightSummary {
  static func json(_ migrations: [SiteInput.Migration], _ steps: [NightStep]) -> JSONValue {
    [
      "migrations": .array(migrations.map { ["id": .string($0.id), "verdict": .string(verdict($0))] }),
      "steps": .array(
        steps.map {
          [
            "name": .string($0.name), "state": .string($0.state.rawValue), "seconds": .number($0.seconds),
            "message": .string($0.message),
          ]
        }),
    ]
  }

  static func verdict(_ migration: SiteInput.Migration) -> String {
    switch migration.outcome {
    case .judged(let judgement): judgement.comparison.verdict.rawValue
    case .failed: "DAMAGED"
    }
  }

  static func lines(_ result: NightWork.Result, site: String) -> [String] {
    var lines: [String] = []
    for migration in result.migrations {
      lines.append("\(verdict(migration))  \(migration.id)")
      switch migration.outcome {
      case .judged(let judgement): lines.append("  \(judgement.comparison.summary)")
      case .failed(let diagnostic): lines.append("  \(diagnostic.id): \(diagnostic.summary)")
      }
    }
    for step in result.steps where step.name.hasPrefix("settle ") {
      lines.append("preview \(step.name.dropFirst("settle ".count)): \(step.message)")
    }
    if let manifest = result.manifest { lines.append("archived, manifest \(manifest)") }
    lines.append("\(result.pages) pages: \(Path.join(site, "index.html"))")
    return lines
  }
}
