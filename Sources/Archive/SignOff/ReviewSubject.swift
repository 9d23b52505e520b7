package import Primitives
package import Records

extension SnapshotArchive {
  /// The facts of a migration in an archived night; nil where that night did not judge it.
  ///
  /// - Throws: `archive.manifest` for a damaged snapshot, `review.changed` where a file that the
  ///   subject rests on is not the one its manifest names.
  package func subject(_ migration: String, on day: TradingDay) throws -> ReviewSubject? {
    let snapshot = try self.snapshot(day)
    guard let verdict = snapshot.manifest.verdicts.first(where: { $0.migration == migration })
    else { return nil }
    func document(_ name: String) throws -> JSONValue? {
      let path = "migrations/\(migration)/\(name)"
      guard let entry = snapshot.manifest.files.first(where: { $0.path == path }) else {
        return nil
      }
      let file = Path.join(Path.join(folder, day.description), path)
      let bytes = try FileReader.bytes(file)
      guard SHA256Digest(hashing: bytes).hex == entry.sha256 else {
        throw Diagnostic(
          "review.changed", .damaged, at: .init(file),
          (
            en: "The archived file is not the one that its manifest names.", zh: "归档文件不是清单所指的那一份。"
          ),
          remedy: (
            en: "Restore the file from a copy. `aistock archive verify` names what else changed.",
            zh: "从副本恢复该文件；`aistock archive verify` 会列出其他改动。"
          ))
      }
      return try JSONReader.read(file: file, id: "review.changed")
    }
    let comparison = try document("comparison.json")
    let recorded = try document("recorded/run.json")
    let replayed = try document("replayed/run.json")
    func digest(_ digest: RunDocument.Digest) -> String? { digest.value(in: replayed) ?? digest.value(in: recorded) }
    return ReviewSubject(
      migration: migration, day: day, manifest: snapshot.sha256, verdict: verdict.verdict,
      findings: (comparison?["findings"]?.arrayValue ?? []).compactMap { finding in
        finding["id"]?.stringValue.map { "\($0) (\(finding["severity"]?.stringValue ?? "?"))" }
      },
      toolVersion: snapshot.manifest.toolVersion,
      dataDigest: RunDocument.Digest.window.value(in: replayed) ?? RunDocument.Digest.data.value(in: replayed),
      configurationDigest: digest(.configuration), modelDigest: digest(.model),
      predictionsDigest: digest(.predictions), rungs: rungs(comparison))
  }

  /// State by name; empty where the night keeps none.
  private func rungs(_ comparison: JSONValue?) -> [String: String] {
    (comparison?["rungs"]?.arrayValue ?? []).reduce(into: [:]) {
      if let id = $1["id"]?.stringValue { $0[id] = $1["state"]?.stringValue }
    }
  }

  /// The newest night that judged a migration.
  package func newestSubject(_ migration: String) throws -> ReviewSubject? {
    for day in try days().reversed() {
      if let subject = try subject(migration, on: day) { return subject }
    }
    return nil
  }
}
