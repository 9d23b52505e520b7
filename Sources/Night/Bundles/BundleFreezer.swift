package import Archive
import Execution
import Models
package import Primitives
import Records
import Simulation

/// Gathers what an approved migration needs to run by itself, from the night's last work on it.
package struct BundleFreezer {
  private let configuration: AistockConfiguration

  package init(configuration: AistockConfiguration) {
    self.configuration = configuration
  }

  /// Where the bundle of a migration stands unless another place is named.
  package func place(_ migration: String) -> String { Path.join(places, migration) }

  /// The folder of all bundles, inside the archive.
  package var places: String { Path.join(configuration.archive.folder, "bundles") }

  /// Writes the bundle of an approved migration.
  ///
  /// - Throws: `review.not-approved` without an approval that stands, `bundle.no-work` where the night's
  ///   files are gone, `bundle.changed` where they are not those that were signed.
  package func freeze(_ migration: String, to folder: String, clock: Clock) throws {
    let ledger = ReviewLedger(configuration)
    let approval = try ledger.approval(migration, now: clock)
    var content = try content(migration)
    if approval.bundle != content.sha256 {
      // The limits may have changed since; those that were signed stand in the bundle that was written then.
      let signed = Path.join(place(migration), SignedLimits.file)
      let others = [FileReader.exists(signed) ? try FileReader.bytes(signed) : nil, nil]
      let first = try others.map { try self.content(migration, limits: $0) }.first { $0.sha256 == approval.bundle }
      content = first ?? content
    }
    try FrozenBundle.write(content, of: approval, in: ledger, to: folder)
  }

  /// What the bundle of a migration would hold: its digest is part of what a reviewer signs.
  ///
  /// - Throws: `bundle.no-work` where the night's files are gone.
  ///
  /// Where the configuration has accounts, their limits are part of it.
  package func content(_ migration: String) throws -> FrozenBundle.Content {
    let execution = configuration.execution
    return try content(migration, limits: execution.accounts.isEmpty ? nil : execution.limits.json.canonical)
  }

  private func content(_ migration: String, limits: [UInt8]?) throws -> FrozenBundle.Content {
    let work = NightFolders(configuration).work(migration)
    var files: [String: [UInt8]] = [:]
    for (source, name) in [
      ("evidence/conf.yaml", FrozenBundle.configuration),
      ("evidence/model.txt", FrozenBundle.model),
      ("evidence/model.onnx", FrozenBundle.network),
      ("recorded/predictions.csv", FrozenBundle.predictions),
      ("replayed/predictions.csv", FrozenBundle.predictions),
    ] {
      let path = Path.join(work, source)
      if files[name] == nil, FileReader.exists(path) { files[name] = try FileReader.bytes(path) }
    }
    guard files[FrozenBundle.configuration] != nil else {
      throw Diagnostic(
        "bundle.no-work", .absent, at: .init(work), ["migration": .text(migration)],
        (en: "The night's files of {migration} are gone.", zh: "{migration} 的夜间文件已不在。"),
        remedy: (
          en: "Run `aistock nightly`, then `aistock review bundle --migration {migration}`.",
          zh: "先运行 `aistock nightly`，再运行 `aistock review bundle --migration {migration}`。"
        ))
    }
    files[SignedLimits.file] = limits
    files[FrozenBundle.factors] = factors(Path.join(work, "evidence/conf.yaml"))
    return FrozenBundle.Content(
      migration: migration, files: files, exchangeRules: BundleFreezer.exchangeRules,
      toolVersion: ToolVersion.current)
  }

  /// The exchange rules that this version knows.
  static var exchangeRules: String {
    "aistock \(ToolVersion.current): " + AShareRule.allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// Name and expression of each factor; nil where the configuration names no set that is built here.
  private func factors(_ path: String) -> [UInt8]? {
    // Factors that are not built here leave the bundle with its configuration alone.
    guard let document = try? QrunConfiguration(file: path),
      let config = try? DatasetConfig(document),
      let list = try? DatasetBuilder.needed(config)
    else { return nil }
    return Array(list.map { "\($0.name)\t\($0.expression)\n" }.joined().utf8)
  }
}
