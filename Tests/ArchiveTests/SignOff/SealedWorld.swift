import Archive
import Foundation
import Primitives
import Records
import TestSupport

/// An archive of three nights with objects, an operator's signed head, an approval and its frozen bundle.
///
/// A tampering is made on the folder and undone from a copy.
final class SealedWorld {
  let review: ReviewFixture
  let archive: SnapshotArchive
  let ledger: ReviewLedger
  private let copy: TemporaryFolder

  static let operatorName = "operator@example.com"
  private static let configuration = """
    port_analysis_config:
        strategy: {class: TopkDropoutStrategy, module_path: qlib.contrib.strategy, kwargs: {topk: 1, n_drop: 1}}
        backtest: {start_time: 2024-01-02, end_time: 2024-01-03, account: 1000000, benchmark: SH000300}

    """
  private static let predictions = "datetime,instrument,score\n2024-01-02,SH600000,0.9\n2024-01-02,SZ000001,0.1\n"

  init(isSigned: Bool = true) throws {
    review = try ReviewFixture()
    copy = try TemporaryFolder()
    try review.allow([
      (ReviewFixture.author, "author", ""), (ReviewFixture.reviewer, "reviewer", ""),
      (SealedWorld.operatorName, "stranger", ""),
    ])
    let ssh = SSHSignature(environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    archive = SnapshotArchive(
      folder: review.archive.folder,
      headKey: HeadKey(
        ssh: ssh, allowedSigners: review.signers, key: isSigned ? review.key("stranger") : nil,
        clock: review.clock))
    ledger = ReviewLedger(
      archive: archive, allowedSigners: review.signers, requiresOtherThanAuthor: true, ssh: ssh)
    let files: [String: [UInt8]] = [
      FrozenBundle.configuration: Array(SealedWorld.configuration.utf8), FrozenBundle.model: Array("tree\n".utf8),
      FrozenBundle.predictions: Array(SealedWorld.predictions.utf8),
      FrozenBundle.factors: Array("F1\t$close/Ref($close,1)-1\n".utf8),
    ]
    let config = try QrunConfiguration(file: review.temporary.write(SealedWorld.configuration, to: "conf.yaml")).digest
    let scores = try PanelTable(
      csv: review.temporary.write(SealedWorld.predictions, to: "pred.csv"), value: "score"
    ).digest
    for (index, date) in ["2026-11-20", "2026-11-21", "2026-11-22"].enumerated() {
      var night = ReviewFixture.night(
        date, config: config, model: SHA256Digest(hashing: files[FrozenBundle.model] ?? []).hex, predictions: scores)
      night.files += [
        .init(
          path: "migrations/alpha/recorded/positions.csv", bytes: Array("night \(index)\n".utf8), isShared: true),
        .init(path: "migrations/alpha/evidence/model.txt", bytes: files[FrozenBundle.model] ?? [], isShared: true),
      ]
      _ = try archive.write(night)
    }
    _ = try ledger.request("alpha", author: ReviewFixture.author, note: "", clock: review.clock)
    review.time += 60
    let content = FrozenBundle.Content(
      migration: "alpha", files: files, exchangeRules: "qlib", toolVersion: "1.0")
    _ = try ledger.decide(
      .approve, "alpha", reviewer: ReviewFixture.reviewer, note: "seen", exceptions: [], key: review.key("reviewer"),
      clock: review.clock
    ) { content.sha256 }
    try FrozenBundle.write(
      content, of: try ledger.approval("alpha", now: review.clock), in: ledger, to: bundleFolder)
    try FileManager.default.copyItem(atPath: root, toPath: copy.path("reports"))
  }

  var root: String { archive.folder }
  var bundleFolder: String { Path.join(root, "bundles/alpha") }
  func path(_ name: String) -> String { Path.join(root, name) }

  /// Regular files of the archive, relative to it, sorted.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root).sorted().filter { !FileReader.isFolder(path($0)) }
  }

  func restore() throws {
    try FileManager.default.removeItem(atPath: root)
    try FileManager.default.copyItem(atPath: copy.path("reports"), toPath: root)
  }

  func open() throws -> FrozenBundle {
    try FrozenBundle(folder: bundleFolder, ledger: ledger, now: review.clock)
  }

  /// Whether the archive verifies, the approval stands and the bundle opens.
  func soundness() -> (archive: Bool, approval: Bool, bundle: Bool) {
    (
      (try? archive.verify().isEmpty) == true,
      ledger.shown("alpha", now: review.clock).decision != nil, (try? open()) != nil
    )
  }
}
