package import MarketData
package import Primitives

/// Factors of one instrument: a column of float32 for each expression, NaN is missing.
package final class FactorBlock: @unchecked Sendable {
  // @unchecked: written by the one task that makes it, read only afterwards.
  package let instrument: InstrumentID
  /// Calendar indexes of the rows, ascending.
  package let rows: [Int32]
  package let columnCount: Int
  private let values: UnsafeMutablePointer<Float>
  /// The rows as ranges of calendar indexes.
  private let runs: [Range<Int>]

  init(instrument: InstrumentID, runs: [Range<Int>], columnCount: Int) {
    self.instrument = instrument
    self.runs = runs
    self.columnCount = columnCount
    rows = runs.flatMap { $0.map { Int32($0) } }
    values = .allocate(capacity: max(rows.count * columnCount, 1))
  }

  init(instrument: InstrumentID, rows: [Int32], columnCount: Int) {
    self.instrument = instrument
    self.rows = rows
    self.columnCount = columnCount
    runs = rows.map { Int($0)..<Int($0) + 1 }
    values = .allocate(capacity: max(rows.count * columnCount, 1))
  }

  deinit { values.deallocate() }

  /// Takes a column over from another block of the same instrument.
  func fill(_ column: Int, from other: FactorBlock?, _ source: Int) {
    for (place, index) in rows.enumerated() {
      let row = other?.rows.binarySearch(index)
      values[column * rows.count + place] =
        row.flatMap { row in other.map { $0[row, source] } } ?? .nan
    }
  }

  func fill(_ column: Int, _ series: Series?) {
    var output = values + column * rows.count
    guard let series else { return output.initialize(repeating: .nan, count: rows.count) }
    for run in runs {
      series.cast(run, into: output)
      output += run.count
    }
  }

  package subscript(row: Int, column: Int) -> Float { values[column * rows.count + row] }

  package func withColumn<R>(_ column: Int, _ body: (UnsafeBufferPointer<Float>) throws -> R)
    rethrows -> R
  {
    try body(UnsafeBufferPointer(start: values + column * rows.count, count: rows.count))
  }

  /// A number over all bits, each missing value counting the same; order matters.
  ///
  /// Four chains of multiplications a block; those of two blocks go along together, as each waits for itself.
  static func checksums(_ blocks: ArraySlice<FactorBlock>) -> [UInt64] {
    var results = [UInt64](repeating: 0, count: blocks.count)
    var waiting = blocks.indices.makeIterator()
    var (one, two) = (
      waiting.next().map { Walk(blocks[$0], $0) }, waiting.next().map { Walk(blocks[$0], $0) }
    )
    while let first = one {
      guard let second = two else {
        one?.walk(first.left)
        results[first.place - blocks.startIndex] = one?.finished ?? 0
        return results
      }
      let steps = min(first.left, second.left)
      var (a, b) = (first.chains, second.chains)
      for index in 0..<steps {
        a.add(first.values + 4 &* index)
        b.add(second.values + 4 &* index)
      }
      one?.took(a, steps)
      two?.took(b, steps)
      if let done = two, done.left == 0 {
        results[done.place - blocks.startIndex] = done.finished
        two = waiting.next().map { Walk(blocks[$0], $0) }
      }
      if let done = one, done.left == 0 {
        results[done.place - blocks.startIndex] = done.finished
        one = waiting.next().map { Walk(blocks[$0], $0) } ?? two
        if one?.place == two?.place { two = nil }
      }
    }
    return results
  }

  /// How far a block's checksum is.
  private struct Walk {
    let block: FactorBlock
    let place: Int
    var chains = Chains()
    var values: UnsafeMutablePointer<Float>
    /// Steps of four values.
    var left: Int

    init(_ block: FactorBlock, _ place: Int) {
      self.block = block
      self.place = place
      values = block.values
      left = block.cellCount / 4
    }

    mutating func walk(_ steps: Int) {
      for index in 0..<steps { chains.add(values + 4 &* index) }
      took(chains, steps)
    }

    mutating func took(_ chains: Chains, _ steps: Int) {
      self.chains = chains
      values += 4 * steps
      left -= steps
    }

    var finished: UInt64 { block.finished(chains) }
  }

  private var cellCount: Int { rows.count * columnCount }

  private struct Chains {
    var lanes = SIMD4<UInt64>(1, 2, 3, 4)

    @inline(__always)
    mutating func add(_ x: UnsafeMutablePointer<Float>) {
      let bits = SIMD4<UInt64>(
        FactorBlock.bits(x[0]), FactorBlock.bits(x[1]), FactorBlock.bits(x[2]),
        FactorBlock.bits(x[3]))
      lanes = (lanes ^ bits) &* 0x9E37_79B9_7F4A_7C15
      lanes = lanes ^ (lanes &>> 29)
    }
  }

  private func finished(_ chains: Chains) -> UInt64 {
    var hash = UInt64(cellCount)
    for index in (cellCount & ~3)..<cellCount {
      hash = FactorTable.mix(hash, FactorBlock.bits(values[index]))
    }
    for lane in 0..<4 { hash = FactorTable.mix(hash, chains.lanes[lane]) }
    for byte in instrument.name.utf8 { hash = FactorTable.mix(hash, UInt64(byte)) }
    for row in rows { hash = FactorTable.mix(hash, UInt64(row)) }
    return hash
  }

  @inline(__always)
  private static func bits(_ value: Float) -> UInt64 {
    value == value ? UInt64(value.bitPattern) : 0x7FC0_0000
  }
}

