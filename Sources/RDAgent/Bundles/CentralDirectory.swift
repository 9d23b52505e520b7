import Primitives

/// The list at the end of a zip file, read by ourselves (APPNOTE 4.3.12, 4.3.16).
///
/// libzip turns a NUL in a name into a blank and tells no flags; what the two readings of a file say must be the same.
struct CentralDirectory {
  struct Entry {
    /// As it stands in the file.
    var name: [UInt8]
    /// Bit 0: encrypted.
    var flags: Int
  }

  let entries: [Entry]

  private static let (endSize, headerSize) = (22, 46)

  /// - Parameter bytes: the whole file; nothing stands behind its end record.
  init(_ bytes: UnsafeRawBufferPointer) throws(BundleRefusal) {
    func number(_ place: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let last = bytes.count - CentralDirectory.endSize
    // A comment of at most 65,535 bytes may follow, to the last byte of the file.
    guard last >= 0,
      let end = (max(0, last - 0xFFFF)...last).reversed().first(where: {
        number($0, 4) == 0x0605_4B50 && $0 + CentralDirectory.endSize + number($0 + 20, 2) == bytes.count
      })
    else { throw BundleRefusal(.noEnd) }
    let count = number(end + 10, 2)
    // One disk, and no ZIP64, which marks its fields with ones.
    guard number(end + 4, 4) == 0, number(end + 8, 2) == count, count != 0xFFFF, number(end + 16, 4) != 0xFFFF_FFFF
    else { throw BundleRefusal(.otherForm) }
    var place = number(end + 16, 4)
    guard place + number(end + 12, 4) == end else { throw BundleRefusal(.noEnd) }
    var entries: [Entry] = []
    for _ in 0..<count {
      guard place + CentralDirectory.headerSize <= end, number(place, 4) == 0x0201_4B50 else {
        throw BundleRefusal(.noEnd)
      }
      let start = place + CentralDirectory.headerSize
      let length = number(place + 28, 2)
      let next = start + length + number(place + 30, 2) + number(place + 32, 2)
      guard next <= end else { throw BundleRefusal(.noEnd) }
      entries.append(Entry(name: Array(bytes[start..<start + length]), flags: number(place + 8, 2)))
      place = next
    }
    guard place == end else { throw BundleRefusal(.noEnd) }
    self.entries = entries
  }
}

extension Message {
  fileprivate static let noEnd = Message(
    "bundle.cut", en: "The zip file is cut short or its list of members is damaged.", zh: "zip 文件不完整，或成员列表损坏。")
  fileprivate static let otherForm = Message(
    "bundle.other-form", en: "The zip file has several parts or is a ZIP64 file.", zh: "zip 文件分卷，或为 ZIP64 格式。")
}
