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
        "workspace.missing", "there is no such folder", at: .init(folder),
        remedy: "Name the workspace of an RD-Agent experiment, or a folder of the exporter's files.")
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
  func absence(of name: String) -> String {
    if let why = exportedAbsence(of: name) { return "\(name) is missing: the exporter said '\(why)'" }
    let pickles = names.contains("mlruns") || names.contains("ret.pkl")
    return pickles
      ? "\(name) is missing; run `aistock rdagent exporter > export_recorder.py` and then, with RD-Agent's Python, "
        + "`python export_recorder.py --workspace` on this folder"
      : "\(name) is missing; export the workspace again with the script of `aistock rdagent exporter`"
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
