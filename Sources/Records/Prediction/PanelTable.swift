package import Primitives
import Synchronization

/// One value per day and instrument, sorted by both: predictions, labels.
///
/// Instruments are stored once, sorted; a row holds the position of its instrument.
package struct PanelTable: Sendable {
  /// Sorted, distinct.
  package let instruments: [InstrumentID]
  /// Sorted, distinct.
  package let days: [TradingDay]
  /// `rows(ofDay: i)` is `offsets[i]..<offsets[i + 1]`.
  package let offsets: [Int]
  /// Position in `instruments`, ascending within a day.
  package let codes: [Int32]
  /// NaN is missing.
  package let values: [Double]
  private let ownDigest = OwnDigest()

  /// Whether two tables are one in memory: equal then without a look at their rows.
  package func sharesRows(with other: PanelTable) -> Bool {
    func place<Element>(_ array: [Element]) -> UnsafePointer<Element>? {
      array.withUnsafeBufferPointer { $0.baseAddress }
    }
    return count == other.count && days.count == other.days.count && place(values) == place(other.values)
      && place(codes) == place(other.codes) && place(days) == place(other.days)
  }

  package var count: Int { values.count }

  package init(
    instruments: [InstrumentID], days: [TradingDay], offsets: [Int], codes: [Int32], values: [Double]
  ) {
    precondition(offsets.count == days.count + 1 && codes.count == values.count)
    self.instruments = instruments
    self.days = days
    self.offsets = offsets
    self.codes = codes
    self.values = values
  }

  package func rows(ofDay index: Int) -> Range<Int> { offsets[index]..<offsets[index + 1] }

  /// The rows of a day, empty where the table has no such day.
  package func rows(of day: TradingDay) -> Range<Int> {
    guard let index = days.binarySearch(day) else { return 0..<0 }
    return rows(ofDay: index)
  }

  /// The rows from one day to another, both included; the instruments stay.
  package func days(from start: TradingDay, through end: TradingDay) -> PanelTable {
    let first = days.partitioningIndex { $0 >= start }
    let last = max(first, days.partitioningIndex { $0 > end })
    let rows = offsets[first]..<offsets[last]
    return PanelTable(
      instruments: instruments, days: Array(days[first..<last]),
      offsets: offsets[first...last].map { $0 - rows.lowerBound },
      codes: Array(codes[rows]), values: Array(values[rows]))
  }

  package func value(of instrument: InstrumentID, on day: TradingDay) -> Double? {
    guard let code = instruments.binarySearch(instrument) else { return nil }
    let range = rows(of: day)
    return codes[range].binarySearch(Int32(code)).map { values[$0] }
  }
}

extension PanelTable {
  /// Reads `datetime,instrument,<value>` (`date` is accepted for `datetime`), gzip accepted, rows in
  /// any order; throws `panel.duplicate` for a day and instrument that occur twice.
  ///
  /// - Parameters:
  ///   - isFloat32: whether the texts stand for float32 values: they are the shortest that read back to the same
  ///     float32, and read as doubles they would give neighbouring values.
  ///   - admit: throws for instruments that do not belong here, before rows are compared: two rows of one
  ///     instrument may only be a wrong code.
  package init(
    csv path: String, value name: String, isFloat32: Bool = false, admit: (([InstrumentID]) throws -> Void)? = nil
  ) throws {
    let table = try CSVTable(file: path)
    try self.init(table, value: name, isFloat32: isFloat32, admit: admit)
  }

  package init(
    _ table: CSVTable, value name: String, isFloat32: Bool = false, admit: (([InstrumentID]) throws -> Void)? = nil
  ) throws {
    let dayColumn = try table.column("datetime", "date")
    let instrumentColumn = try table.column("instrument")
    let valueColumn = try table.column(name)
    let (keys, values) = try together(
      { try RowKeys(table, day: dayColumn, instrument: instrumentColumn) },
      {
        try (0..<table.rowCount).map {
          try isFloat32 ? table.float32(row: $0, column: valueColumn) : table.double(row: $0, column: valueColumn)
        }
      })
    var (sorted, rowDays, rowCodes, rowValues) = (keys.isSorted, keys.days, keys.codes, values)
    let (names, rank) = (keys.names, keys.rank)
    for row in rowCodes.indices { rowCodes[row] = rank[Int(rowCodes[row])] }
    try admit?(names)
    if sorted {
      for row in rowCodes.indices.dropFirst()
      where rowDays[row] == rowDays[row - 1] && rowCodes[row] <= rowCodes[row - 1] {
        sorted = false
        break
      }
    }
    var fileRows = Array(rowCodes.indices)
    if !sorted {
      fileRows.sort { (rowDays[$0], rowCodes[$0], $0) < (rowDays[$1], rowCodes[$1], $1) }
      rowDays = fileRows.map { rowDays[$0] }
      rowCodes = fileRows.map { rowCodes[$0] }
      rowValues = fileRows.map { rowValues[$0] }
    }
    var days: [TradingDay] = []
    var offsets: [Int] = []
    for row in rowCodes.indices {
      if row == 0 || rowDays[row] != rowDays[row - 1] {
        days.append(rowDays[row])
        offsets.append(row)
      } else if rowCodes[row] == rowCodes[row - 1] {
        throw Diagnostic(
          "panel.duplicate", .damaged, at: table.place(row: fileRows[row], column: instrumentColumn),
          ["instrument": .instrument(names[Int(rowCodes[row])]), "day": .day(rowDays[row])],
          (en: "{instrument} has two rows on {day}.", zh: "{instrument} 在 {day} 有两行。"),
          remedy: (en: "Keep one of the two rows.", zh: "请保留其中一行。"))
      }
    }
    offsets.append(rowCodes.count)
    self.init(instruments: names, days: days, offsets: offsets, codes: rowCodes, values: rowValues)
  }

