package import Primitives
import Records

/// The daily excess returns that a workspace holds in a form that can be read: `report_normal_1day.csv` of an exported
/// one, or `ret_schema.json` (`Contracts.md`, daily report: as a pandas table, rounded to ten decimals).
package struct RecordedCurve: Equatable, Sendable {
  /// The file's name.
  package var file: String
  /// Ascending, each once; days without a benchmark are left out.
  package var days: [TradingDay]
  /// Return − benchmark − cost.
  package var returns: [Double]

  private static let plainFiles = ["report_normal_1day.csv", "report_normal_1day.csv.gz"]
  private static let table = "ret_schema.json"
  /// Forms of the same table that are not read here: parquet has no reader here, and a pickle is never opened.
  private static let unreadable = ["ret_schema.parquet", "ret.pkl"]

  /// The path of the file that `init` reads; nil where there is none.
  package static func path(in folder: String) -> String? {
    (plainFiles + [table]).map { Path.join(folder, $0) }.first(where: FileReader.exists)
  }

  /// Nil where the workspace holds no such file.
  ///
  /// - Throws: the diagnostic of a file that is damaged.
  package init?(in folder: String) throws {
    guard let path = RecordedCurve.path(in: folder) else { return nil }
    file = Path.lastComponent(path)
    let rows: [(day: TradingDay, excess: Double)]
    if file == RecordedCurve.table {
      rows = try RecordedCurve.rows(ofTable: path)
    } else {
      rows = try RunTables.readReportAsWritten(path).map { ($0.day, $0.excess) }
    }
    let sorted = Dictionary(rows.filter { $0.excess.isFinite }.map { ($0.day, $0.excess) }) { first, _ in first }
      .sorted { $0.key < $1.key }
    days = sorted.map(\.key)
    returns = sorted.map(\.value)
  }

  /// pandas' `orient="table"`: rows are objects by column name.
  private static func rows(ofTable path: String) throws -> [(day: TradingDay, excess: Double)] {
    let document = try JSONReader.read(file: path, id: "curve.damaged")
    guard let data = document["data"]?.arrayValue else { throw Diagnostic.noTable(path) }
    return try data.map { row in
      guard let text = (row["datetime"] ?? row["date"] ?? row["index"])?.stringValue,
        let day = TradingDay(text.prefix(10))
      else { throw Diagnostic.noTable(path) }
      let values = ["return", "bench", "cost"].map { row[$0]?.doubleValue ?? .nan }
      // Midnight in China is 16:00 of the day before in UTC.
      return (text.contains("T16:00:00") ? day.advanced(byDays: 1) : day, values[0] - values[1] - values[2])
    }
  }

  // MARK: - The library's row

  private static let documents = [
    "workspace_meta.json", "manifest.json", "experiment_summary.json", "factor_perf.json", "feedback.json",
    "factor_meta.json",
  ]

  /// Sizes and times of the files that a row is made of; nil where the folder has nothing of a curve or of a result.
  static func stamp(of folder: String) -> String? {
    let files = (plainFiles + [table] + unreadable + ["qlib_res.csv"]).map { Path.join(folder, $0) }
    let stamps = files.compactMap { try? FileStamp.of($0) }
    return stamps.isEmpty ? nil : stamps.joined(separator: "\n")
  }

  /// What a workspace tells of its curve and of the range that was configured; what is damaged is named unreadable.
  ///
  /// - Parameter known: task and loop of the workspace where its own documents do not tell them.
  static func row(of folder: String, known: (task: String, number: Int)?) -> JSONValue {
    let identity = documents.lazy.compactMap { name -> (task: String, number: Int)? in
      guard let json = try? JSONReader.read(FileReader.unpacked(Path.join(folder, name))),
        let task = json["task_run_id"]?.stringValue, let number = json["loop_id"]?.intValue
      else { return nil }
      return (task, number)
    }.first
    guard let (task, number) = identity ?? known else { return ["workspace": .string(folder)] }
    var curve = LibraryCurve(task: task, number: number, workspace: Path.lastComponent(folder))
    do {
      if let recorded = try RecordedCurve(in: folder) {
        (curve.file, curve.days, curve.returns) = (recorded.file, recorded.days, recorded.returns)
      } else {
        curve.unreadable = unreadable.first { FileReader.exists(Path.join(folder, $0)) }
      }
    } catch { curve.unreadable = path(in: folder).map(Path.lastComponent) }
    curve.configured = configured(in: folder)
    return curve.json
  }

  /// The window of the backtest that ran; nil where no recorder says which configuration did.
  private static func configured(in folder: String) -> LibraryCurve.Range? {
    guard let workspace = try? Workspace(folder: folder),
      case .found(let used)? = try? UsedConfiguration.find(in: workspace)
    else { return nil }
    if let backtest = try? used.configuration.backtest() { return .init(start: backtest.start, end: backtest.end) }
    guard let segment = used.configuration.testSegment, let end = segment.end, segment.start <= end else { return nil }
    return .init(start: segment.start, end: end)
  }
}

extension Diagnostic {
  fileprivate static func noTable(_ path: String) -> Diagnostic {
    Diagnostic(
      "curve.no-table", .damaged, at: .init(path),
      (
        en: "The file is no table of days in pandas' form `orient=\"table\"`.",
        zh: "该文件不是 pandas `orient=\"table\"` 形式的逐日表。"
      ),
      remedy: (en: "Export the workspace: `aistock rdagent exporter`.", zh: "请导出该工作区：`aistock rdagent exporter`。"))
  }
}
