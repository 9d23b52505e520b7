/// The one place where bytes of a file become text.
///
/// Text is UTF-8. A byte order mark of UTF-8 in front carries nothing and is dropped, as pandas (`utf-8-sig`) and
/// spreadsheets write it. Everything else (UTF-16, GB18030, Latin-1, zero bytes, a second mark inside) is refused
/// with the place, a guess, and the command that converts the file: what is read wrongly would be traded on.
package enum TextDecoder {
  /// The text of a file's bytes; `path` is for messages only.
  ///
  /// Throws `text.encoding`, `text.zero-byte` and `text.mark-inside`.
  package static func text(_ bytes: [UInt8], path: String) throws -> String {
    let start = try start(of: bytes, path: path)
    return String(decoding: bytes[start...], as: UTF8.self)
  }

  /// Where the text begins in bytes that are text: behind a byte order mark, else 0.
  package static func start(of bytes: [UInt8], path: String) throws -> Int {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Diagnostic.foreign(bytes[0] == 0xFF ? "UTF-16LE" : "UTF-16BE", at: 0, line: 1, path)
    }
    let start = bytes.starts(with: mark) ? mark.count : 0
    if let offset = bytes.withUnsafeBufferPointer({ firstFault($0, from: start) }) {
      let line = 1 + bytes[..<offset].count { $0 == 0x0A }
      if bytes[offset] == 0 {
        guard let wide = wideEncoding(bytes) else { throw Diagnostic.zeroByte(at: offset, line: line, path) }
        throw Diagnostic.foreign(wide, at: offset, line: line, path)
      }
      if bytes[offset...].starts(with: mark) { throw Diagnostic.markInside(at: offset, line: line, path) }
      throw Diagnostic.foreign(isGB18030(bytes) ? "GB18030" : "ISO-8859-1", at: offset, line: line, path)
    }
    return start
  }

  /// U+FEFF.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The first byte that is no UTF-8 (RFC 3629: shortest forms, no surrogates), is zero, or begins a second mark.
  private static func firstFault(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    let raw = UnsafeRawBufferPointer(bytes)
    while index < bytes.count {
      while index + 8 <= bytes.count {
        let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let hasZero = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0
        if word & 0x8080_8080_8080_8080 != 0 || hasZero { break }
        index += 8
      }
      guard index < bytes.count else { return nil }
      let first = bytes[index]
      if first != 0, first < 0x80 {
        index += 1
        continue
      }
      guard let length = sequenceLength(bytes, at: index) else { return index }
      if length == 3, first == mark[0], bytes[index + 1] == mark[1], bytes[index + 2] == mark[2] { return index }
      index += length
    }
    return nil
  }

  /// Bytes of the character that begins here; nil where none does.
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int? {
    func follows(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xBF) -> Bool {
      index + offset < bytes.count && range.contains(bytes[index + offset])
    }
    switch bytes[index] {
    case 0xC2...0xDF: return follows(1) ? 2 : nil
    case 0xE0: return follows(1, 0xA0...0xBF) && follows(2) ? 3 : nil
    case 0xED: return follows(1, 0x80...0x9F) && follows(2) ? 3 : nil
    case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : nil
    case 0xF0: return follows(1, 0x90...0xBF) && follows(2) && follows(3) ? 4 : nil
    case 0xF4: return follows(1, 0x80...0x8F) && follows(2) && follows(3) ? 4 : nil
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : nil
    default: return nil
    }
  }

  /// UTF-16 without a mark: in text that is mostly ASCII every second byte is zero.
  private static func wideEncoding(_ bytes: [UInt8]) -> String? {
    let head = bytes.prefix(4096)
    let zeros = head.indices.filter { head[$0] == 0 }
    guard zeros.count * 3 >= head.count else { return nil }
    let odd = zeros.count { $0 % 2 == 1 }
    return odd == zeros.count ? "UTF-16LE" : odd == 0 ? "UTF-16BE" : nil
  }

  /// Whether the bytes decode as GB18030 and look like Chinese: most second bytes are in the rows of GB 2312.
  private static func isGB18030(_ bytes: [UInt8]) -> Bool {
    var index = 0
    var (pairs, chinese) = (0, 0)
    while index < bytes.count {
      let first = bytes[index]
      if first < 0x80 {
        index += 1
        continue
      }
      guard index + 1 < bytes.count else { return pairs > 0 }
      let second = bytes[index + 1]
      switch second {
      case 0x30...0x39: index += 4
      case 0x40...0x7E, 0x80...0xFE: index += 2
      default: return false
      }
      guard (0x81...0xFE).contains(first) else { return false }
      pairs += 1
      if first >= 0xA1, second >= 0xA1 { chinese += 1 }
    }
    return pairs > 0 && chinese * 2 >= pairs
  }
}

extension Diagnostic {
  fileprivate static func foreign(_ encoding: String, at offset: Int, line: Int, _ path: String) -> Diagnostic {
    Diagnostic(
      "text.encoding", .damaged, at: .init(path, line: line),
      ["offset": .count(offset), "encoding": .text(encoding), "file": .text(path)],
      (
        en: "The file is not UTF-8. It fails at byte {offset} and looks like {encoding}.",
        zh: "文件不是 UTF-8：在第 {offset} 字节处出错，看起来是 {encoding}。"
      ),
      remedy: (
        en: "Convert it: `iconv -f {encoding} -t UTF-8 '{file}' > converted`, and name the new file.",
        zh: "请转换：`iconv -f {encoding} -t UTF-8 '{file}' > converted`，再指定新文件。"
      ))
  }

  fileprivate static func zeroByte(at offset: Int, line: Int, _ path: String) -> Diagnostic {
    Diagnostic(
      "text.zero-byte", .damaged, at: .init(path, line: line), ["offset": .count(offset)],
      (en: "The file is not text. Byte {offset} is zero.", zh: "文件不是文本：第 {offset} 字节为零。"),
      remedy: (en: "Copy or export the file again.", zh: "请重新复制或导出文件。"))
  }

  fileprivate static func markInside(at offset: Int, line: Int, _ path: String) -> Diagnostic {
    Diagnostic(
      "text.mark-inside", .damaged, at: .init(path, line: line), ["offset": .count(offset), "file": .text(path)],
      (
        en: "A byte order mark (U+FEFF) stands inside the text, at byte {offset}.",
        zh: "文本中间第 {offset} 字节处有字节顺序标记（U+FEFF）。"
      ),
      remedy: (
        en: "Remove it: `sed 's/\\xEF\\xBB\\xBF//g' '{file}' > cleaned`, and name the new file.",
        zh: "请删除：`sed 's/\\xEF\\xBB\\xBF//g' '{file}' > cleaned`，再指定新文件。"
      ))
  }
}
