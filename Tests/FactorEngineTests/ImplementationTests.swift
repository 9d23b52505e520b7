import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// Factors that are Swift files: under the rules of operators, and against pandas' own values.
@Suite struct ImplementationTests {
  private static let names = ImplementationCatalog.all.map(\.implementation.name)
  private let market = DemoMarket.make()

  private func compute(
    _ name: String, _ instruments: [InstrumentID], start: TradingDay? = nil, end: TradingDay? = nil
  ) throws -> FactorTable {
    let entry = try ImplementationCatalog.required(name)
    let column = FactorColumn(name: name, code: .implementation(entry))
    return try FactorColumns(market: market, columns: [column])
      .compute(FactorScope(.instruments(instruments), start: start, end: end))
  }

  private func bits(_ block: FactorBlock?) -> [UInt32] {
    block?.withColumn(0) { $0.map { $0.isNaN ? 0x7FC0_0000 : $0.bitPattern } } ?? []
  }

  private func sample() throws -> [InstrumentID] {
    Array(try market.universe("all").instruments.prefix(4))
  }

  @Test("the digest in the catalog is that of the file", arguments: ImplementationCatalog.all.indices)
  func hash(index: Int) throws {
    let entry = ImplementationCatalog.all[index]
    let root = try #require(RepositoryRoot.folder)
    let bytes = try FileReader.bytes(
      "\(root)/Sources/FactorEngine/Implementations/\(entry.file)")
    #expect(SHA256Digest(hashing: bytes).hex == entry.digest, "write the new digest into the catalog")
  }

  @Test("a field's columns make a value for each row, none for none", arguments: names)
  func shape(name: String) throws {
    let implementation = try ImplementationCatalog.required(name).implementation
    for count in [0, 1, 3, 50] {
      let columns = implementation.fields.map { _ in [Float](repeating: 7, count: count) }
      #expect(implementation.values(columns).count == count)
    }
    #expect(implementation.fields == implementation.fields.map { $0.lowercased() })
  }

  @Test("the future, cut off, changes nothing", arguments: names)
  func future(name: String) throws {
    let instruments = try sample()
    let whole = try compute(name, instruments)
    let before = try compute(name, instruments, end: market.calendar[299])
    let later = LaterMarket(market, from: market.calendar[0])
    #expect(before.rowCount > 0)
    for block in before.blocks {
      let long = whole.blocks.first { $0.instrument == block.instrument }
      #expect(bits(block) == Array(bits(long).prefix(block.rows.count)))
    }
    // The columns themselves, cut: what is behind a row is not looked at.
    let implementation = try ImplementationCatalog.required(name).implementation
    let columns = try implementation.fields.map { field in
      try #require(try later.series(field, of: instruments[0])).values(in: 0..<400)
    }
    let long = implementation.values(columns)
    let short = implementation.values(columns.map { Array($0.prefix(250)) })
    for row in 0..<250 { #expect(long[row].bitPattern == short[row].bitPattern || long[row].isNaN) }
  }

  @Test("the order of instruments changes nothing", arguments: names)
  func permutation(name: String) throws {
    let instruments = try sample()
    let forward = try compute(name, instruments)
    #expect(try compute(name, instruments.reversed()).checksum == forward.checksum)
    let alone = try compute(name, [instruments[2]])
    let among = forward.blocks.first { $0.instrument == instruments[2] }
    #expect(bits(alone.blocks.first) == bits(among))
  }

  @Test("values before the warm-up are missing, and its declared rows are enough", arguments: names)
  func warmUp(name: String) throws {
    let implementation = try ImplementationCatalog.required(name).implementation
    let instrument = try sample()[0]
    let block = try #require(try compute(name, [instrument]).blocks.first)
    let early = (0..<implementation.lookback).map { block[$0, 0] }
    #expect(early.allSatisfy { $0.isNaN })
    // From a later start the same rows have values; running sums may differ in their last bits.
    let start = market.calendar[200]
    let cut = try #require(try compute(name, [instrument], start: start).blocks.first)
    let offset = try #require(block.rows.firstIndex(of: cut.rows[0]))
    for row in cut.rows.indices {
      #expect(cut[row, 0].isNaN == block[offset + row, 0].isNaN)
      #expect(cut[row, 0].isNaN || abs(cut[row, 0] - block[offset + row, 0]) < 1e-5)
    }
  }

  /// Pandas keeps what qlib's `Corr` drops: volume is a line in a close that hardly moves.
  @Test("PriceVolumeCorr_10D keeps near-constant windows and asks for ten pairs")
  func nearConstant() throws {
    let close: [Float] = (0..<12).map { 1 + Float($0) * 0x1p-20 }
    let volume = close.map { ($0 - 1) * 0x1p20 }
    let values = PriceVolumeCorr10D().values([close, volume])
    #expect(values.prefix(9).allSatisfy { $0.isNaN })
    #expect(values[9...].allSatisfy { $0 == 1 })
    var gap = volume
    gap[5] = .nan
    #expect(PriceVolumeCorr10D().values([close, gap]).allSatisfy { $0.isNaN })
    let days = RawMarket.days(from: "2024-01-01", count: 12)
    let market = RawMarket.make(
      days, [.init("SH600000", close.map(Double.init), volumes: volume.map(Double.init))])
    let corr = try Factor(name: "F", text: "Corr($close,$volume,10)")
    let table = try FactorEngine(market: market, factors: [corr])
      .compute(FactorScope(.instruments(market.instruments)))
    #expect(table.blocks.first?[11, 0].isNaN == true)
  }

  /// RD-Agent's own kind of factor as expressions; `Count` stands for `min_periods`.
  static let expressions = [
    (
      "RangeMean_10D",
      "If(Count(($high-$low)/$close,10)==10,Mean(($high-$low)/$close,10),Log(0*$close-1))"
    ),
    ("Reversal_20D", "0-($close/Ref($close,20)-1)"),
    (
      "GapStd_5D",
      "If(Count($open/Ref($close,1)-1,5)==5,Std($open/Ref($close,1)-1,5),Log(0*$close-1))"
    ),
    (
      "GapOpen_5D",
      "If(Count($open/Ref($close,1)-1,5)==5,Mean($open/Ref($close,1)-1,5),Log(0*$close-1))"
    ),
    (
      "VolumeRatio_5D_20D",
      "If(Count($volume,5)==5,Mean($volume,5),Log(0*$volume-1))"
        + "/(If(Count($volume,20)==20,Mean($volume,20),Log(0*$volume-1))+1e-12)"
    ),
  ]

  /// Values of Tests/Oracle/make_factor_reference.py: six factors of pandas code, bit for bit.
  @Test("all values of pandas, in expressions and in the Swift file")
  func pandas() throws {
    let root = try #require(RepositoryRoot.folder)
    let reference = try ReferenceValues(csv: "\(root)/Tests/Oracle/factors/reference.csv.gz")
    try reference.requireKnown(to: market)
    var columns = try ImplementationTests.expressions.map {
      FactorColumn(try Factor(name: $0.0, text: $0.1))
    }
    let entry = try ImplementationCatalog.required("PriceVolumeCorr_10D")
    columns.append(FactorColumn(name: "PriceVolumeCorr_10D", code: .implementation(entry)))
    let verification = try FactorVerification(columns, against: reference, in: market)
    #expect(verification.results.count == 6 && verification.unusedColumns.isEmpty)
    for result in verification.results {
      #expect(result.alignment.verdict == .identical, "\(result.column.name)")
      #expect(result.alignment.count == 3 * market.calendar.count)
      #expect(result.alignment.presentBoth > 2500)
    }
  }
}
