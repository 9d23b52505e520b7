import Primitives
import Report

/// dygraphs as the system package `libjs-dygraphs` installs it; pages stay readable without it.
enum ZoomLibrary {
  private static let folders = ["/usr/share/javascript/dygraphs", "/usr/share/javascript/dygraphs/dist"]

  static func find() -> SiteSettings.Zoom? {
    for folder in folders {
      // A library that cannot be read is the same as none.
      if let script = try? FileReader.bytes(Path.join(folder, "dygraph.min.js")),
        let style = try? FileReader.bytes(Path.join(folder, "dygraph.css"))
      {
        return SiteSettings.Zoom(script: withoutMap(script), style: withoutMap(style))
      }
    }
    return nil
  }

  /// A reference to a source map would lead out of the site.
  private static func withoutMap(_ bytes: [UInt8]) -> [UInt8] {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    return Array(lines.filter { !$0.contains("sourceMappingURL") }.joined(separator: "\n").utf8)
  }
}
