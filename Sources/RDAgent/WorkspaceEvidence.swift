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
  /// Of cash and account, beside the positions.
  package var accountEntries: [AccountEntry] = []
  package var trades: [TradeRow]?
  package var predictions: PanelTable?
  package var labels: PanelTable?
  /// Predictions with a repeated row, and the label of each row: what qlib's daily correlations count. Nil where every
  /// day and stock stands once, or where the labels do not repeat the same rows.
  package private(set) var repeatedPairs: (predictions: PanelTable, outcomes: [Double])?
  /// Whether the export says of which type the scores are.
  package private(set) var scoresAreTyped = false
  /// LightGBM's text form.
  package var modelPath: String?
  /// SHA-256 of each file that was read, by name.
  package var fileDigests: [String: String]
  /// The libraries behind the record, as the recorder's files and the exporter name them.
  package var versions: RecordedVersions
  package var recorder: String?
  /// In what the exporter opened the pickles; nil where it does not say so, or nothing was exported.
  package var sandbox: SandboxRecord?
  /// Part → why it is missing, and what to do about it.
  package var missing: [Part: Message]
  package var findings: [Finding]

  package enum Part: String, Sendable, CaseIterable {
    case configuration, reported, curve, positions, trades, predictions, labels, model
  }

  /// Throws the diagnostic of the first file that is damaged.
  ///
  /// - Parameter tables: those of other workspaces, by content.
  package init(_ workspace: Workspace, tables: EvidenceTables = EvidenceTables()) throws {
    folder = workspace.folder
    names = workspace.names
    missing = [:]
    findings = []
    fileDigests = [:]
    versions = RecordedVersions()
    var exported: [String: String] = [:]
    var types = ExportedTypes()
    if let export = try workspace.exportDocument() {
      types = ExportedTypes(export)
      recorder = export["recorder"]?["id"]?.stringValue
      exported = (export["versions"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
      sandbox = SandboxRecord(export["sandbox"])
    }
    let runs = try RecorderRun.all(in: workspace)
    versions = try RecordedVersions(
      workspace, recorder: runs.last { $0.id == recorder } ?? runs.last, exported: exported)
    switch try UsedConfiguration.find(in: workspace) {
    case .found(let found): used = found
    case .unknown(let why): missing[.configuration] = why
    }
    try readResults(workspace)
    try readCurve(workspace, tables)
    let scored = try readPanel(
      workspace, "pred.csv", .predictions, "score", isFloat32: types.isFloat32("pred.csv", "score") == true, tables)
    // qlib's labels are float32 unless the export says otherwise.
    let labelled = try readPanel(
      workspace, "label.csv", .labels, "label", isFloat32: types.isFloat32("label.csv", "label") != false, tables)
    (predictions, labels) = (scored?.table, labelled?.table)
    if let scores = scored?.repeated, let outcomes = labelled?.repeated, scores.lines(upWith: outcomes) {
      repeatedPairs = (scores.everyRow, outcomes.everyRow.values)
    }
    scoresAreTyped = types.isFloat32("pred.csv", "score") != nil
    modelPath = workspace.file("model.txt") ?? workspace.file("model.lgb.txt")
    if modelPath == nil { missing[.model] = workspace.absence(of: "model.txt") }
    for name in ["conf.yaml", "qlib_res.csv", "model.txt", "export.json"] { try digest(workspace, name) }
    for name in names where [".onnx", ".pt", ".pth", ".safetensors"].contains(where: name.hasSuffix) {
      // One that is too large is told by the rung that asks for it.
      do {
        fileDigests[name] = SHA256Digest(hashing: try FileReader.bytes(Path.join(folder, name), as: .model)).hex
      } catch let diagnostic as Diagnostic where diagnostic.id == "file.too-large" {}
    }
    findings += try ImportFindings.all(of: self)
  }

  private mutating func readResults(_ workspace: Workspace) throws {
    guard let path = workspace.file("qlib_res.csv") else {
      missing[.reported] = workspace.absence(of: "qlib_res.csv")
      return
    }
    // The file is there: what is absent is a metric in it.
    do { reported = try QlibResults(file: path) } catch let diagnostic as Diagnostic where diagnostic.kind == .absent {
      missing[.reported] = .noMetric
    }
  }

  private mutating func readCurve(_ workspace: Workspace, _ tables: EvidenceTables) throws {
    curve = try read(workspace, "report_normal_1day.csv", .curve) { path, _ in try RunTables.readReportAsWritten(path) }
    if let rows = curve, let place = rows.indices.dropFirst().first(where: { rows[$0].day < rows[$0 - 1].day }) {
      findings.append(CurveFindings.unsorted(rows[place].day, behind: rows[place - 1].day, row: place))
      curve = rows.sorted { $0.day < $1.day }
    }
    if let path = workspace.file("indicators_1day.csv") { try RunTables.checkIndicators(path) }
    if curve == nil, workspace.file("ret_schema.json") != nil {
      missing[.curve] = missing[.curve].map { .roundedCurve($0) }
    }
    try readPositions(workspace, tables)
    trades = try read(workspace, "trades.csv", .trades) { path, digest in
      try tables.trades.value(digest) { try RunTables.readTrades(path) }
    }
    if curve?.isEmpty == true {
      throw Diagnostic(
        "report.empty", .damaged, at: .init(Path.join(folder, "report_normal_1day.csv")),
        (en: "The curve has no day.", zh: "曲线没有任何交易日。"),
        remedy: (en: "Export the workspace again.", zh: "重新导出该工作区。"))
    }
  }

  /// A table by day and stock; repeated rows are a finding.
  private mutating func readPanel(
    _ workspace: Workspace, _ name: String, _ part: Part, _ value: String, isFloat32: Bool,
    _ tables: EvidenceTables
  ) throws -> (table: PanelTable, repeated: RepeatedRows?)? {
    var repeated: RepeatedRows?
    let table = try read(workspace, name, part) { path, digest in
      do {
        return try tables.panels.value("\(digest) \(value) \(isFloat32)") {
          try PanelTable(csv: path, value: value, isFloat32: isFloat32)
        }
      } catch let damage as Diagnostic where damage.kind == .damaged {
        let rows = try RepeatedRows(file: path, value: value, isFloat32: isFloat32)
        guard rows.count > 0 else { throw damage }
        repeated = rows
        return rows.table
      }
    }
    if let repeated { findings.append(repeated.finding(name)) }
    return table.map { ($0, repeated) }
  }

  /// Positions that contradict each other are a part that is missing.
  private mutating func readPositions(_ workspace: Workspace, _ tables: EvidenceTables) throws {
    let name = "positions.csv"
    var repeated: RepeatedRows?
    let held =
      try read(workspace, name, .positions) { path, digest -> (rows: [PositionRow], entries: [AccountEntry])? in
        do {
          return try tables.positions.value(digest) { try RunTables.readRecordedPositions(path) }
        } catch let damage as Diagnostic where damage.kind == .damaged {
          let rows = try RepeatedRows(file: path, value: "amount")
          guard rows.count > 0 else { throw damage }
          repeated = rows
          return nil
        }
      } ?? nil
    if let held { (positions, accountEntries) = (held.rows, held.entries) }
    guard let repeated else { return }
    missing[.positions] = repeated.reason(name)
    findings.append(repeated.unusable(name))
  }

  /// - Parameter make: from the path and the SHA-256 of the file.
  private mutating func read<Value>(
    _ workspace: Workspace, _ name: String, _ part: Part, _ make: (_ path: String, _ digest: String) throws -> Value
  ) throws -> Value? {
    guard let path = workspace.file(name) else {
      missing[part] = workspace.absence(of: name)
      return nil
    }
    let digest = try WorkspaceEvidence.digest(path)
    let value = try make(path, digest)
    fileDigests[Path.lastComponent(path)] = digest
    return value
  }

  private mutating func digest(_ workspace: Workspace, _ name: String) throws {
    guard let path = workspace.file(name) else { return }
    fileDigests[Path.lastComponent(path)] = try WorkspaceEvidence.digest(path)
  }

  private static func digest(_ path: String) throws -> String {
    SHA256Digest(hashing: try FileReader.bytes(path)).hex
  }

  /// SHA-256 over the names and digests of all files read: the identity of the evidence.
  package var digest: String {
    let lines = fileDigests.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }
    return SHA256Digest(hashing: lines.joined()).hex
  }
}

extension Message {
  fileprivate static var noMetric: Message {
    Message(
      "workspace.no-metric",
      en: "`qlib_res.csv` holds its header and no metric. The run failed before it recorded one.",
      zh: "`qlib_res.csv` 只有表头，没有指标：运行在写入指标之前已失败。")
  }

  /// - Parameter why: why the curve itself is missing.
  fileprivate static func roundedCurve(_ why: Message) -> Message {
    Message(
      "workspace.rounded-curve", ["why": .message(why)],
      en: "{why} `ret_schema.json` holds the curve rounded to ten decimals, which is too coarse to compare.",
      zh: "{why}`ret_schema.json` 中的曲线只有十位小数，精度不足以比较。")
  }
}
