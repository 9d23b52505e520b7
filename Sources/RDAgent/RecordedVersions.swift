import Primitives
package import Records

/// The versions of the libraries behind a record, each with the file that names it.
///
/// The exporter's `export.json` names those of the Python that it ran in; MLflow's tags and the files that MLflow
/// writes beside a model name those of the run itself, and go first.
package struct RecordedVersions: Equatable, Sendable {
  /// The libraries that are known, in the order in which a page shows them.
  package private(set) var known: [LibraryVersion] = []

  /// In the order of the pages.
  private static let names = ["qlib", "python", "pandas", "numpy", "lightgbm", "mlflow"]

  package init() {}

  package var qlib: LibraryVersion? { self["qlib"] }

  package subscript(name: String) -> LibraryVersion? { known.first { $0.name == name } }

  /// Versions by name, as a run's document keeps them.
  package var texts: [String: String] {
    Dictionary(known.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
  }

  /// Sets a library's version where none is known yet; names that are no such library are passed over.
  private mutating func note(_ name: String, _ text: String, _ source: Message) {
    let trimmed = text.filter { !$0.isWhitespace }
    let name = name.lowercased() == "pyqlib" ? "qlib" : name.lowercased()
    guard let first = trimmed.utf8.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first, trimmed.utf8.count <= 40,
      let place = RecordedVersions.names.firstIndex(of: name), self[name] == nil
    else { return }
    let behind = known.firstIndex { (RecordedVersions.names.firstIndex(of: $0.name) ?? 0) > place }
    known.insert(LibraryVersion(name: name, text: trimmed, source: source), at: behind ?? known.endIndex)
  }
}

extension RecordedVersions {
  /// Reads what a workspace tells: the recorder's own files, then the exporter's record, then the workspace's
  /// `requirements.txt`.
  init(_ workspace: Workspace, recorder: RecorderRun?, exported: [String: String]) throws {
    if let recorder { try read(recorder) }
    for (name, text) in exported.sorted(by: { $0.key < $1.key }) { note(name, text, .exported) }
    if let path = workspace.file("requirements.txt") { try requirements(path) }
  }

  /// `python_env.yaml` and `requirements.txt` stand beside a model that MLflow logged; the command of the run names
  /// the Python by its folder.
  private mutating func read(_ recorder: RecorderRun) throws {
    for folder in ["artifacts", "artifacts/model"].map({ Path.join(recorder.folder, $0) }) {
      let environment = Path.join(folder, "python_env.yaml")
      if FileReader.exists(environment) {
        for line in try FileReader.text(environment).split(separator: "\n") where line.hasPrefix("python:") {
          note("python", String(line.dropFirst("python:".count)), .file("python_env.yaml"))
        }
      }
      let requirements = Path.join(folder, "requirements.txt")
      if FileReader.exists(requirements) { try self.requirements(requirements) }
    }
    let command = Path.join(recorder.folder, "tags/mlflow.source.name")
    guard FileReader.exists(command) else { return }
    for part in try FileReader.text(command).split(whereSeparator: { $0 == "/" || $0 == "\\" })
    where part.hasPrefix("python3.") {
      note("python", String(part.dropFirst("python".count)), .file("mlflow.source.name"))
    }
  }

  /// Lines `name==version`; other demands name no version.
  private mutating func requirements(_ path: String) throws {
    for line in try FileReader.text(path).split(whereSeparator: \.isNewline) {
      let parts = line.prefix { $0 != ";" }.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty else { continue }
      note(parts[0].filter { !$0.isWhitespace }, String(parts[2]), .file(Path.lastComponent(path)))
    }
  }
}

extension Message {
  fileprivate static let exported = Message(
    "versions.exported-name", en: "`export.json`, the Python that exported the record",
    zh: "`export.json`，即导出记录所用的 Python"
  )

  fileprivate static func file(_ name: String) -> Message {
    Message("versions.file-name", ["file": .text(name)], en: "`{file}` of the recorder", zh: "记录器的 `{file}`")
  }
}
