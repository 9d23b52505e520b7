import Foundation
import Primitives

/// The checked members of a bundle's zip file: what is here may be written below a folder of its own.
///
/// 1. Nothing is read of a member before all members passed: names (`MemberNames`), kinds, sizes and their sum.
/// 2. Members are plain files and folders, stored or deflated. A link, a device and an encrypted member are refused.
/// 3. What is stated bounds what is unpacked, and size and CRC-32 must be as stated.
package struct BundleArchive: Sendable {
  /// What a bundle may be.
  package struct Limits: Sendable {
    package var members = 4096
    /// Unpacked, of one member and of all together.
    package var memberBytes = 256 << 20
    package var bytes = 1 << 30
    /// Unpacked bytes a packed one may become in a member of more than `ratioFrom` bytes; text becomes 10, zeros 1032.
    package var ratio = 250
    package var ratioFrom = 4 << 20

    package init() {}
  }

  /// A file of the bundle.
  package struct Member: Equatable, Sendable {
    package var path: String
    package var size: Int
    package var crc: UInt32
    /// Its place in the zip file.
    var index: Int
  }

  /// By path.
  package let members: [Member]
  /// Folders that the zip file names, by path.
  package let folders: [String]
  private let bytes: [UInt8]

  /// - Throws: why the file is no bundle that may be unpacked.
  package init(_ bytes: [UInt8], limits: Limits = Limits()) throws(BundleRefusal) {
    let list: Result<(members: [Member], folders: [String]), BundleRefusal> = bytes.withUnsafeBytes { buffer in
      do throws(BundleRefusal) { return .success(try BundleArchive.check(buffer, limits)) } catch {
        return .failure(error)
      }
    }
    (members, folders) = try list.get()
    self.bytes = bytes
  }

  private static func check(
    _ buffer: UnsafeRawBufferPointer, _ limits: Limits
  ) throws(BundleRefusal) -> ([Member], [String]) {
    let entries = try CentralDirectory(buffer).entries
    guard entries.count <= limits.members else { throw BundleRefusal(.tooMany(entries.count, limits.members)) }
    let file = try ZipFile(buffer)
    guard file.count == entries.count else { throw BundleRefusal(.twoReadings) }
    var (names, total) = (MemberNames(), 0)
    var (members, folders): ([Member], [String]) = ([], [])
    for (index, entry) in entries.enumerated() {
      let name = try names.add(entry.name)
      let found = try file.member(index)
      guard found.name == entry.name else { throw BundleRefusal(.twoReadings) }
      if found.isEncrypted || entry.flags & 1 != 0 { throw BundleRefusal(.encrypted(name.path)) }
      let kind = found.mode & UInt32(S_IFMT)
      guard kind == 0 || kind == UInt32(name.isFolder ? S_IFDIR : S_IFREG) else {
        throw BundleRefusal(.notPlain(name.path))
      }
      guard found.method == 0 || found.method == 8 else { throw BundleRefusal(.method(name.path, found.method)) }
      guard found.size <= limits.memberBytes else {
        throw BundleRefusal(.tooLarge(name.path, found.size, limits.memberBytes))
      }
      if found.size > limits.ratioFrom, found.size / max(1, found.packed) > limits.ratio {
        throw BundleRefusal(.bomb(name.path, found.packed, found.size))
      }
      total += found.size
      guard total <= limits.bytes else { throw BundleRefusal(.allTooLarge(limits.bytes)) }
      if name.isFolder {
        guard found.size == 0 else { throw BundleRefusal(.notPlain(name.path)) }
        folders.append(name.path)
      } else {
        members.append(Member(path: name.path, size: found.size, crc: found.crc, index: index))
      }
    }
    guard !members.isEmpty else { throw BundleRefusal(.empty) }
    return (members.sorted { $0.path < $1.path }, folders.sorted())
  }

  /// Unpacks each member, in the order of the list.
  ///
  /// - Throws: `BundleRefusal` where a member is not what is stated of it, and what `take` throws.
  package func unpack(_ take: (Member, _ content: [UInt8]) throws -> Void) throws {
    try bytes.withUnsafeBytes { buffer in
      let file = try ZipFile(buffer)
      for member in members {
        let content = try file.content(member.index, size: member.size)
        guard content.count == member.size else {
          throw BundleRefusal(.shrinks(member.path, content.count, member.size))
        }
        try take(member, content)
      }
    }
  }
}

extension Message {
  fileprivate static let twoReadings = Message(
    "bundle.two-readings", en: "The list of members can be read in two ways.", zh: "成员列表存在两种读法。")
  fileprivate static let empty = Message("bundle.empty", en: "The zip file holds no file.", zh: "zip 文件中没有文件。")

  fileprivate static func tooMany(_ count: Int, _ most: Int) -> Message {
    Message(
      "bundle.too-many", ["count": .count(count), "most": .count(most)],
      en: "The zip file has {count} members, {most} are allowed.", zh: "zip 文件有 {count} 个成员，上限为 {most}。")
  }

  fileprivate static func encrypted(_ path: String) -> Message {
    Message("bundle.encrypted", ["path": .text(path)], en: "{path} is encrypted.", zh: "{path} 已加密。")
  }

  fileprivate static func notPlain(_ path: String) -> Message {
    Message(
      "bundle.not-plain", ["path": .text(path)], en: "{path} is neither a plain file nor a folder.",
      zh: "{path} 既非普通文件也非目录。")
  }

  fileprivate static func method(_ path: String, _ method: Int) -> Message {
    Message(
      "bundle.method", ["path": .text(path), "method": .count(method)],
      en: "{path} is packed by method {method}; 0 and 8 are read.", zh: "{path} 采用压缩方法 {method}，仅支持 0 与 8。")
  }

  fileprivate static func tooLarge(_ path: String, _ size: Int, _ most: Int) -> Message {
    Message(
      "bundle.member-too-large", ["path": .text(path), "size": .count(size), "most": .count(most)],
      en: "{path} unpacks to {size} bytes, {most} are allowed.", zh: "{path} 解压后为 {size} 字节，上限为 {most} 字节。")
  }

  fileprivate static func allTooLarge(_ most: Int) -> Message {
    Message(
      "bundle.too-large", ["most": .count(most)], en: "The members unpack to more than {most} bytes.",
      zh: "全部成员解压后超过 {most} 字节。")
  }

  fileprivate static func bomb(_ path: String, _ packed: Int, _ size: Int) -> Message {
    Message(
      "bundle.bomb", ["path": .text(path), "packed": .count(packed), "size": .count(size)],
      en: "{path} unpacks from {packed} to {size} bytes, as no file of a bundle does.",
      zh: "{path} 由 {packed} 字节解压为 {size} 字节，远超正常文件。")
  }

  fileprivate static func shrinks(_ path: String, _ filled: Int, _ size: Int) -> Message {
    Message(
      "bundle.shrinks", ["path": .text(path), "filled": .count(filled), "size": .count(size)],
      en: "{path} unpacks to {filled} bytes, {size} are stated.", zh: "{path} 解压后为 {filled} 字节，声明为 {size} 字节。")
  }
}
