import RDAgent
import TestSupport

extension FuzzTarget {
  /// A bundle's zip file: what is accepted unpacks to plain paths below a folder and to no more bytes than it may.
  static let bundle = FuzzTarget(
    "bundle", words: ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "../", "/", "\\", "\0", "manifest.json"],
    seeds: {
      let member = MadeZip.Member("w/model.pkl", String(repeating: "w", count: 600))
      return try [
        MadeZip.bundle("90edfd67-aac2-43ce-aeae-25930e7f96d8"),
        MadeZip.bytes([member, .init("a.py"), MadeZip.Member("w/x").with { $0.isDeflated = false }]),
      ]
    },
    read: { bytes in
      var limits = BundleArchive.Limits()
      (limits.memberBytes, limits.bytes) = (1 << 20, 2 << 20)
      var total = 0
      do {
        try BundleArchive(bytes, limits: limits).unpack { member, content in
          total += content.count
          let parts = member.path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
          guard parts.allSatisfy({ !$0.isEmpty && Array($0) != Array("..".utf8) && !$0.contains(0) }) else {
            throw BrokenPromise(description: "A member leads out of the bundle: \(member.path)")
          }
        }
      } catch let refusal as BundleRefusal { throw refusal.diagnostic(of: "bundle") }
      guard total <= limits.bytes else { throw BrokenPromise(description: "\(total) bytes were unpacked.") }
    })
}
