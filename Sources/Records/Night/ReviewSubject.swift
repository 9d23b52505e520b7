package import Primitives

/// What a reviewer judges, frozen: the facts of one migration in one archived night.
///
/// Everything is taken from the snapshot, nothing from the running program, so that the same subject
/// can be made again years later from the archive alone.
package struct ReviewSubject: Equatable, Sendable {
  package var migration: String
  package var day: TradingDay
  /// SHA-256 of the night's manifest.
  package var manifest: String
  package var verdict: String
  package var findings: [String]
  package var toolVersion: String
  /// SHA-256 over the market data of the replay's own days; nil where nothing was replayed. A day
  /// that follows the window changes nothing, a restated one does.
  package var dataDigest: String?
  package var configurationDigest: String?
  package var modelDigest: String?
  package var predictionsDigest: String?
  /// State of each rung by its name; empty in statements before schema 3.
  package var rungs: [String: String]

  package init(
    migration: String, day: TradingDay, manifest: String, verdict: String, findings: [String],
    toolVersion: String,
    dataDigest: String?, configurationDigest: String?, modelDigest: String?, predictionsDigest: String?,
    rungs: [String: String] = [:]
  ) {
    self.migration = migration
    self.day = day
    self.manifest = manifest
    self.verdict = verdict
    self.findings = findings.sorted()
    self.toolVersion = toolVersion
    self.dataDigest = dataDigest
    self.configurationDigest = configurationDigest
    self.modelDigest = modelDigest
    self.predictionsDigest = predictionsDigest
    self.rungs = rungs
  }

  package var json: JSONValue { json(schema: ReviewStatement.schema) }

  /// - Parameter schema: of the statement that holds the subject. The first one names digests as version 0.1.0
  ///   did: what was signed then is written again in the same bytes.
  func json(schema: Int) -> JSONValue {
    func key(_ digest: RunDocument.Digest) -> String { schema == 1 ? digest.oldKey : digest.rawValue }
    var members: [String: JSONValue] = [
      "migration": .string(migration), "trading_day": .string(day.description),
      "manifest_sha256": .string(manifest),
      "verdict": .string(verdict), "findings": .array(findings.map { .string($0) }),
      "tool_version": .string(toolVersion), key(.data): .optional(dataDigest),
      key(.configuration): .optional(configurationDigest), key(.model): .optional(modelDigest),
      key(.predictions): .optional(predictionsDigest),
    ]
    if schema >= 3 { members["rungs"] = .object(rungs.mapValues { .string($0) }) }
    return .object(members)
  }

  /// Reads the keys of every schema.
  package init?(_ json: JSONValue) {
    guard let migration = json["migration"]?.stringValue,
      let day = json["trading_day"]?.stringValue.flatMap({ TradingDay($0) }),
      let manifest = json["manifest_sha256"]?.stringValue,
      let verdict = json["verdict"]?.stringValue,
      let findings = json["findings"]?.arrayValue, let version = json["tool_version"]?.stringValue
    else { return nil }
    self.init(
      migration: migration, day: day, manifest: manifest, verdict: verdict,
      findings: findings.compactMap(\.stringValue),
      toolVersion: version, dataDigest: RunDocument.Digest.data.value(in: json),
      configurationDigest: RunDocument.Digest.configuration.value(in: json),
      modelDigest: RunDocument.Digest.model.value(in: json),
      predictionsDigest: RunDocument.Digest.predictions.value(in: json),
      rungs: (json["rungs"]?.objectValue ?? [:]).compactMapValues(\.stringValue))
    guard self.findings.count == findings.count else { return nil }
  }

  /// How many rungs ran; nil where the statement does not say it.
  package var rungsRan: Int? {
    rungs.isEmpty ? nil : rungs.values.count { $0 != RungResult.State.notAvailable.rawValue }
  }
}
