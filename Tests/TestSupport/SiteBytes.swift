import Primitives

/// Files of a site without what tells when it was built.
package enum SiteBytes {
  /// The files with the first page's time of building taken out.
  package static func undated(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
    var files = files
    for (path, bytes) in files where Path.lastComponent(path) == "index.html" {
      let text = String(decoding: bytes, as: UTF8.self).replacing(/(Built|生成于) [^<]*</, with: "<")
      files[path] = Array(text.utf8)
    }
    return files
  }

  /// The files that differ in more than the time at which the night was built: the first page tells it, and its data
  /// and the list of files with their digests follow.
  package static func moved(_ left: [String: [UInt8]], _ right: [String: [UInt8]]) -> [String] {
    let follows = ["index.json", ".aistock-output"]
    return differing(undated(left), undated(right)).filter { !follows.contains(Path.lastComponent($0)) }
  }
}
