import FactorEngine
import Foundation
import MarketData
import Primitives
import TestSupport
import Testing

/// Changed expressions end in a value or in a refusal, in time.
///
/// `AISTOCK_EXPRESSION_MUTATIONS=100000` runs that many instead of the few of an ordinary run.
@Suite struct ExpressionMutationTests {
  private static let count =
    ProcessInfo.processInfo.environment["AISTOCK_EXPRESSION_MUTATIONS"].flatMap { Int($0) } ?? 2_000

  private static let seeds: [String] = {
    let sets = FactorSet.allCases.flatMap { $0.columns.map(\.expression) }
    let operators = OperatorTable.all.map { signature in
      let arguments = signature.parameters.map { parameter in
        switch parameter {
        case .series, .operand: "$close"
        case .rows, .window: "5"
        case .share: "0.5"
        case .text(let name): name == "func" ? "'mean'" : name == "name" ? "'close'" : "'SH600001'"
        }
      }
      return "\(signature.name)(\(arguments.joined(separator: ", ")))"
    }
    return sets + operators + operators + operators
  }()

  private static let tokens = [
    "0", "-1", "1e400", "-1e400", "1e-300", "1e-17", "0.5", "9223372036854775807", "(-9223372036854775807-1)", "2**62",
    "9999999999999999999", "10**10", "-10**10", "True", "1/0", "~0", "1e400-1e400", "$close", "$volume", "$nothing",
    "Ref($close,1)", "Mean($close,0)", "ChangeInstrument('SH600004',$close)", "'SH600001'", "'", "(", ")", ",", "**",
    "//", "%", "<", "==", "&", "|", "-", "$", "$$q", "N=", "#", "\u{0}", "中", "\n", "0x7fffffffffffffff", "1_0",
    "CSRank($close)", "If($close>1,$open,2)",
  ]

  private static func changed(_ text: String, _ random: inout SeededRandom) -> String {
    var pieces: [String] = []
    for character in text {
      let isWord = character.isLetter || character.isNumber || character == "."
      if isWord, let last = pieces.last?.last, last.isLetter || last.isNumber || last == "." {
        pieces[pieces.count - 1].append(character)
      } else {
        pieces.append(String(character))
      }
    }
    for _ in 0...random.whole(0...2) {
      if pieces.isEmpty { break }
      let place = random.whole(0...(pieces.count - 1))
      let numbers = pieces.indices.filter { pieces[$0].first?.isNumber == true }
      switch random.whole(0...6) {
      case 0: pieces[place] = tokens[random.whole(0...(tokens.count - 1))]
      case 1: pieces.insert(tokens[random.whole(0...(tokens.count - 1))], at: place)
      case 2: pieces.remove(at: place)
      case 3: pieces.swapAt(place, random.whole(0...(pieces.count - 1)))
      case 4, 5:
        if !numbers.isEmpty {
          pieces[numbers[random.whole(0...(numbers.count - 1))]] = tokens[random.whole(0...(tokens.count - 1))]
        }
      default:
        var bytes = Array(pieces.joined().utf8)
        bytes[random.whole(0...(bytes.count - 1))] = UInt8(truncatingIfNeeded: random.next())
        pieces = [String(decoding: bytes, as: UTF8.self)]
      }
    }
    return pieces.joined()
  }

  @Test func changedExpressionsEndInAValueOrARefusal() throws {
    let seed: UInt64 = 2026
    var random = SeededRandom(seed: seed)
    let market = MarketSketch.nasty(seed: seed, days: 24)
    let scope = FactorScope(MarketSketch.members(market), start: market.calendar[5])
    var factors: [Factor] = []
    var (refused, evaluated, cells) = (0, 0, 0)
    var slowest = Duration.zero
    func evaluate() throws {
      if factors.isEmpty { return }
      let clock = ContinuousClock()
      var table: FactorTable?
      let time = try clock.measure { table = try FactorEngine(market: market, factors: factors).compute(scope) }
      slowest = max(slowest, time)
      evaluated += factors.count
      cells += table?.blocks.reduce(0) { $0 + $1.rows.count } ?? 0
      factors = []
    }
    for number in 0..<Self.count {
      let text = Self.changed(Self.seeds[random.whole(0...(Self.seeds.count - 1))], &random)
      do {
        let factor = try Factor(name: "F\(number)", text: text)
        _ = factor.looksAhead
        factors.append(factor)
      } catch {
        refused += 1
        try #require(error.diagnostic.exit == .input, "seed \(seed): \(text)")
      }
      if factors.count == 40 { try evaluate() }
    }
    try evaluate()
    #expect(refused > Self.count / 5 && evaluated > Self.count / 50 && cells > 0)
    #expect(slowest < .seconds(10), "seed \(seed)")
    if Self.count > 2_000 { print("\(Self.count) expressions: \(refused) refused, \(evaluated) evaluated, \(slowest)") }
  }

