import Primitives

/// The names of a zip file, each one checked by itself and against all before it.
///
/// 1. A name is a relative path of plain components: no `..`, no root, no drive, no backslash, no control character.
/// 2. No two names are one where case does not count, folders on the way included.
/// 3. What is a file is nowhere a folder.
/// 4. The name of our own document is free.
struct MemberNames {
  static let (bytesMax, componentBytesMax, depthMax) = (1024, 255, 16)

  /// Each file and folder that was met, without case, as it was spelt.
  private var known: [String: (spelling: String, isFolder: Bool)] = [:]

  /// A checked name.
  struct Name: Equatable {
    var path: String
    var isFolder: Bool
  }

  /// - Parameter raw: the bytes of the name as they stand in the file.
  mutating func add(_ raw: [UInt8]) throws(BundleRefusal) -> Name {
    guard let text = String(validating: raw, as: UTF8.self) else {
      throw BundleRefusal(.notUnicode(MemberNames.shown(String(decoding: raw, as: UTF8.self))))
    }
    // Bytes throughout: a slash with a combining mark behind it is one character and still ends a folder's name.
    let isFolder = raw.last == UInt8(ascii: "/")
    let components = raw.dropLast(isFolder ? 1 : 0).split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard raw.count <= MemberNames.bytesMax, components.count <= MemberNames.depthMax,
      components.allSatisfy({ MemberNames.isPlain(Array($0)) })
    else { throw BundleRefusal(.unsafeName(MemberNames.shown(text))) }
    var path: [UInt8] = []
    for (place, component) in components.enumerated() {
      if place > 0 { path.append(UInt8(ascii: "/")) }
      path += component
      let isLast = place == components.count - 1
      try note(String(decoding: path, as: UTF8.self), isFolder: isFolder || !isLast, isLast: isLast)
    }
    let name = String(decoding: path, as: UTF8.self)
    if name.lowercased() == ReceivedBundle.fileName { throw BundleRefusal(.reserved(name)) }
    return Name(path: name, isFolder: isFolder)
  }

  private mutating func note(_ spelling: String, isFolder: Bool, isLast: Bool) throws(BundleRefusal) {
    let folded = spelling.lowercased()
    guard let before = known[folded] else {
      known[folded] = (spelling, isFolder)
      return
    }
    guard before.isFolder == isFolder else { throw BundleRefusal(.fileAndFolder(spelling)) }
    // Canonically equal texts are equal here, and one file on some disks.
    guard Array(before.spelling.utf8) == Array(spelling.utf8), isFolder || !isLast else {
      throw BundleRefusal(.twice(spelling, before.spelling))
    }
  }

  private static func isPlain(_ component: [UInt8]) -> Bool {
    !component.isEmpty && component.count <= componentBytesMax && component != Array(".".utf8)
      && component != Array("..".utf8) && !component.contains { $0 < 0x20 || $0 == 0x7F || "\\:".utf8.contains($0) }
      && component.last != UInt8(ascii: ".") && component.last != UInt8(ascii: " ")
  }

  /// Without what would move a terminal's cursor, cut to a line.
  private static func shown(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(120)
    return String(
      String.UnicodeScalarView(scalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? "?" : $0 }))
  }
}

extension Message {
  fileprivate static func notUnicode(_ name: String) -> Message {
    Message(
      "bundle.name-not-unicode", ["name": .text(name)], en: "The name {name} is no UTF-8.", zh: "名称 {name} 不是 UTF-8。")
  }

  fileprivate static func unsafeName(_ name: String) -> Message {
    Message(
      "bundle.name-unsafe", ["name": .text(name)], en: "The name '{name}' is no plain path inside the bundle.",
      zh: "名称“{name}”不是包内的普通路径。")
  }

  fileprivate static func reserved(_ name: String) -> Message {
    Message(
      "bundle.name-reserved", ["name": .text(name)], en: "The name {name} is kept for what this program notes.",
      zh: "名称 {name} 由本程序保留。")
  }

  fileprivate static func fileAndFolder(_ name: String) -> Message {
    Message(
      "bundle.file-and-folder", ["name": .text(name)], en: "{name} is both a file and a folder.",
      zh: "{name} 既是文件又是目录。")
  }

  fileprivate static func twice(_ name: String, _ before: String) -> Message {
    Message(
      "bundle.name-twice", ["name": .text(name), "before": .text(before)],
      en: "Two members have one name: {before} and {name}.", zh: "两个成员同名：{before} 与 {name}。")
  }
}
