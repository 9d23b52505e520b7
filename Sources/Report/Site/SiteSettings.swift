package import Primitives

/// How the site is written: languages, colours, and what of the machine goes into it.
package struct SiteSettings: Sendable {
  /// The zooming chart library of the machine (dygraphs).
  package struct Zoom: Sendable {
    package var script: [UInt8]
    package var style: [UInt8]

    package init(script: [UInt8], style: [UInt8]) {
      self.script = script
      self.style = style
    }
  }

  /// The first stands at the root of the site.
  package var languages: [Language]
  package var upIsRed: Bool
  /// Put into the site; nil where the machine has none.
  package var zoom: Zoom?
  /// Whether the watch's page stands beside the site, so that pages lead to it.
  package var hasStatus: Bool

  package init(languages: [Language], upIsRed: Bool, zoom: Zoom? = nil, hasStatus: Bool = false) {
    self.hasStatus = hasStatus
    self.languages = languages
    self.upIsRed = upIsRed
    self.zoom = zoom
  }

  /// SHA-256 over everything here that a page shows.
  package var digest: String {
    var hasher = SHA256Hasher()
    hasher.update(Array("\(languages.map(\.rawValue)) \(upIsRed) \(hasStatus)\n".utf8))
    if let zoom {
      hasher.update(zoom.script)
      hasher.update(zoom.style)
    }
    return hasher.finish().hex
  }
}
