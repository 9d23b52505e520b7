import Primitives

/// One run of MLflow's file store below `mlruns`, of which only the text files are read: pickles are
/// never opened here.
struct RecorderRun: Sendable {
  var id: String
  var folder: String
  /// Milliseconds since 1970, as MLflow writes it.
  var startTime: Int
  /// The configuration file on the recorded command line of `qrun`.
  var configurationName: String?

  /// Runs in the order of their start.
  static func all(in workspace: Workspace) throws -> [RecorderRun] {
    let root = Path.join(workspace.folder, "mlruns")
    guard FileReader.isFolder(root) else { return [] }
    var runs: [RecorderRun] = []
    for experiment in try FileReader.names(in: root).sorted() {
      let experimentFolder = Path.join(root, experiment)
      guard FileReader.isFolder(experimentFolder) else { continue }
      for id in try FileReader.names(in: experimentFolder).sorted() {
        let folder = Path.join(experimentFolder, id)
        let meta = Path.join(folder, "meta.yaml")
        guard FileReader.isFolder(folder), FileReader.exists(meta) else { continue }
        runs.append(
          RecorderRun(
            id: id, folder: folder, startTime: try startTime(meta), configurationName: try configurationName(folder)))
      }
    }
    return runs.sorted { ($0.startTime, $0.id) < ($1.startTime, $1.id) }
  }

  private static func startTime(_ meta: String) throws -> Int {
    for line in try FileReader.text(meta, as: .configuration).split(separator: "\n") where line.hasPrefix("start_time:")
    {
      return Int(line.dropFirst("start_time:".count).filter(\.isNumber)) ?? 0
    }
    return 0
  }

  private static func configurationName(_ folder: String) throws -> String? {
    let path = Path.join(folder, "params/cmd-sys.argv")
    guard FileReader.exists(path) else { return nil }
    let words = try FileReader.text(path, as: .configuration).split { $0 == " " || $0 == "\n" }
    let name = words.last { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    return name.map { Path.lastComponent(String($0)) }
  }
}
