import Primitives
import Records
package import Store

extension AistockConfiguration.Previews {
  /// Throws `preview.limit` where as many run as the configuration permits.
  package func refuseBeyondLimit(_ database: Database) throws {
    let running = try database.previews().count { $0.status == .running }
    guard running >= limit else { return }
    throw Diagnostic(
      "preview.limit", .usage, ["count": .count(running)],
      (
        en: "{count} {count:preview is|previews are} running, which is the limit.", zh: "已有 {count} 个模拟预览在运行，达到上限。"
      ),
      remedy: (
        en: "Raise previews.limit in aistock.yaml, or stop one.", zh: "请在 aistock.yaml 调高 previews.limit，或停止一个。"
      ))
  }
}
