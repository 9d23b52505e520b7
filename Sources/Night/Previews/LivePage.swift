import MarketData
package import Preview
import Primitives
import Records
import Report

/// The newest refresh beside a published site, as a classic script that its pages read each minute.
package enum LivePage {
  /// Writes nothing where there is no site yet.
  package static func write(_ outcome: PreviewRefresh.Outcome, site: String) throws {
    guard FileReader.exists(Path.join(site, SiteBuilder.marker)) else { return }
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
    writer.text("window.aistockLive&&window.aistockLive(")
    writer.append(document.canonical)
    writer.text(");\n")
    try FileWriter.write(writer.bytes, to: Path.join(site, SiteBuilder.liveFile))
  }
}
