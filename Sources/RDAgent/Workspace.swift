package import Primitives

/// A folder of one RD-Agent experiment: its own, or one that holds the exporter's plain forms.
package struct Workspace: Sendable {
  package let folder: String
  /// Names of the files directly inside, sorted.
  let names: [String]

  /// Throws `workspace.missing` where there is no such folder.
  package init(folder: String) throws {
    guard FileReader.isFolder(folder) else {
      throw Diagnostic(
        "workspace.missing", .absent, at: .init(folder),
        (en: "There is no such folder.", zh: "没有这个目录。"),
        remedy: (
          en: "Name the workspace of an RD-Agent experiment, or a folder of the exporter's files.",
          zh: "指定 RD-Agent 实验的工作区，或导出脚本写出的目录。"
        ))
    }
    self.folder = folder
    names = try FileReader.names(in: folder).sorted()
  }

  /// The path of a file, plain or gzipped; nil where neither is there.
  package func file(_ name: String) -> String? {
    for candidate in [name, name + ".gz"] where names.contains(candidate) {
      return Path.join(folder, candidate)
    }
    return nil
  }

  /// Why a plain form is missing, and what the user can do about it.
  func absence(of name: String) -> Message {
    if let why = exportedAbsence(of: name) { return .notExported(name, why: why) }
    return names.contains("mlruns") || names.contains("ret.pkl") ? .notYetExported(name) : .missingFile(name)
  }

  /// What `export.json` says of a file that it could not find.
  private func exportedAbsence(of name: String) -> String? {
    guard let export = try? exportDocument() else { return nil }
    let entry = export["not_found"]?.arrayValue?.first {
      $0["file"]?.stringValue == name || $0["file"]?.stringValue == name + ".gz"
    }
    return entry?["why"]?.stringValue
  }

  /// The exporter's own record; nil where the folder was not exported.
  package func exportDocument() throws -> JSONValue? {
    guard let path = file("export.json") else { return nil }
    return try JSONReader.read(file: path, id: "export.damaged")
  }
}

extension Message {
  fileprivate static func notExported(_ name: String, why: String) -> Message {
    Message(
      "workspace.not-exported", ["file": .text(name), "why": .text(why)],
      en: "{file} is missing. The exporter says: {why}.", zh: "缺少 {file}。导出脚本的说明：{why}。")
  }

  fileprivate static func notYetExported(_ name: String) -> Message {
    Message(
      "workspace.export-pickles", ["file": .text(name)],
      en: "{file} is missing. Run `aistock rdagent exporter > export_recorder.py`, then, with RD-Agent's Python, "
        + "`python export_recorder.py --workspace` on this folder.",
      zh: "缺少 {file}。运行 `aistock rdagent exporter > export_recorder.py`，再用 RD-Agent 的 Python 对本目录运行 "
        + "`python export_recorder.py --workspace`。")
  }

  fileprivate static func missingFile(_ name: String) -> Message {
    Message(
      "workspace.file-missing", ["file": .text(name)],
      en: "{file} is missing. Export the workspace again with the script of `aistock rdagent exporter`.",
      zh: "缺少 {file}。用 `aistock rdagent exporter` 的脚本重新导出该工作区。")
  }
}
