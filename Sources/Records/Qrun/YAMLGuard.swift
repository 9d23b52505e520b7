import Primitives

/// What is refused before a file reaches the library that takes YAML apart.
///
/// Its cost grows with the number of values an alias stands for only where a collection is a key, because keys are
/// hashed to find repetitions; and it drops tags, which qlib's loader obeys or refuses.
enum YAMLGuard {
  /// Larger files are refused: the configurations of RD-Agent have some thousand bytes.
  static let bytesMax = 1 << 20
  /// More aliases than this beside a collection as key are refused.
  static let aliasesMax = 16

  /// Throws `yaml.file-too-large`, `yaml.tag` and `yaml.alias-key`.
  static func check(_ text: String, path: String) throws {
    let bytes = Array(text.utf8)
    guard bytes.count <= bytesMax else {
      throw Diagnostic.tooLarge(bytes.count, path)
    }
    var aliases = 0
    var keyLine: Int?
    var line = 1
    var index = 0
    /// The last byte that is no blank, 0 at the start of a line.
    var last: UInt8 = 0
    func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0x0A }
    /// Whether a colon follows, blanks skipped, that ends a key.
    func endsKey(_ from: Int) -> Bool {
      var at = from
      while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x09 { at += 1 }
      guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return false }
      return at + 1 == bytes.count || [0x20, 0x09, 0x0A, 0x0D].contains(bytes[at + 1])
    }
    let opening = [0, UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{")]
    while index < bytes.count {
      let current = bytes[index]
      let startsNode = opening.contains(last)
      switch current {
      case 0x0A:
        line += 1
        last = 0
      case 0x20, 0x09, 0x0D: break
      case UInt8(ascii: "#") where index == 0 || [0x20, 0x09, 0x0A].contains(bytes[index - 1]):
        while byte(1) != 0x0A { index += 1 }
      case UInt8(ascii: "\"") where startsNode, UInt8(ascii: "'") where startsNode:
        let (end, lines) = closing(current, in: bytes, from: index + 1)
        index = end
        line += lines
        last = current
      case UInt8(ascii: "!")
      where startsNode && (byte(1) == current || byte(1) == UInt8(ascii: "<") || isLetter(byte(1))):
        throw Diagnostic.tag(
          String(decoding: bytes[index...].prefix { !isBlank($0) }.prefix(40), as: UTF8.self), path, line)
      case UInt8(ascii: "*") where startsNode && (isLetter(byte(1)) || byte(1) == UInt8(ascii: "_")):
        aliases += 1
        while !isBlank(byte(1)), ![UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(byte(1)) {
          index += 1
        }
        if endsKey(index + 1) { keyLine = keyLine ?? line }
        last = UInt8(ascii: "a")
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if endsKey(index + 1) { keyLine = keyLine ?? line }
        last = current
      case UInt8(ascii: "?") where startsNode && isBlank(byte(1)):
        keyLine = keyLine ?? line
        last = UInt8(ascii: ",")
      default: last = current
      }
      index += 1
    }
    if let keyLine, aliases > aliasesMax { throw Diagnostic.aliasKey(aliases, path, keyLine) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

  /// The closing quote and the lines passed on the way; the end of the text where there is none.
  private static func closing(_ quote: UInt8, in bytes: [UInt8], from start: Int) -> (index: Int, lines: Int) {
    var (index, lines) = (start, 0)
    while index < bytes.count, bytes[index] != quote {
      if bytes[index] == 0x0A { lines += 1 }
      if quote == UInt8(ascii: "\""), bytes[index] == UInt8(ascii: "\\") { index += 1 }
      index += 1
    }
    return (index, lines)
  }
}

extension Diagnostic {
  fileprivate static func tooLarge(_ bytes: Int, _ path: String) -> Diagnostic {
    Diagnostic(
      "yaml.file-too-large", .damaged, at: .init(path), ["bytes": .count(bytes), "limit": .count(YAMLGuard.bytesMax)],
      (en: "The file has {bytes} bytes. A configuration has at most {limit}.", zh: "文件有 {bytes} 字节，配置至多 {limit} 字节。"),
      remedy: (en: "Name the configuration that was really run.", zh: "请指定实际运行的配置。"))
  }

  static func tag(_ tag: String, _ path: String, _ line: Int?) -> Diagnostic {
    Diagnostic(
      "yaml.tag", .unsupported, at: .init(path, line: line), ["tag": .text(tag)],
      (en: "The value has the tag '{tag}'. Tags are not read here.", zh: "该值带有标签“{tag}”，此处不读取标签。"),
      remedy: (en: "Write the value without a tag.", zh: "请去掉标签，直接写值。"))
  }

  fileprivate static func aliasKey(_ aliases: Int, _ path: String, _ line: Int) -> Diagnostic {
    Diagnostic(
      "yaml.alias-key", .damaged, at: .init(path, line: line), ["aliases": .count(aliases)],
      (
        en: "A collection or an alias is a key, in a file with {aliases} aliases.",
        zh: "文件含 {aliases} 个别名，且有以集合或别名作键的情况。"
      ),
      remedy: (en: "Use a text as key.", zh: "请用文本作键。"))
  }
}
