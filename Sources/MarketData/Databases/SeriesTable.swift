import Primitives

/// Rows of a table, put in their places: instrument after instrument, day after day.
struct SeriesTable<Value: BinaryFloatingPoint> {
  /// The calendar indexes that each instrument has rows on, at most.
  private let ranges: [Range<Int>]
  /// Where each instrument begins.
  private let offsets: [Int]
  private var columns: [[Value]]
  private var seen: [Bool]

  /// - Parameters:
  ///   - ranges: of calendar indexes, by instrument.
  ///   - count: of columns.
  init(ranges: [Range<Int>], columns count: Int) {
    self.ranges = ranges
    var offsets = [0]
    for range in ranges { offsets.append(offsets[offsets.count - 1] + range.count) }
    self.offsets = offsets
    let size = offsets[offsets.count - 1]
    columns = Array(repeating: [Value](repeating: .nan, count: size), count: count)
    seen = [Bool](repeating: false, count: size)
  }

  enum Placed {
    case placed, outside, twice
  }

  mutating func place(_ instrument: Int, _ day: Int, _ values: UnsafeBufferPointer<Double>) -> Placed {
    let range = ranges[instrument]
    guard range.contains(day) else { return .outside }
    let place = offsets[instrument] + day - range.lowerBound
    guard !seen[place] else { return .twice }
    seen[place] = true
    for column in columns.indices { columns[column][place] = values[column].isNaN ? .nan : Value(values[column]) }
    return .placed
  }

  /// The first day without a row, as a calendar index.
  func firstGap(of instrument: Int) -> Int? {
    let range = ranges[instrument]
    return range.first { !seen[offsets[instrument] + $0 - range.lowerBound] }
  }

  /// A column of an instrument on its days.
  func values(_ column: Int, of instrument: Int) -> ArraySlice<Value> {
    columns[column][offsets[instrument]..<offsets[instrument + 1]]
  }

  /// Lets a column go that is not asked for again.
  mutating func release(_ column: Int) { columns[column] = [] }
}

/// Finds the calendar index of a day in one step.
struct DayIndex {
  private let first: Int32
  private let places: [Int32]

  init(_ calendar: TradingCalendar) {
    first = calendar.days.first?.daysSince1970 ?? 0
    var places = [Int32](repeating: -1, count: Int((calendar.days.last?.daysSince1970 ?? first - 1) - first) + 1)
    for (index, day) in calendar.days.enumerated() { places[Int(day.daysSince1970 - first)] = Int32(index) }
    self.places = places
  }

  subscript(day: TradingDay) -> Int? {
    let place = Int(day.daysSince1970) - Int(first)
    guard places.indices.contains(place), places[place] >= 0 else { return nil }
    return Int(places[place])
  }
}

/// Finds an instrument by its code in whatever form a table writes it.
///
/// Rows of one instrument mostly follow each other: the last code is compared first.
struct CodeIndex {
  private let table: String
  private let location: String
  private let places: [InstrumentID: Int]
  private var known: [[UInt8]: Int?] = [:]
  private var last: [UInt8] = []
  private var lastPlace: Int?

  init(_ instruments: [InstrumentID], table: String, at location: String) {
    self.table = table
    self.location = location
    places = Dictionary(uniqueKeysWithValues: instruments.enumerated().map { ($1, $0) })
  }

  /// Nil for an instrument that is not among them; throws `market.database-code` for what is no code.
  mutating func place(_ code: UnsafeRawBufferPointer) throws -> Int? {
    if !last.isEmpty, last.elementsEqual(code) { return lastPlace }
    last = Array(code)
    if let found = known[last] {
      lastPlace = found
      return found
    }
    let text = String(decoding: code, as: UTF8.self)
    guard let instrument = InstrumentID(text) else { throw Diagnostic.databaseCode(text, table: table, at: location) }
    lastPlace = places[instrument]
    known[last] = .some(lastPlace)
    return lastPlace
  }
}
