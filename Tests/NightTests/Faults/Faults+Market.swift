import Foundation
import Primitives
import Records
import TestSupport

extension Fault {
  private static let close = "market/features/sh600000/close.day.bin"

  /// Another price of the last day.
  private static func reprice(_ world: FaultWorld) throws {
    var bytes = try world.bytes("market/features/sz000001/close.day.bin")
    bytes[bytes.count - 2] ^= 0x10
    try world.write(bytes, "market/features/sz000001/close.day.bin")
  }

  static let markets: [Fault] = [
    .file("bin-odd", .market, "A bin has 13 bytes.", exit: 3, "market.bin-length", leaves: .whole) {
      try $0.write([UInt8](repeating: 0, count: 13), close)
    },
    // 9.0 as a little-endian float32: a start behind the last of five days.
    .file("bin-outside", .market, "A bin begins outside of the calendar.", exit: 3, "market.bin-start", leaves: .whole)
    {
      try $0.write([0, 0, 0x10, 0x41, 0, 0, 0, 0], close)
    },
    .file("calendar-order", .market, "The calendar is out of order.", exit: 3, "market.calendar-order", leaves: .before)
    {
      try $0.write("2024-01-01\n2024-01-03\n2024-01-02\n2024-01-04\n2024-01-05\n", "market/calendars/day.txt")
    },
    .file(
      "calendar-date", .market, "The calendar has a day that cannot be.", exit: 3, "market.calendar-date",
      leaves: .before
    ) {
      try $0.write("2024-01-01\n2024-02-30\n", "market/calendars/day.txt")
    },
    .file("calendar-gone", .market, "The calendar is gone.", exit: 3, "market.calendar-missing", leaves: .before) {
      try $0.remove("market/calendars/day.txt")
    },
    .file(
      "calendar-shrunk", .market, "The market lost its last three days.", exit: 3, "archive.sealed", leaves: .site,
      mends: false
    ) {
      try $0.write("2024-01-01\n2024-01-02\n", "market/calendars/day.txt")
    },
    .file("market-gone", .market, "The market is gone.", exit: 3, "market.missing", leaves: .before) {
      try $0.remove("market")
    },
    .file(
      "universe-line", .market, "A line of a universe has no tabs.", exit: 3, "market.universe-line", leaves: .before
    ) {
      try $0.write("SH600000 2024-01-01 2024-01-05\n", "market/instruments/all.txt")
    },
    .file("universe-sql", .market, "A universe names a stock in SQL.", exit: 3, "market.universe-line", leaves: .before)
    {
      try $0.write("x'; DROP TABLE night;--\t2024-01-01\t2024-01-05\n", "market/instruments/all.txt")
    },
    .file("universe-fake-stock", .market, "A universe lists one stock that has no data.", exit: 0, leaves: .whole) {
      let text = try FileReader.text($0.path("market/instruments/all.txt"))
      try $0.write(text + "SH688999\t2024-01-01\t2024-01-05\n", "market/instruments/all.txt")
    },
    .file(
      "universe-only-a-fake-stock", .market, "A universe lists one stock, and that has no data.", exit: 0,
      leaves: .whole
    ) {
      try $0.write("SH688999\t2024-01-01\t2024-01-05\n", "market/instruments/all.txt")
    },
    .file("index-gone", .market, "The benchmark has no data.", exit: 3, "benchmark.missing", leaves: .whole) {
      try $0.remove("market/features/sh000300")
    },
    .file(
      "adapters-disagree", .market, "The first market of the list is damaged, and the second has another price.",
      exit: 0,
      leaves: .whole
    ) { world in
      try FileManager.default.copyItem(atPath: world.path("market"), toPath: world.path("second"))
      try world.write("2024-02-30\n", "market/calendars/day.txt")
      var bytes = try world.bytes("second/features/sz000001/close.day.bin")
      bytes[bytes.count - 2] ^= 0x10
      try world.write(bytes, "second/features/sz000001/close.day.bin")
      try world.configure("provider: market", "provider: [market, second]")
    },
    Fault(
      "market-replaced-once", .market, "The market is replaced while the night reads it.", exit: 0, leaves: .whole
    ) { world in
      let ending = try world.stepped { night in
        try night.reach(.reconcile("small"))
        try reprice(world)
        // The night begins again.
        try night.reach(.reconcile("small"))
      }
      return ending
    },
    Fault(
      "market-replaced-twice", .market, "The market is replaced again while the night is repeated.", exit: 3,
      "night.market-changed", leaves: .before
    ) { world in
      try world.stepped { night in
        for _ in 0..<2 {
          try night.reach(.reconcile("small"))
          try reprice(world)
        }
      }
    },
    Fault(
      "market-replaced-in-the-settlement", .market, "The market is replaced while a preview is settled.", exit: 0,
      leaves: .whole
    ) { world in
      try world.stepped { night in
        try night.reach(.settle("p"))
        try reprice(world)
        try night.reach(.reconcile("small"))
      }
    },
    Fault(
      "market-removed-on-the-way", .market, "The market is removed while the night reads it.", exit: 3,
      "market.missing",
      leaves: .before
    ) { world in
      try world.stepped { night in
        try night.reach(.reconcile("small"))
        try world.remove("market")
      }
    },
    Fault(
      "schema-changed-on-the-way", .market, "The columns of a SQLite market are renamed while the night reads it.",
      exit: 3,
      "market.database-column", leaves: .before
    ) { world in
      try world.exportMarket(to: "market.sqlite")
      return try world.stepped { night in
        try night.reach(.reconcile("small"))
        try world.execute("ALTER TABLE aistock_bars RENAME COLUMN close TO closed", on: "market.sqlite")
      }
    },
    .file(
      "database-row-gone", .market, "A SQLite market lacks a row.", exit: 3, "market.database-row-missing",
      leaves: .before
    ) {
      try $0.exportMarket(to: "market.sqlite")
      try $0.execute(
        "DELETE FROM aistock_bars WHERE instrument = 'SH600000' AND day = '2024-01-03'", on: "market.sqlite")
    },
    .file(
      "database-sql", .market, "A SQLite market names a stock in SQL.", exit: 3, "market.database-code", leaves: .before
    ) {
      try $0.exportMarket(to: "market.sqlite")
      try $0.execute(
        "INSERT INTO aistock_bars (instrument, day) VALUES ('x''; DROP TABLE y; --', '2024-01-01')", on: "market.sqlite"
      )
    },
    Fault(
      "connection-dropped-on-the-way", .market, "The PostgreSQL server drops the connection in the middle of a read.",
      exit: 4, "postgresql.dropped", leaves: .before, needs: .server
    ) { world in
      let server = try PostgreSQLServer.shared()
      let schema = "fault_\(UInt32.random(in: 0...UInt32.max))"
      try server.run("CREATE SCHEMA \(schema)", in: nil)
      try world.exportMarket(to: server.address(schema: schema))
      try server.run(
        """
        ALTER TABLE aistock_bars RENAME TO hidden;
        CREATE FUNCTION leave() RETURNS real LANGUAGE sql VOLATILE
          AS $$ SELECT CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 1 ELSE 2 END::real $$;
        CREATE VIEW aistock_bars AS SELECT instrument, day,
          CASE WHEN day = '2024-01-03' AND instrument = 'SH600000' THEN leave() ELSE close END AS close, change, factor,
          open, volume FROM hidden;
        """, in: schema)
      return try world.run()
    },
  ]
}