  /// A piece and how often it is written, before `$close`.
  @Test(arguments: [
    ("(", 9_000), ("(", 100_000), ("-", 15_000), ("~", 19_000), ("Abs(", 4_000), ("1**", 6_000), ("$close+", 2_800),
    ("$close+", 1_500_000), ("Mean($close,", 1_600), ("If($close>1,", 1_600), ("1|1^1&1<<1+1*Abs(", 900), ("9", 19_000),
    ("Mean(5,$close)/", 900), ("Mean(feature=", 1_000),
  ])
  func deepAndLongExpressionsAreRefused(piece: String, count: Int) {
    let error = #expect(throws: ExpressionFault.self) {
      try Factor(name: "F", text: String(repeating: piece, count: count) + "$close")
    }
    #expect(error?.diagnostic.exit == .input)
  }

  /// What Python, pandas or qlib refuse, and what they take for nothing.
  @Test(arguments: [
    "EMA($close,1e-300)", "EMA($close,1e-17)", "Sum($close,1e-17)", "Ref($close,9999999999999999999)",
    "Ref($close,-1e18)", "Ref($close,-9223372036854775807-1)", "Mean($close,-9223372036854775807-1)",
    "Ref($close,2**63)", "Mean($close,1e400)", "Mean($close,1e400-1e400)", "EMA($close,1e400*0)",
    "Quantile($close,5,1e400)", "Quantile($close,5,1e400-1e400)", "Slope($close,10**10)", "$close*(1//0)",
    "$close*(1<<64)", "$close*((-9223372036854775807-1)//-1)", "$close*-(-9223372036854775807-1)", "Mean($close,-5)",
    "$close*(2**-9223372036854775807)*(0**-1)", "$close\u{0}", "",
  ])
  func numbersOutOfRangeAreRefused(text: String) {
    #expect(throws: ExpressionFault.self) { try Factor(name: "F", text: text) }
  }

  /// Windows beyond the data, as pyqlib 0.9.7 gives them: rolling ones see what there is, shifts see nothing.
  @Test(arguments: [
    ("Mean($close,10**10)", "Mean($close,9)"), ("Max($close,2**40)", "Max($close,9)"),
    ("IdxMax($close,2**40)", "IdxMax($close,9)"), ("Rank($close,10**10)", "Rank($close,9)"),
    ("WMA($close,10**10)", "WMA($close,9)"), ("Std($close,10**10)", "Std($close,9)"),
    ("Kurt($close,10**10)", "Kurt($close,9)"), ("Quantile($close,10**10,0.5)", "Quantile($close,9,0.5)"),
    ("Corr($close,$close+1,10**10)", "Corr($close,$close+1,9)"), ("Mad($close,2**53)", "Mad($close,9)"),
    ("Ref($close,10**10)", "Ref($close,9)"), ("Delta($close,10**10)", "Delta($close,9)"),
    ("Ref($close,-10**9)", "Ref($close,-9)"), ("Ref(Ref($close,2**53),2**53)", "Ref($close,9)"),
    ("Mean(EMA(EMA($close,1e-16),1e-16),2**53)*0", "$close*0"),
  ])
  func windowsBeyondTheDataEnd(text: String, same: String) throws {
    let closes: [Double] = [4, 2, 8, 5, 6]
    let market = RawMarket.make(RawMarket.days(from: "2024-01-01", count: closes.count), [.init("SH600000", closes)])
    let table = try FactorEngine(
      market: market, factors: [try Factor(name: "F", text: text), try Factor(name: "G", text: same)]
    ).compute(FactorScope(.instruments([InstrumentID(canonical: "SH600000")])))
    let block = try #require(table.blocks.first)
    #expect(block.rows.count == 5)
    for row in block.rows.indices {
      #expect(block[row, 0] == block[row, 1] || (block[row, 0].isNaN && block[row, 1].isNaN))
    }
  }
}

