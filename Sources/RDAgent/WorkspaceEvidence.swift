package import Primitives
package import Records

/// Everything of a workspace that can be compared, each part with the reason where it is missing.
///
/// Absence is recorded, damage is thrown: a file that is there and cannot be read stops the import.
package struct WorkspaceEvidence: Sendable {
  package var folder: String
  /// Files directly inside, sorted.
  package var names: [String]
  package var used: UsedConfiguration?
  /// The numbers as recorded.
  package var reported: QlibResults?
  /// The daily curve with its positions and, where they are known, its orders.
  package var curve: [ReportRow]?
  package var positions: [PositionRow]?
  package var trades: [TradeRow]?
  package var predictions: PanelTable?
  package var labels: PanelTable?
  /// LightGBM's text form.
  package var modelPath: String?
  /// SHA-256 of each file that was read, by name.
  package var fileDigests: [String: String]
  /// Who made the record: recorder, library versions.
  package var versions: [String: String]
  package var recorder: String?
  /// Part → why it is missing, one sentence each.
  package var missing: [Part: Message]
  package var findings: [Finding]

  package enum Part: String, Sendable, CaseIterable {
    case configuration, reported, curve, positions, trades, predictions, labels, model
  }

  /// Throws the diagnostic of the first file that is damaged.
  package init(_ workspace: Workspace) throws {
    folder = workspace.folder
    names = workspace.names
    missing = [:]
    findings = []
    fileDigests = [:]
    versions = [:]
    if let export = try workspace.exportDocument() {
      recorder = export["recorder"]?["id"]?.stringValue
      versions = (export["versions"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
    }
    switch try UsedConfiguration.find(in: workspace) {
    case .found(let found): used = found
    case .unknown(let why): missing[.configuration] = .verbatim(why)
    }
    try readResults(workspace)
    try readCurve(workspace)
    predictions = try read(workspace, "pred.csv", .predictions) { try PanelTable(csv: $0, value: "score") }
    labels = try read(workspace, "label.csv", .labels) { path in
      try PanelTable(csv: path, value: "label").widenedFromFloat
    }
    modelPath = workspace.file("model.txt") ?? workspace.file("model.lgb.txt")
    if modelPath == nil { missing[.model] = .verbatim(workspace.absence(of: "model.txt")) }
    for name in ["conf.yaml", "qlib_res.csv", "model.txt", "export.json"] { try hash(workspace, name) }
    findings += try ImportFindings.all(of: self)
  }

  private mutating func readResults(_ workspace: Workspace) throws {
    guard let path = workspace.file("qlib_res.csv") else {
      missing[.reported] = .verbatim(workspace.absence(of: "qlib_res.csv"))
      return
    }
    do {
      reported = try QlibResults(file: path)
    } catch let diagnostic as Diagnostic where diagnostic.id == "qlib-res.no-metric" {
      missing[.reported] = "qlib_res.csv holds its header and no metric: the run failed before it recorded one"
    }
  }

  private mutating func readCurve(_ workspace: Workspace) throws {
    curve = try read(workspace, "report_normal_1day.csv", .curve) { try RunTables.readReport($0) }
    if curve == nil, workspace.file("ret_schema.json") != nil {
      missing[.curve] = missing[.curve].map {
        .verbatim(
          $0.english + " (ret_schema.json holds the curve rounded to ten decimals, which is too coarse to compare)")
      }
    }
    positions = try read(workspace, "positions.csv", .positions) { try RunTables.readPositions($0) }
    trades = try read(workspace, "trades.csv", .trades) { try RunTables.readTrades($0) }
    if curve?.isEmpty == true {
      throw Diagnostic(
        "report.empty", "the curve has no day", at: .init(Path.join(folder, "report_normal_1day.csv")),
        remedy: "Export the workspace again.")
    }
  }

  private mutating func read<Value>(
    _ workspace: Workspace, _ name: String, _ part: Part, _ make: (String) throws -> Value
  ) throws -> Value? {
    guard let path = workspace.file(name) else {
      missing[part] = .verbatim(workspace.absence(of: name))
      return nil
    }
    let value = try make(path)
    try hash(workspace, name)
    return value
  }

  private mutating func hash(_ workspace: Workspace, _ name: String) throws {
    guard let path = workspace.file(name) else { return }
    fileDigests[Path.lastComponent(path)] = SHA256Digest(hashing: try FileReader.bytes(path)).hex
  }

  /// SHA-256 over the names and hashes of all files read: the identity of the evidence.
  package var digest: String {
    let lines = fileDigests.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
    return SHA256Digest(hashing: lines.joined()).hex
  }
}
