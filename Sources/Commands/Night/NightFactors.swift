import FactorEngine
import MarketData
import Models
import Night
import Primitives
import RDAgent
import Records

/// The factors of a night for the pages: what the migrations use, what the library and verifications tell.
struct NightFactors {
  let configuration: AistockConfiguration
  let migrations: [AistockConfiguration.Migration]
  let market: any Market
  let day: TradingDay
  /// The file that keeps the computed profiles.
  let path: String

  /// Trading days of the charts.
  private static let days = 500
  /// Columns that are computed at a time, so that memory stays bounded.
  private static let batch = 32

  /// Without values: expressions, states and figures of verifications. The universe is that of the first migration
  /// that names one.
  private func listed() throws -> FactorSheet {
    var sheet = FactorSheet()
    for migration in migrations {
      do {
        guard let dataset = try dataset(of: migration) else { continue }
        sheet.join(
          dataset.features.map { FactorEntry(name: $0.name, expression: $0.expression, usedBy: [migration.id]) })
        if sheet.universe.isEmpty, let name = dataset.universe, market.universeNames.contains(name) {
          sheet.universe = name
        }
      } catch let error as any DiagnosableError {
        sheet.notes.append("\(migration.id): \(error.diagnostic.summary)")
      }
    }
    if sheet.universe.isEmpty { sheet.universe = "all" }
    if let library = configuration.factors.library { sheet.join(try FactorDocuments.library(library)) }
    for path in configuration.factors.verified { sheet.add(try FactorDocuments.checks(path)) }
    return sheet
  }

  /// Nil where the workspace, or which of its configurations ran, is unknown: the migration's own page says so.
  private func dataset(of migration: AistockConfiguration.Migration) throws -> DatasetConfig? {
    guard FileReader.isFolder(migration.workspace),
      case .found(let used) = try UsedConfiguration.find(in: Workspace(folder: migration.workspace))
    else { return nil }
    return try DatasetConfig(used.configuration)
  }

  /// The sheet as the pages show it, with what the step has computed.
  func sheet() throws -> FactorSheet? {
    var sheet = try listed()
    guard !sheet.entries.isEmpty else { return nil }
    let kept = FileReader.exists(path) ? try JSONReader.read(file: path, id: "night.factors-damaged") : .null
    sheet.universe = kept["universe"]?.stringValue ?? sheet.universe
    sheet.notes += kept["notes"]?.arrayValue?.compactMap(\.stringValue) ?? []
    for index in sheet.entries.indices {
      let entry = sheet.entries[index]
      guard let expression = entry.expression, let known = kept["profiles"]?[expression] else { continue }
      sheet.entries[index].profile = known["days"].flatMap { FactorDays($0) }
      sheet.entries[index].fields = known["fields"]?.arrayValue?.compactMap(\.stringValue) ?? entry.fields
      sheet.entries[index].lookback = known["lookback"]?.intValue ?? entry.lookback
      sheet.entries[index].looksAhead = known["looks_ahead"]?.boolValue ?? entry.looksAhead
    }
    return sheet
  }

  var isMade: Bool { FileReader.exists(path) }

  /// Everything that decides the values behind the charts.
  func inputs(market stamp: String, program: String) throws -> String {
    let sheet = try listed()
    let expressions = sheet.entries.compactMap(\.expression).sorted()
    return SHA256Digest(
      hashing: ([day.description, stamp, program, sheet.universe] + expressions).joined(separator: "\n")
    ).hex
  }

  /// Computes the profiles of all expressions and keeps them.
  func compute() throws -> String {
    let sheet = try listed()
    let last = market.calendar.lastIndex(onOrBefore: day) ?? 0
    let first = max(0, last + 1 - NightFactors.days)
    let scope = FactorScope(
      .universe(try market.universe(sheet.universe)), start: market.calendar[first], end: market.calendar[last])
    var profiles: [String: JSONValue] = [:]
    var factors: [Factor] = []
    var notes: [String] = []
    for expression in Set(sheet.entries.compactMap(\.expression)).sorted() {
      do {
        factors.append(try Factor(name: expression, text: expression))
      } catch let fault { notes.append("\(expression): \(fault.diagnostic.summary)") }
    }
    for from in stride(from: 0, to: factors.count, by: NightFactors.batch) {
      let batch = Array(factors[from..<min(from + NightFactors.batch, factors.count)])
      let table = try FactorEngine(market: market, factors: batch).compute(scope)
      for (column, factor) in batch.enumerated() {
        profiles[factor.text] = [
          "days": FactorProfile.of(table, column: column).json,
          "lookback": .integer(factor.expression.extendedWindow.left),
          "looks_ahead": .bool(factor.looksAhead), "fields": .array(factor.fieldNames.map { .string($0) }),
        ]
      }
    }
    let document: JSONValue = [
      "schema": 1, "universe": .string(sheet.universe), "notes": .array(notes.map { .string($0) }),
      "profiles": .object(profiles),
    ]
    try FileWriter.write(document.canonical, to: path)
    return "\(profiles.count) factors"
  }
}
