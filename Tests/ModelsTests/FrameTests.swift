import FactorEngine
import Models
import Primitives
import Testing

@Suite struct FrameTests {
  private let days = (0..<3).map { TradingDay(daysSince1970: 18_000 + Int32($0)) }
  private let stocks = ["SH600000", "SZ000001"].map { InstrumentID(canonical: $0) }

  @Test func rowsMustAscend() {
    let pairs = [(days[1], stocks[0]), (days[0], stocks[0])]
    let error = #expect(throws: Diagnostic.self) {
      try RowKeys(rows: pairs.map { (day: $0.0, instrument: $0.1) })
    }
    #expect(error?.id == "model.rows")
    #expect(throws: Diagnostic.self) {
      try RowKeys(rows: [(day: days[0], instrument: stocks[0]), (day: days[0], instrument: stocks[0])])
    }
    #expect(throws: Diagnostic.self) {
      try RowKeys(rows: [(day: days[0], instrument: stocks[1]), (day: days[0], instrument: stocks[0])])
    }
  }

  @Test func selectionsKeepDaysAndInstruments() throws {
    let keys = try RowKeys(rows: days.flatMap { day in stocks.map { (day: day, instrument: $0) } })
    #expect(keys.rows(from: days[1], through: days[2]) == 2..<6)
    #expect(keys.rows(from: days[2].advanced(byDays: 1), through: days[2].advanced(byDays: 9)).isEmpty)
    let kept = keys.selecting([1, 4, 5])
    #expect(kept.days == [days[0], days[2]])
    #expect(kept.offsets == [0, 1, 3])
    #expect((0..<3).map { kept.instrument(ofRow: $0) } == [stocks[1], stocks[0], stocks[1]])
    #expect((0..<3).map { kept.day(ofRow: $0) } == [days[0], days[2], days[2]])
  }

  /// The first stock has days 0 and 2, the second 1 and 2: day 2 alone has both.
  @Test func blocksOfInstrumentsAreWoven() throws {
    let assembly = try FrameAssembly(
      calendar: days,
      blocks: [.init(instrument: stocks[0], rows: [0, 2]), .init(instrument: stocks[1], rows: [1, 2])])
    #expect(assembly.keys.days == days)
    #expect(assembly.keys.offsets == [0, 1, 2, 4])
    #expect(assembly.keys.codes == [0, 1, 0, 1])
    let values: [[Float]] = [[10, 12], [21, 22]]
    var columns = assembly.emptyColumns(1)
    assembly.place(1..<2, into: &columns) { block, _, put in values[block].withUnsafeBufferPointer { put($0) } }
    #expect(columns[0].map(\.isNaN) == [true, false, true, false] && columns[0][1] == 21 && columns[0][3] == 22)
    assembly.place(0..<1, into: &columns) { block, _, put in values[block].withUnsafeBufferPointer { put($0) } }
    #expect(columns == [[10, 21, 12, 22]])
    #expect(throws: Diagnostic.self) {
      try FrameAssembly(calendar: days, blocks: [.init(instrument: stocks[0], rows: [3])])
    }
  }

  @Test func everyBitCountsInTheFingerprint() throws {
    let keys = try RowKeys(rows: [(day: days[0], instrument: stocks[0])])
    func frame(_ name: String, _ value: Float) throws -> String {
      try Frame(keys: keys, columns: [Column(feature: name, [value])]).digest
    }
    #expect(try frame("A", 1) == frame("A", 1))
    #expect(try frame("A", 1) != frame("B", 1))
    #expect(try frame("A", 1) != frame("A", Float(1).nextUp))
  }

  /// One column of every type: what numpy would make of it depends on pandas, so it is refused.
  @Test func mixedTypesAreRefusedWhereOneTypeIsNeeded() throws {
    let keys = try RowKeys(rows: [(day: days[0], instrument: stocks[0])])
    let frame = try Frame(
      keys: keys,
      columns: [
        Column(feature: "A", [1]), Column(group: "feature", name: "B", values: .double([1])),
      ])
    var norm = ZScoreNorm(range: FitRange(start: nil, end: nil), group: "feature")
    let error = #expect(throws: Diagnostic.self) { try norm.fit(frame) }
    #expect(error?.id == "model.mixed-types")
    var copy = frame
    let group = #expect(throws: Diagnostic.self) { try FillMissing(group: "weight").apply(to: &copy) }
    #expect(group?.id == "model.group")
  }
}