/// Instruments whose days do not touch, as pyqlib 0.9.7 with pandas 2.3 combines them: the union of the days, without
/// the days between, and windows count the rows that are there.
@Suite struct SeparateDaysTests {
  private static let market: MemoryMarket = {
    let index = InstrumentID(canonical: "SH000300")
    let stock = InstrumentID(canonical: "SH600001")
    return MemoryMarket(
      location: "apart", calendar: TradingCalendar(days: RawMarket.days(from: "2020-01-01", count: 40)), universes: [],
      bars: [
        stock: ["close": FieldSeries(start: 0, values: (0..<8).map { 10 + Float($0) })],
        index: ["close": FieldSeries(start: 20, values: (0..<20).map { 100 + Float($0) })],
      ])
  }()

  private func values(_ text: String) throws -> (indexes: [Int], values: [Float]) {
    let market = Self.market
    let scope = FactorScope(.instruments([InstrumentID(canonical: "SH600001")]), start: market.calendar[2])
    let table = try FactorEngine(market: market, factors: [try Factor(name: "F", text: text)]).compute(scope)
    #expect(table.failures.isEmpty)
    let block = try #require(table.blocks.first)
    return (block.rows.map { Int($0) }, block.rows.indices.map { block[$0, 0] })
  }

  private static let index = "ChangeInstrument('SH000300',$close)"

  @Test(arguments: [
    "$close/\(index)", "Greater($close,\(index))", "Ref($close/\(index),2)", "Cov($close,\(index),3)",
    "$close+($close/\(index))", "Mean($close/\(index),0)", "EMA($close/\(index),5)", "Slope($close/\(index),5)",
    "Rank($close/\(index),5)", "Delta($close/\(index),1)", "Rsquare($close/\(index),5)",
  ])
  func daysThatDoNotTouchAreMissing(text: String) throws {
    let (indexes, values) = try values(text)
    #expect(indexes == Array(2..<8) + Array(20..<40))
    #expect(values.allSatisfy { $0.isNaN })
  }

  @Test(
    arguments: [
      ("Count($close/\(index),3)", 0), ("($close/\(index))>1", 0), ("Sum(($close/\(index))>1,3)", 0),
      ("And($close>1,ChangeInstrument('SH000300',$close>1))", 0),
    ] as [(String, Float)])
  func comparisonsWithMissingDaysAreFalse(text: String, value: Float) throws {
    let (indexes, values) = try values(text)
    #expect(indexes == Array(2..<8) + Array(20..<40))
    #expect(values.allSatisfy { $0 == value })
  }

  /// Nine rows back from the 10th row: the first of the index's days is the ninth row.
  @Test func windowsCountTheRowsThatAreThere() throws {
    let shifted = try values("Ref(($close/\(Self.index))>1,9)").values
    #expect(shifted.prefix(7).allSatisfy { $0.isNaN })
    #expect(shifted.dropFirst(7) == Array(repeating: 0, count: 19)[...])
    let counted = try values("Sum(($close/\(Self.index))!=1,30)").values
    #expect(counted == (3...8).map { Float($0) } + (9...28).map { Float($0) })
  }

  @Test(arguments: ["Gt($close,\(index))", "If($close>1,$close,\(index))", "Corr($close,\(index),3)"])
  func whatQlibRefusesIsRefused(text: String) throws {
    let scope = FactorScope(.instruments([InstrumentID(canonical: "SH600001")]), start: Self.market.calendar[2])
    let table = try FactorEngine(market: Self.market, factors: [try Factor(name: "F", text: text)]).compute(scope)
    #expect(table.failures.count == 1)
  }
}
