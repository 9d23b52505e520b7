import Foundation
import Primitives
package import Records

/// The folder of a loop's workspace that a migration is made of.
///
/// A loop has several, one a step. The one with the most artifacts counts (`Contracts.md`, what goes wrong).
package struct CandidateWorkspace: Equatable, Sendable {
  package var id: String
  package var folder: String
  /// Names of the artifacts that it holds, sorted.
  package var artifacts: [String]
  /// Of the loop's other workspaces that were found: how many artifacts each holds, by identity.
  package var others: [String: Int]
  /// Whether it is the stored bundle, which holds no curve and no predictions.
  package var isBundle: Bool

  private static let workspaceFolders = ["git_ignore_folder/RD-Agent_workspace", "workspaces"]
  private static let names: Set<String> = [
    "qlib_res.csv", "ret.pkl", "ret_schema.json", "ret_schema.parquet", "report_normal_1day.csv", "pred.csv",
    "label.csv", "positions.csv", "indicators_1day.csv", "conf.yaml", "export.json", "mlruns", "mlflow.db", "model.pkl",
    "model.txt", "model.onnx", "model.pt", "model.pth", "model.safetensors", "combined_factors_df.parquet",
    "signals.parquet", "factor.py", "model.py", "factor_meta.json",
    "factor_perf.json", "feedback.json", "workspace_meta.json", "manifest.json", "experiment_summary.json",
  ]

  /// Looks in RD-Agent's folder, or a copy of it, then in the stored bundle.
  ///
  /// - Parameters:
  ///   - root: RD-Agent's folder; nil: none is known.
  ///   - bundles: where stored bundles are, each in a folder of its identity.
  /// - Throws: `migrate.no-workspace` (exit 3).
  package static func find(
    of loop: LibraryLoop, root: String?, bundles: String
  ) throws -> CandidateWorkspace {
    let bundle = loop.bundle.map(\.value).filter(isName).map { Path.join(Path.join(bundles, $0), "workspaces") }
    let places =
      (root.map { root in workspaceFolders.map { (Path.join(root, $0), false) } } ?? [])
      + (bundle.map { [($0, true)] } ?? [])
    for (place, isBundle) in places where FileReader.isFolder(place) {
      // A bundle is the loop's own; elsewhere lie workspaces of all loops.
      let ids = isBundle ? try FileReader.names(in: place) : loop.workspaces
      let found = ids.filter(isName).compactMap { id -> (id: String, artifacts: [String])? in
        let folder = Path.join(place, id)
        return isOwnFolder(folder) ? (id, artifacts(in: folder)) : nil
      }
      .sorted { ($1.artifacts.count, $0.id) < ($0.artifacts.count, $1.id) }
      guard let best = found.first, !best.artifacts.isEmpty else { continue }
      return CandidateWorkspace(
        id: best.id, folder: Path.join(place, best.id), artifacts: best.artifacts,
        others: Dictionary(found.dropFirst().map { ($0.id, $0.artifacts.count) }) { first, _ in first },
        isBundle: isBundle)
    }
    throw Diagnostic.noWorkspace(loop, places.map(\.0))
  }

  private static func artifacts(in folder: String) -> [String] {
    ((try? FileReader.names(in: folder)) ?? []).filter { name in
      let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
      return names.contains(plain) || (name.hasPrefix("conf") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml")))
    }
    .sorted()
  }

  /// Identities come from foreign files: one that is no plain name leads nowhere.
  private static func isName(_ id: String) -> Bool {
    !id.isEmpty && !id.hasPrefix(".") && id.utf8.allSatisfy(\.isFileNameByte)
  }

  /// Whether a folder stands here itself; a link is none.
  private static func isOwnFolder(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
  }
}

extension Optional {
  /// Nil where the value does not hold.
  fileprivate func filter(_ holds: (Wrapped) -> Bool) -> Wrapped? { flatMap { holds($0) ? $0 : nil } }
}

extension Diagnostic {
  fileprivate static func noWorkspace(_ loop: LibraryLoop, _ places: [String]) -> Diagnostic {
    Diagnostic(
      "migrate.no-workspace", .absent, at: places.first.map { .init($0) },
      ["loop": .text(loop.id), "workspaces": .names(loop.workspaces)],
      (
        en: "No workspace of {loop} is here. The library knows these: {workspaces}.",
        zh: "此处没有 {loop} 的工作区；资料库所知：{workspaces}。"
      ),
      remedy: (
        en:
          "Name RD-Agent's folder with `--root DIR` or `rdagent.root`. A bundle is fetched by `aistock sync --api URL`.",
        zh: "请用 `--root DIR` 或 `rdagent.root` 指定 RD-Agent 目录；资产包由 `aistock sync --api URL` 获取。"
      ))
  }
}
