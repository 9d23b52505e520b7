package import Primitives
import Records

extension Night.Outcome {
  private static func summary(_ migration: NightResult.Migration) -> JSONValue {
    guard case .judged(let judgement) = migration.outcome else {
      return ["id": .string(migration.id), "verdict": .string(migration.verdict)]
    }
    return [
      "id": .string(migration.id), "verdict": .string(migration.verdict), "beside": judgement.comparison.besideJSON,
    ]
  }

  /// The night in a document: for the state file, and for programs.
  package var summary: JSONValue {
    var members: [String: JSONValue] = [
      "migrations": .array(result.migrations.map(Night.Outcome.summary)),
      "steps": .array(
        steps.map {
          [
            "name": .string($0.record.name), "state": .string($0.record.state.rawValue),
            "seconds": .number($0.record.seconds), "message": $0.record.outcome.message.json,
          ]
        }),
    ]
    if let unreached { members["unreached"] = unreached.stored }
    if !removed.isEmpty { members["removed"] = .array(removed.map { .string($0.path) }) }
    return .object(members)
  }
}
