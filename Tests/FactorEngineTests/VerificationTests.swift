import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// Factors beside reference files: what is named where they part.
@Suite struct VerificationTests {
  private let folder: TemporaryFolder
  private let market: MemoryMarket
  private let days: [TradingDay]

  /// Two stocks on twelve days; the second is suspended on the fifth.
  init() throws {
    folder = try TemporaryFolder()
    days = RawMarket.days(from: "2024-01-01", count: 12)
    var second: [Double] = (1...12).map { 20 + Double($0 % 5) }
    second[4] = .nan
    market = RawMarket.make(
      days, [.init("SH600000", (1...12).map { 10 + Double($0) }), .init("SZ000001", second)])
  }

  /// A reference made of our own values under changes, which is what a test of the comparison needs.
  private func reference(
    _ columns: [(name: String, text: String)], named: (String) -> String = { $0 },
    _ change: (String, Int, String, Float) -> Float
  ) throws -> ReferenceValues {
    let factors = try columns.map { try Factor(name: $0.name, text: $0.text) }
    let table = try FactorEngine(market: market, factors: factors).compute(
      FactorScope(.instruments(market.instruments)))
    var lines = [
      "instrument,datetime," + columns.map { "\"\(named($0.name))\"" }.joined(separator: ",")
    ]
    for block in table.blocks {
      for (row, index) in block.rows.enumerated() {
        let cells = columns.indices.map { column -> String in
          let value = change(
            columns[column].name, Int(index), block.instrument.name, block[row, column])
          return value.isNaN ? "" : value.description
        }
        lines.append("\(block.instrument.name),\(days[Int(index)]),\(cells.joined(separator: ","))")
      }
    }
    return try ReferenceValues(
      csv: folder.write(lines.joined(separator: "\n") + "\n", to: "reference.csv"))
  }

  private func verify(_ text: String, _ reference: ReferenceValues) throws
    -> FactorVerification.Result
  {
    let column = FactorColumn(try Factor(name: "F", text: text))
    let verification = try FactorVerification([column], against: reference, in: market)
    return try #require(verification.results.first)
  }

  @Test("a worst cell names its window and the fields' values at both ends")
  func inputs() throws {
    let reference = try reference([("F", "Mean($close,3)")]) { _, day, name, value in
      day == 6 && name == "SH600000" ? value + 1 : value
    }
    let result = try verify("Mean($close,3)", reference)
    #expect(result.alignment.verdict == .failed)
    #expect(result.alignment.worst.map(\.day) == [days[6]])
    let inputs = try #require(result.inputs.first ?? nil)
    #expect(inputs.firstDay == days[4] && inputs.lastDay == days[6])
    #expect(inputs.fields == [.init(name: "close", first: 15, value: 17, last: 17, missing: 0)])
  }

  @Test("columns of parts tell which part parted first")
  func partByColumn() throws {
    let columns = [
      ("F", "Mean($close,3)/Ref($close,1)"), ("Mean($close, 3)", "Mean($close,3)"),
      ("Ref($close,1)", "Ref($close,1)"),
    ]
    let reference = try reference(columns) { name, day, _, value in
      name == "Ref($close,1)" || !(name == "F" || day >= 5) ? value : value * 1.5
    }
    let result = try verify("Mean($close,3)/Ref($close,1)", reference)
    let part = try #require(result.part)
    #expect(part.text == "Mean($close,3)" && part.sign == .referenceColumn)
    #expect(part.cell.day == days[5])
  }

  @Test("without such columns, the innermost part without a value is named")
  func partByKind() throws {
    let reference = try reference([("F", "Mean($close,3)")]) { _, _, _, value in value }
    let result = try verify("Mean(Log(15-$close),3)+$close", reference)
    #expect(result.alignment.verdict == .failed)
    #expect(result.part == nil, "the first value differs, but every part has one")
    let missing = try verify("Mean($close,3)+0*Log($close-11)", reference)
    let part = try #require(missing.part)
    #expect(part.text == "Log(Sub($close,11))" && part.sign == .infinite)
  }

  @Test("probable causes: full windows, scale, sign, shift")
  func causes() throws {
    let full = try reference([("F", "If(Count($close,3)==3,Mean($close,3),Log(0*$close-1))")]) {
      $3
    }
    #expect(try verify("Mean($close,3)", full).alignment.cause?.id == "factor.full-windows")
    let scaled = try reference([("F", "$close")]) { $3 * 100 }
    #expect(try verify("$close", scaled).alignment.cause?.arguments["ratio"] == .number(100))
    let turned = try reference([("F", "$close")]) { 0 - $3 }
    #expect(try verify("$close", turned).alignment.cause?.id == "factor.opposite-sign")
    let shifted = try reference([("F", "Ref($close,1)")]) { $3 }
    #expect(try verify("$close", shifted).alignment.cause?.id == "factor.shifted-back")
    let unknown = try reference([("F", "$close")]) { $1 % 2 == 0 ? $3 : $3 + 1 }
    #expect(try verify("$close", unknown).alignment.cause == nil)
  }

