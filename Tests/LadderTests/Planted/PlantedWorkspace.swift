import Foundation
import Ladder
import MarketData
import Primitives
import Records
import TestSupport

/// A copy of a result that real qlib made on the demo market, to be broken in one way.
///
/// The short form ends on 2023-08-31, after 44 trading days: rows behind it are cut off, nothing else.
struct PlantedWorkspace {
  enum Base: String { case short, whole }

  private let temporary: TemporaryFolder
  let folder: String

  static let lastDay = "2023-08-31"
  private static let demo = DemoResult.folder("demo-faithful")
  private static let tables = ["report_normal_1day.csv", "positions.csv", "pred.csv", "label.csv"]

  /// The texts of the base, unpacked and cut once.
  private static let texts: [Base: Result<[String: String], any Error>] = Dictionary(
    uniqueKeysWithValues: [Base.short, .whole].map { base in
      (
        base,
        Result {
          var texts: [String: String] = [:]
          for name in tables + ["conf.yaml", "qlib_res.csv", "model.txt"] {
            let plain = demo + "/" + name
            texts[name] = try FileReader.text(FileReader.exists(plain) ? plain : plain + ".gz")
          }
          guard base == .short else { return texts }
          for name in tables {
            texts[name] = texts[name]?.split(separator: "\n").filter {
              $0 < lastDay + "~" || $0.hasPrefix("datetime")
            }
            .joined(separator: "\n").appending("\n")
          }
          // Numbers over the whole window are no numbers of its first part.
          texts["qlib_res.csv"] = nil
          texts["conf.yaml"] = texts["conf.yaml"]?.replacing(
            "        end_time: 2024-12-30", with: "        end_time: \(lastDay)"
          )
          .replacing("test: [2023-07-03, 2024-12-30]", with: "test: [2023-07-03, \(lastDay)]")
          return texts
        }
      )
    })

  init(_ base: Base) throws {
    temporary = try TemporaryFolder()
    folder = temporary.path("ws")
    for (name, text) in try PlantedWorkspace.texts[base]?.get() ?? [:] { try write(text, name) }
  }

  func write(_ text: String, _ name: String) throws { try temporary.write(text, to: "ws/" + name) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder + "/" + name) }

  func text(_ name: String) throws -> String { try FileReader.text(folder + "/" + name) }

  /// Replaces the one place where a text stands; a text that is not there is a fault of the case.
  func replace(_ name: String, _ old: String, _ new: String) throws {
    let text = try text(name)
    guard text.contains(old) else { throw Misplanted(what: "\(name) does not hold '\(old)'") }
    try write(text.replacing(old, with: new), name)
  }

  /// Takes a file of the demo's other result, cut like the base.
  func borrow(_ name: String) throws {
    let plain = DemoResult.folder("demo-wrong-fees/" + name)
    let text = try FileReader.text(FileReader.exists(plain) ? plain : plain + ".gz")
    let isCut = try self.text("conf.yaml").contains("end_time: \(PlantedWorkspace.lastDay)")
    guard PlantedWorkspace.tables.contains(name) else { return try write(text, name) }
    let rows = text.split(separator: "\n").filter {
      !isCut || $0 < PlantedWorkspace.lastDay + "~" || $0.hasPrefix("datetime")
    }
    try write(rows.joined(separator: "\n") + "\n", name)
  }

  /// Changes the rows of a table: a header and cells in between, nil removes a row.
  func rows(_ name: String, _ change: ([String]) -> [String]?) throws {
    let lines = try text(name).split(separator: "\n").map(String.init)
    var isChanged = false
    let kept = lines.dropFirst().compactMap { line -> String? in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let changed = change(cells)
      if changed != cells { isChanged = true }
      return changed?.joined(separator: ",")
    }
    guard isChanged else { throw Misplanted(what: "no row of \(name) is changed") }
    try write(([lines[0]] + kept).joined(separator: "\n") + "\n", name)
  }

  /// Changes one cell of the row that begins with a text.
  func cell(_ name: String, _ row: String, _ column: Int, _ change: (Double) -> Double) throws {
    try rows(name) { cells in
      guard cells.joined(separator: ",").hasPrefix(row) else { return cells }
      var cells = cells
      let whole = Int(cells[column]) != nil
      let value = change(Double(cells[column]) ?? .nan)
      cells[column] = whole ? "\(Int(value))" : "\(value)"
      return cells
    }
  }

  /// Records the orders as well, as the replay has them, with those of one stock on its first day changed
  /// in some columns; without columns they are left out.
  func trade(_ stock: String, _ columns: [Int], _ times: Double) throws {
    let sink = MemorySink()
    try Reconciler(
      market: PlantedMarket.demo, marketDigest: MarketDigest(), runtime: .ofThisProcess
    )
    .reconcile(.init(id: "orders", workspace: folder, rungs: [.replayed])).write(to: sink)
    try write(
      String(decoding: sink.files["replayed/trades.csv"] ?? [], as: UTF8.self), "trades.csv")
    var first: String?
    try rows("trades.csv") { cells in
      guard cells[1] == stock, first == nil || cells[0] == first else { return cells }
      first = cells[0]
      if columns.isEmpty { return nil }
      var cells = cells
      for column in columns { cells[column] = "\((Double(cells[column]) ?? .nan) * times)" }
      return cells
    }
  }

  /// Changes one recorded number.
  func metric(_ name: String, _ change: (Double) -> Double) throws {
    try rows("qlib_res.csv") { $0[0] == name ? [name, "\(change(Double($0[1]) ?? .nan))"] : $0 }
  }

  /// Dates every row of a table by the trading day so many days behind its own.
  func redate(_ name: String, by days: Int) throws {
    let calendar = PlantedMarket.demo.calendar
    try rows(name) { cells in
      guard let index = TradingDay(cells[0]).flatMap({ calendar.index(of: $0) }) else {
        return cells
      }
      return ["\(calendar[index + days])"] + cells.dropFirst()
    }
  }

  struct Misplanted: Error { var what: String }
}

/// The demo market with some values changed.
enum PlantedMarket {
  static let demo = DemoMarket.make()

  /// - Parameter change: gets a stock's value of a field on a day, and gives another.
  static func changing(
    _ name: String, fields: Set<String>, _ change: (String, TradingDay, Float) -> Float
  ) throws -> MemoryMarket {
    var bars: [InstrumentID: [String: FieldSeries]] = [:]
    for instrument in demo.instruments {
      for field in demo.fields(of: instrument) {
        guard let series = demo.series(field, of: instrument) else { continue }
        guard instrument.name == name, fields.contains(field) else {
          bars[instrument, default: [:]][field] = series
          continue
        }
        let values = demo.calendar.days.enumerated().map { change(field, $1, series[$0]) }
        bars[instrument, default: [:]][field] = FieldSeries(start: 0, values: values)
      }
    }
    return MemoryMarket(
      location: "demo", calendar: demo.calendar,
      universes: try demo.universeNames.map { try demo.universe($0) }, bars: bars)
  }
}
