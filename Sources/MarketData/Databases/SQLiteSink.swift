import Foundation
import GRDB
package import Primitives

/// Writes a market into a SQLite file: a new file beside, which takes the old one's place at the commit.
package struct SQLiteSink: MarketSink {
  private let staging: Staging
  private var record: SinkRecord?

  /// The file beside, removed when nobody needs it any more.
  private final class Staging {
    let path: String
    let target: String
    var queue: DatabaseQueue?

    init(_ target: String) {
      self.target = target
      path = Path.join(Path.folder(of: target), ".\(Path.lastComponent(target)).\(getpid()).partial")
    }

    deinit {
      queue = nil
      unlink(path)
    }
  }

  /// - Throws: `output.not-a-file` (exit 2), `market.sqlite-foreign` (exit 3), `market.sqlite-locked` (exit 75): the file
  ///   in this place is nothing that a market may replace.
  package init(path: String) throws {
    try FileWriter.refuseOther(at: path)
    if FileReader.exists(path) { try SQLiteSink.refuseForeign(path) }
    staging = Staging(path)
  }

  /// Only a file that holds a market and nothing else, or nothing at all, is replaced.
  private static func refuseForeign(_ path: String) throws {
    let tables = try SQLiteDatabase(path: path).read { try $0.tables() }
    let foreign = tables.filter { !OwnTables.all.contains($0) }
    guard foreign.isEmpty else {
      throw Diagnostic(
        "market.sqlite-foreign", .unsupported, at: .init(path), ["tables": .names(foreign.prefix(5))],
        (en: "The file has tables of its own: {tables}.", zh: "该文件有自己的表：{tables}。"),
        remedy: (en: "Name another file. This one is left as it is.", zh: "请指定另一个文件；该文件未被改动。"))
    }
    // A log beside it belongs to somebody who has the file open.
    guard !["-wal", "-journal"].contains(where: { FileReader.exists(path + $0) }) else {
      throw SQLiteFailure.locked(path)
    }
  }

  package mutating func begin(calendar: TradingCalendar, universes: [Universe], fields: [String]) throws {
    let record = try SinkRecord(calendar, universes, fields, at: staging.target)
    self.record = record
    unlink(staging.path)
    // Nobody else sees the file, and a broken one is thrown away: no journal.
    var configuration = Configuration()
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF") }
    try SQLiteFailure.translate(staging.target) {
      let queue = try DatabaseQueue(path: staging.path, configuration: configuration)
      staging.queue = queue
      try queue.write { database in
        // Without a type: a column of REAL would turn -0 into 0.
        let columns = record.fields.map { ", \(SQLiteSink.quoted($0))" }.joined()
        try database.execute(
          sql: """
            CREATE TABLE aistock_market (key text PRIMARY KEY, value text NOT NULL) WITHOUT ROWID;
            CREATE TABLE aistock_calendar (day date PRIMARY KEY) WITHOUT ROWID;
            CREATE TABLE aistock_universes (name text, position integer, instrument text, first_day date, last_day date,
              PRIMARY KEY (name, position)) WITHOUT ROWID;
            CREATE TABLE aistock_series (instrument text, field text, first_day date NOT NULL, days integer NOT NULL,
              PRIMARY KEY (instrument, field)) WITHOUT ROWID;
            CREATE TABLE aistock_bars (instrument text NOT NULL, day date NOT NULL\(columns),
              PRIMARY KEY (instrument, day)) WITHOUT ROWID;
            """)
        for day in calendar.days {
          try database.execute(sql: "INSERT INTO aistock_calendar VALUES (?)", arguments: [day.description])
        }
        for row in SinkRecord.rows(universes) {
          try database.execute(
            sql: "INSERT INTO aistock_universes VALUES (?, ?, ?, ?, ?)",
            arguments: [
              row.name, row.position, row.instrument?.name, row.span?.start.description, row.span?.end.description,
            ])
        }
      }
    }
  }

  package mutating func write(_ instrument: InstrumentID, _ series: [String: FieldSeries]) throws {
    guard let (columns, days) = try record?.add(instrument, series, at: staging.target), let record,
      let queue = staging.queue
    else {
      preconditionFailure("a sink is begun before it is written to")
    }
    let marks = (record.fields.indices.map { _ in "?" } + ["?", "?"]).joined(separator: ", ")
    try SQLiteFailure.translate(staging.target) {
      try queue.write { database in
        let statement = try database.cachedStatement(sql: "INSERT INTO aistock_bars VALUES (\(marks))")
        var values: [DatabaseValue] = Array(repeating: .null, count: record.fields.count + 2)
        values[0] = instrument.name.databaseValue
        for index in days {
          values[1] = record.calendar[index].description.databaseValue
          for (place, column) in columns.enumerated() {
            let value = column?[index] ?? .nan
            values[place + 2] = value.isNaN ? .null : Double(value).databaseValue
          }
          statement.setUncheckedArguments(StatementArguments(values))
          try statement.execute()
        }
      }
    }
  }

  package mutating func commit() throws {
    guard let record, let queue = staging.queue else { preconditionFailure("a sink is begun before it is committed") }
    try SQLiteFailure.translate(staging.target) {
      try queue.write { database in
        for row in record.series {
          try database.execute(
            sql: "INSERT INTO aistock_series VALUES (?, ?, ?, ?)",
            arguments: [row.instrument.name, row.field, row.first.description, row.days])
        }
        for fact in record.facts() {
          try database.execute(sql: "INSERT INTO aistock_market VALUES (?, ?)", arguments: [fact.key, fact.value])
        }
      }
      try queue.close()
    }
    staging.queue = nil
    let descriptor = open(staging.path, O_RDONLY | O_CLOEXEC)
    let isKept = descriptor >= 0 && fsync(descriptor) == 0
    if descriptor >= 0 { close(descriptor) }
    guard isKept, rename(staging.path, staging.target) == 0 else { throw FileWriter.unwritable(staging.target) }
    self.record = nil
  }

  private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}