  @Test("Log may be two steps apart in every cell, a sum may not")
  func libraryFunctions() throws {
    let reference = try reference([("F", "Log($close)")]) { _, _, _, value in value.nextUp.nextUp }
    let result = try verify("Log($close)", reference)
    #expect(result.alignment.verdict == .referenceEnvironment)
    #expect(result.alignment.cause?.id == "factor.processors")
    let sum = try self.reference([("F", "Sum($close,2)")]) { _, _, _, value in value.nextUp.nextUp }
    #expect(try verify("Sum($close,2)", sum).alignment.verdict == .failed)
  }

  /// Bits of `powers` on this market by real qlib (pyqlib 0.9.7, numpy 2.4.6), with AVX-512 and with numpy's dispatch
  /// of it switched off: `NPY_DISABLE_CPU_FEATURES="AVX512_SKX AVX512_ICL AVX512_SPR X86_V4"`.
  private static let powers =
    "Power(1+($close-Ref($close,1))/Ref($close,1),1.3)-Power(1+($close-Ref($close,1))/Ref($close,1),1.2999)"
  private static let vectorBits: [String: [UInt32]] = [
    "SH600000": [
      0x7fc0_0000, 0x3724_0000, 0x3716_0000, 0x3708_0000, 0x3700_0000, 0x36ec_0000, 0x36dc_0000, 0x36cc_0000,
      0x36c4_0000, 0x36b8_0000, 0x36ac_0000, 0x36a8_0000,
    ],
    "SZ000001": [
      0x7fc0_0000, 0x36a8_0000, 0x369c_0000, 0x3698_0000, 0x7fc0_0000, 0x7fc0_0000, 0x36a8_0000, 0x369c_0000,
      0x3698_0000, 0xb771_0000, 0x36ac_0000, 0x36a8_0000,
    ],
  ]
  private static let otherBits: [String: [UInt32]] = [
    "SH600000": [
      0x7fc0_0000, 0x3724_0000, 0x3714_0000, 0x3708_0000, 0x3700_0000, 0x36e8_0000, 0x36dc_0000, 0x36d0_0000,
      0x36c4_0000, 0x36b8_0000, 0x36b0_0000, 0x36a4_0000,
    ],
    "SZ000001": [
      0x7fc0_0000, 0x36a4_0000, 0x36a0_0000, 0x3698_0000, 0x7fc0_0000, 0x7fc0_0000, 0x36a4_0000, 0x36a0_0000,
      0x3698_0000, 0xb771_0000, 0x36b0_0000, 0x36a4_0000,
    ],
  ]

  @Test("a difference that grows the last bit of powers is the reference's environment, and another factor is not")
  func carriedPowers() throws {
    func verified(_ bits: [String: [UInt32]], times share: Float = 1) throws -> Alignment {
      let reference = try reference([("F", Self.powers)]) { _, day, name, _ in
        share * Float(bitPattern: bits[name]?[day] ?? 0)
      }
      return try verify(Self.powers, reference).alignment
    }
    #expect(try verified(Self.vectorBits).verdict == .identical)
    let other = try verified(Self.otherBits)
    #expect(other.verdict == .referenceEnvironment && other.cause?.id == "factor.carried-powers")
    #expect(other.outsideUlp > 100_000)
    #expect(try verified(Self.otherBits, times: 1.5).verdict == .failed)
  }

  @Test("names printed as tuples are read, and a reference on unknown names or days is refused")
  func names() throws {
    let reference = try reference([("F", "$close")], named: { "('feature', '\($0)')" }) { $3 }
    #expect(reference.names == ["F"])
    #expect(try verify("$close", reference).alignment.verdict == .identical)
    func refusal(_ text: String) throws -> Diagnostic? {
      let path = try folder.write(text, to: "bad.csv")
      return diagnostic { try ReferenceValues(csv: path).requireKnown(to: market) }
    }
    let head = "instrument,datetime,F\nSH600000,2024-01-01,1\n"
    #expect(try refusal(head) == nil)
    let stranger = try refusal(head + "SH600099,2024-01-01,1\n")
    #expect(stranger?.id == "factor.reference-instrument" && stranger?.place?.line == 3)
    let holiday = try refusal(head + "SH600000,2024-01-06,1\n")
    #expect(holiday?.id == "factor.reference-day" && holiday?.place?.line == 3)
    let twice = try refusal(head + "SH600000,2024-01-01,2\n")
    #expect(twice?.id == "factor.reference-duplicate" && twice?.place?.line == 3)
    #expect(try refusal("instrument,datetime,F\n")?.id == "factor.reference-empty")
    #expect(
      try refusal("instrument,datetime\nSH600000,2024-01-01\n")?.id == "factor.reference-empty")
    let columns = try refusal("instrument,datetime,F,feature_F\nSH600000,2024-01-01,1,1\n")
    #expect(columns?.id == "factor.reference-column-twice")
  }

  private func diagnostic(_ body: () throws -> Void) -> Diagnostic? {
    TestSupport.diagnostic(of: body)
  }
}
