import Primitives
import Records

/// The digest of the night's manifest for the sheets that are signed, in a style sheet of its own.
///
/// Every migration's paper names it, and it is another one whenever any migration changed. Standing here, it changes
/// one small file and no page. Without the file a sheet says where the digest is found.
enum NightSheet {
  /// Below the site's root.
  static let path = "night.css"

  static func text(_ manifest: String?) -> String {
    // A digest is 64 hexadecimal digits: nothing in it ends a string.
    guard let manifest, manifest.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }) else {
      return "/* This night has no manifest. */\n"
    }
    return """
      .night-manifest > span { display: none; }
      .night-manifest::after { content: "\(manifest)"; }
      @page { @top-center { content: "\(manifest.prefix(16))"; font: 9px Arial, sans-serif; } }

      """
  }
}
