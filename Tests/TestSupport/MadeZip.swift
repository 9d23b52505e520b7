import Primitives

/// A zip file put together member by member, right or wrong (APPNOTE 4.3.7, 4.3.12, 4.3.16).
package struct MadeZip {
  /// A member, and what its headers say of it.
  package struct Member {
    package var name: [UInt8]
    package var content: [UInt8]
    package var isDeflated = true
    /// Nil: as they are.
    package var statedSize: Int?
    package var statedCRC: UInt32?
    package var flags = 0
    package var method: Int?
    /// Of Unix, with its kind.
    package var mode = 0o100644

    package init(_ name: String, _ content: String = "x = 1\n") { self.init(Array(name.utf8), Array(content.utf8)) }

    package init(_ name: [UInt8], _ content: [UInt8]) { (self.name, self.content) = (name, content) }

    /// The member with one thing changed.
    package func with(_ change: (inout Member) -> Void) -> Member {
      var copy = self
      change(&copy)
      return copy
    }
  }

  package static func bytes(_ members: [Member]) throws -> [UInt8] {
    var (body, list): ([UInt8], [UInt8]) = ([], [])
    for member in members {
      // gzip's deflate and checksum: ten bytes before, eight behind (RFC 1952).
      let packed = try Gzip.pack(member.content)
      let data = member.isDeflated ? Array(packed[10..<packed.count - 8]) : member.content
      let crc = packed[(packed.count - 8)..<(packed.count - 4)].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      var common: [UInt8] = []
      common += number(20, 2) + number(member.flags, 2) + number(member.method ?? (member.isDeflated ? 8 : 0), 2)
      common += number(0, 2) + number(0x5D7D, 2) + number(Int(member.statedCRC ?? crc), 4)
      common += number(data.count, 4) + number(member.statedSize ?? member.content.count, 4)
      common += number(member.name.count, 2) + number(0, 2)
      let place = body.count
      body += number(0x0403_4B50, 4) + common + member.name + data
      list += number(0x0201_4B50, 4) + number(0x0314, 2) + common + number(0, 2) + number(0, 2) + number(0, 2)
      list += number(member.mode << 16, 4) + number(place, 4) + member.name
    }
    let end =
      number(0x0605_4B50, 4) + number(0, 2) + number(0, 2) + number(members.count, 2) + number(members.count, 2)
      + number(list.count, 4) + number(body.count, 4) + number(0, 2)
    return body + list + end
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A bundle as RD-Agent's present code makes it.
  package static func bundle(_ id: String, task: String = "a", loop: Int = 0) throws -> [UInt8] {
    let folder = "workspaces/0123456789abcdef0123456789abcdef/"
    let manifest: JSONValue = [
      "schema_version": 1, "asset_bundle_id": .string(id), "task_run_id": .string(task), "loop_id": .integer(loop),
      "primary_assets": [
        "factor_entry_relpath": .string(folder + "factor_entry.py"),
        "model_weight_relpath": .string(folder + "model.pkl"),
        "config_relpath": .string(folder + "conf_baseline.yaml"),
      ],
    ]
    return try bytes([
      Member("self_check.py"), Member("manifest.json", String(decoding: manifest.pretty, as: UTF8.self)),
      Member(folder + "factor_entry.py"), Member(folder + "model.pkl", String(repeating: "w", count: 3000)),
      Member(folder + "conf_baseline.yaml", "task: {}\n"),
    ])
  }
}
