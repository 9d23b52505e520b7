import MarketData
package import Preview
import Primitives
import Records
import Report

/// The newest refresh beside a published site, as a classic script that its pages read each minute.
package enum LivePage {
  private static let call = "window.aistockLive&&window.aistockLive("

  /// Writes nothing where there is no site yet.
  package static func write(_ outcome: PreviewRefresh.Outcome, site: String) throws {
    guard SiteBuilder.isSite(site) else { return }
    let path = Path.join(site, SiteBuilder.liveFile)
    if FileReader.exists(path), try !FileReader.bytes(path).starts(with: call.utf8) {
      throw Diagnostic.otherScript(path)
    }
    let document: JSONValue = [
      "asOf": .string(outcome.time.description),
      "previews": .object(
        Dictionary(
          outcome.live.map {
            (
              $0.previewID,
              [
                "total": .number($0.totalValue.yuan), "daily": .number($0.dailyPnL.yuan),
                "cum": .number($0.cumPnL.yuan), "missing": .integer($0.missing),
              ]
            )
          }, uniquingKeysWith: { first, _ in first })),
    ]
    var writer = ByteWriter(capacity: 4096)
    writer.text(call)
    writer.append(document.canonical)
    writer.text(");\n")
    try FileWriter.write(writer.bytes, to: path)
  }
}

extension Diagnostic {
  fileprivate static func otherScript(_ path: String) -> Diagnostic {
    Diagnostic(
      "preview.live-file", .usage, at: .init(path),
      (en: "A script of somebody else stands where the refresh is written.", zh: "刷新结果的位置上是他人的脚本。"),
      remedy: (en: "Rename the file, then refresh again.", zh: "请重命名该文件，再次刷新。"))
  }
}
