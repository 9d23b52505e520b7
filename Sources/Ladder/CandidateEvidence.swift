package import Primitives
package import Records

extension ModelCandidate.Evidence {
  /// What a reconciliation said of a model.
  ///
  /// - Parameters:
  ///   - folder: as `aistock reconcile` wrote it.
  ///   - comparison: its `comparison.json`.
  package init(reconciled folder: String, _ comparison: JSONValue) throws {
    let rungs = comparison["rungs"]?.arrayValue ?? []
    let quality = try QualityFiles.read(folder).quality
    self.init(
      comparison: SHA256Digest(hashing: try FileReader.bytes(Path.join(folder, "comparison.json"))).hex,
      verdict: comparison["verdict"]?.stringValue,
      rungsRan: rungs.count { $0["state"]?.stringValue != RungResult.State.notAvailable.rawValue },
      reinferred: rungs.first { $0["id"]?.stringValue == Rung.reinferred.rawValue }?["state"]?.stringValue,
      ic: quality?.figure("IC")?.value, t: quality?.figure("IC t")?.value, count: quality?.figure("IC")?.count)
  }
}