/// Factors of many instruments, sorted by instrument, each with its days ascending.
package struct FactorTable: Sendable {
  /// An expression that has no values on an instrument, because qlib raises an error there.
  package struct Failure: Equatable, Sendable {
    package var instrument: InstrumentID
    package var column: Int
    package var reason: Message
  }

  package let names: [String]
  package let calendar: TradingCalendar
  /// Instruments without a single row are absent.
  package let blocks: [FactorBlock]
  /// Sorted by instrument and column.
  package let failures: [Failure]

  init(names: [String], calendar: TradingCalendar, blocks: [FactorBlock], failures: [Failure]) {
    self.names = names
    self.calendar = calendar
    self.blocks = blocks
    self.failures = failures
  }

  /// Tables of the same scope side by side; `columns` are the places of each table's columns. The rows
  /// are the union of the tables' rows, as in qlib's.
  init(
    joining parts: [(columns: [Int], table: FactorTable)], names: [String],
    calendar: TradingCalendar
  ) {
    var known: [InstrumentID: [(part: Int, block: FactorBlock)]] = [:]
    for (part, entry) in parts.enumerated() {
      for block in entry.table.blocks { known[block.instrument, default: []].append((part, block)) }
    }
    let blocks = known.keys.sorted().map { instrument in
      let sources = known[instrument] ?? []
      let rows = Set(sources.flatMap(\.block.rows)).sorted()
      let block = FactorBlock(instrument: instrument, rows: rows, columnCount: names.count)
      for (part, entry) in parts.enumerated() {
        let source = sources.first { $0.part == part }?.block
        for (place, column) in entry.columns.enumerated() {
          block.fill(column, from: source, place)
        }
      }
      return block
    }
    let failures = parts.flatMap { entry in
      entry.table.failures.map {
        Failure(instrument: $0.instrument, column: entry.columns[$0.column], reason: $0.reason)
      }
    }
    self.init(
      names: names, calendar: calendar, blocks: blocks,
      failures: failures.sorted { ($0.instrument, $0.column) < ($1.instrument, $1.column) })
  }

  package var rowCount: Int { blocks.reduce(0) { $0 + $1.rows.count } }
  package var cellCount: Int { rowCount * names.count }

  /// Over instruments, days and the bits of all values, as 16 hexadecimal digits.
  package var checksum: String { FactorTally(self).checksum }

  static func mix(_ hash: UInt64, _ value: UInt64) -> UInt64 {
    let product = (hash ^ value) &* 0xBF58_476D_1CE4_E5B9
    return product ^ (product >> 31)
  }

  /// Where the table has cells.
  var rows: [FactorRows] { blocks.map { FactorRows(instrument: $0.instrument, rows: $0.rows) } }

  /// What a table of the whole scope says of consecutive instruments of the scope.
  func of(_ instruments: ArraySlice<InstrumentID>) -> FactorTable {
    guard let first = instruments.first, let last = instruments.last else {
      return FactorTable(names: names, calendar: calendar, blocks: [], failures: [])
    }
    let from = blocks.partitioningIndex { $0.instrument >= first }
    let end = blocks.partitioningIndex { $0.instrument > last }
    return FactorTable(
      names: names, calendar: calendar, blocks: Array(blocks[from..<end]),
      failures: failures.filter { $0.instrument >= first && $0.instrument <= last })
  }
}
