import Foundation
package import Primitives

/// The audit of reference code, before anything imports it.
package struct ReferenceAudit: Sendable {
  package var files: [String]
  /// By file in the order of their names, then by line.
  package var findings: [AuditFinding]

  /// No source of a factor is larger.
  private static let bytesMax = 4 << 20

  /// Judges a Python file, or every one below a folder, without running anything.
  ///
  /// - Throws: `audit.unreadable` where a file is no Python, `audit.no-python` where there is none.
  package init(path: String) throws {
    let rules = try AuditRules.embedded()
    let files = try ReferenceAudit.files(path)
    guard !files.isEmpty else {
      throw Diagnostic(
        "audit.no-python", .absent, at: .init(path), (en: "There is no Python file.", zh: "没有 Python 文件。"),
        remedy: (en: "Name a `.py` file, or a folder that has one.", zh: "指定一个 `.py` 文件，或含有它的目录。"))
    }
    let local = try ReferenceAudit.localModules(path)
    findings = try files.flatMap { try ReferenceAudit.judge($0, rules, local) }
    self.files = files
  }

  package var json: JSONValue {
    ["schema": 1, "files": .array(files.map { .string($0) }), "findings": .array(findings.map(\.json))]
  }

  private static func judge(_ file: String, _ rules: AuditRules, _ local: Set<String>) throws -> [AuditFinding] {
    var bytes = try FileReader.bytes(file, as: .code)[...]
    guard bytes.count <= bytesMax else { throw Diagnostic.unreadable(file, .tooLarge(bytes.count)) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw Diagnostic.unreadable(file, .notUTF8)
    }
    let source = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    do {
      var audit = try SourceAudit(file: file, source: source, rules: rules, localModules: local)
      return audit.findings()
    } catch let failure as PythonLexer.Failure {
      throw Diagnostic.unreadable(file, line: failure.line, failure.what)
    }
  }

  private static func files(_ path: String) throws -> [String] {
    guard FileReader.isFolder(path) else { return [path] }
    return try below(path).sorted()
  }

  private static func below(_ folder: String) throws -> [String] {
    let walk = try FolderWalk(folder) { path in
      let name = Path.lastComponent(path)
      return FileReader.isFolder(Path.join(folder, path)) && (name.hasPrefix(".") || name == "__pycache__")
    }
    // Code behind the link would be imported without having been judged.
    if let link = walk.unfollowed.first { throw Diagnostic.unreadable(Path.join(folder, link), .linkToFolder) }
    return walk.paths.filter { $0.hasSuffix(".py") }.map { Path.join(folder, $0) }
  }

  /// Modules of the folder itself: they are judged, so they may be imported.
  private static func localModules(_ path: String) throws -> Set<String> {
    guard FileReader.isFolder(path) else { return [] }
    var modules: Set<String> = []
    for name in try FileReader.names(in: path) {
      let place = Path.join(path, name)
      if name == "__init__.py" {
        modules.insert(Path.lastComponent(path))
      } else if name.hasSuffix(".py") {
        modules.insert(String(name.dropLast(3)))
      } else if FileReader.isFolder(place), try !below(place).isEmpty {
        modules.insert(name)
      }
    }
    return modules
  }
}

extension Diagnostic {
  fileprivate static func unreadable(_ file: String, line: Int? = nil, _ why: Message) -> Diagnostic {
    Diagnostic(
      "audit.unreadable", .damaged, at: .init(file, line: line), ["why": .message(why)], (en: "{why}", zh: "{why}"),
      remedy: (
        en: "Repair the source: code that cannot be read is not imported.", zh: "请修正源码：无法读取的代码不予导入。"
      ))
  }
}

extension Message {
  fileprivate static let linkToFolder = Message(
    "audit.link-to-folder", en: "The link leads to a folder, whose code is not judged here.",
    zh: "该链接指向文件夹，其中的代码未经检查。")

  fileprivate static func tooLarge(_ bytes: Int) -> Message {
    Message(
      "audit.too-large", ["bytes": .count(bytes)], en: "The file has {bytes} bytes, more than any factor's source.",
      zh: "文件有 {bytes} 字节，超过任何因子源码的大小。")
  }

  fileprivate static var notUTF8: Message {
    Message("audit.not-utf-8", en: "The file is no text in UTF-8.", zh: "文件不是 UTF-8 文本。")
  }
}
