package import Archive
import Primitives
import Records
package import Store

extension ReviewLedger {
  /// A model is approved by a reviewer's signature on its migration, not by a word on the command line.
  package func requireApproval(ofModel id: String, in database: Database) throws {
    let migration = try database.model(id)?.migration
    if let migration, shown(migration, now: .system).state == .approved { return }
    throw Diagnostic(
      "models.not-reviewed", .usage, ["migration": .text(migration ?? "-"), "model": .text(id)],
      (
        en: "No signed approval holds for '{model}' (migration: {migration}).",
        zh: "“{model}”没有有效的签核（迁移：{migration}）。"
      ),
      remedy: (
        en: "Let a reviewer approve the migration with `aistock review approve`.",
        zh: "请由评审人用 `aistock review approve` 批准该迁移。"
      ))
  }
}