  /// SHA-256 over names, days, positions and the bits of the values; made once for all copies of a table.
  package var digest: String { ownDigest.value(made: hashed) }

  private final class OwnDigest: Sendable {
    private let kept = Mutex<String?>(nil)

    func value(made make: () -> String) -> String {
      kept.withLock { kept in
        let value = kept ?? make()
        kept = value
        return value
      }
    }
  }

  private func hashed() -> String {
    var hasher = SHA256Hasher()
    for instrument in instruments { hasher.update(Array((instrument.name + "\n").utf8)) }
    days.withUnsafeBytes { hasher.update(labelled: "days", $0) }
    offsets.withUnsafeBytes { hasher.update(labelled: "offsets", $0) }
    codes.withUnsafeBytes { hasher.update(labelled: "codes", $0) }
    values.withUnsafeBytes { hasher.update(labelled: "values", $0) }
    return hasher.finish().hex
  }

  /// The same rows without instruments that have none.
  package var compacted: PanelTable {
    var isUsed = [Bool](repeating: false, count: instruments.count)
    for code in codes { isUsed[Int(code)] = true }
    var place = [Int32](repeating: 0, count: instruments.count)
    var kept: [InstrumentID] = []
    for index in instruments.indices where isUsed[index] {
      place[index] = Int32(kept.count)
      kept.append(instruments[index])
    }
    return PanelTable(
      instruments: kept, days: days, offsets: offsets, codes: codes.map { place[Int($0)] }, values: values)
  }

  /// The values as the float32 that their texts would stand for; nil where a text is not the shortest of a float32.
  package var asShortestFloat32: PanelTable? {
    var widened: [Double] = []
    widened.reserveCapacity(count)
    for value in values {
      let single = Float(value)
      guard value.isNaN || (single.isFinite && NumberReader.double(single.description) == value) else { return nil }
      widened.append(Double(single))
    }
    return PanelTable(instruments: instruments, days: days, offsets: offsets, codes: codes, values: widened)
  }

  /// `datetime,instrument,<name>`, sorted by both.
  package func csv(value name: String) -> [UInt8] {
    // In pieces of some thousand rows, so that all cores write.
    let size = max(1, days.count / 16)
    let pieces = stride(from: 0, to: days.count, by: size).map { $0..<Swift.min($0 + size, days.count) }
    var bytes = Array("datetime,instrument,\(name)\n".utf8)
    bytes.reserveCapacity(count * 44 + 64)
    for piece in pieces.concurrentMap({ csv(days: $0) }) { bytes.append(contentsOf: piece) }
    return bytes
  }

  private func csv(days range: Range<Int>) -> [UInt8] {
    var writer = ByteWriter(capacity: (offsets[range.upperBound] - offsets[range.lowerBound]) * 44)
    for index in range {
      for row in rows(ofDay: index) {
        writer.day(days[index])
        writer.comma()
        writer.text(instruments[Int(codes[row])].name)
        writer.comma()
        writer.number(values[row])
        writer.newline()
      }
    }
    return writer.bytes
  }
}

/// Day and instrument of each row, in the order of the file.
private struct RowKeys: Sendable {
  var days: [TradingDay] = []
  /// In the order of first occurrence; `rank` turns them into positions in `names`.
  var codes: [Int32] = []
  var isSorted = true
  var names: [InstrumentID] = []
  var rank: [Int32] = []

  init(_ table: CSVTable, day: Int, instrument: Int) throws {
    var interner = InstrumentInterner()
    days.reserveCapacity(table.rowCount)
    codes.reserveCapacity(table.rowCount)
    var lastCell: ArraySlice<UInt8> = []
    var last = TradingDay(daysSince1970: .min)
    for row in 0..<table.rowCount {
      let cell = table.slice(row: row, column: day)
      if !cell.elementsEqual(lastCell) {
        let next = try table.day(row: row, column: day)
        if next < last { isSorted = false }
        last = next
        lastCell = cell
      }
      days.append(last)
      codes.append(try interner.code(table, row: row, column: instrument))
    }
    (names, rank) = interner.sortedNames()
  }
}

/// Gives each instrument text one number; texts of up to eight bytes, the usual case, cost one
/// integer look-up.
private struct InstrumentInterner {
  private var short: [UInt64: Int32] = [:]
  private var byName: [InstrumentID: Int32] = [:]
  private var names: [InstrumentID] = []

  mutating func code(_ table: CSVTable, row: Int, column: Int) throws -> Int32 {
    let packed: UInt64? = table.withBytes(row: row, column: column) { bytes in
      guard bytes.count <= 8 else { return nil }
      return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
    if let packed, let code = short[packed] { return code }
    let name = try table.instrument(row: row, column: column)
    let code: Int32
    if let known = byName[name] {
      code = known
    } else {
      code = Int32(names.count)
      byName[name] = code
      names.append(name)
    }
    if let packed { short[packed] = code }
    return code
  }

  func sortedNames() -> (names: [InstrumentID], rank: [Int32]) {
    let order = names.indices.sorted { names[$0] < names[$1] }
    var rank = [Int32](repeating: 0, count: names.count)
    for (position, code) in order.enumerated() { rank[code] = Int32(position) }
    return (order.map { names[$0] }, rank)
  }
}
