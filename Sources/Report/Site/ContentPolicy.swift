import Foundation
import Primitives

/// The content security policy of a page: nothing from another place, no script and no style inside of it but the
/// sheet whose digest it names (W3C, Content Security Policy Level 3). The handles of a chart that zooms are pictures
/// inside the library.
enum ContentPolicy {
  static func text(style: String) -> String {
    "default-src 'none'; style-src 'self' 'sha256-\(base64(SHA256Digest(hashing: style)))'; "
      + "script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
  }

  /// As a policy writes a digest.
  static func base64(_ digest: SHA256Digest) -> String {
    let digits = Array(digest.hex.utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).map { place in
      UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16) ?? 0
    }
    return Data(bytes).base64EncodedString()
  }
}
