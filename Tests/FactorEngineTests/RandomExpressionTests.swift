import FactorEngine
import MarketData
import Primitives
import TestSupport
import Testing

/// Ten thousand drawn expressions on markets with everything that hurts: no trap, no hang, and the answers do not
/// depend on the company an expression is evaluated in.
@Suite struct RandomExpressionTests {
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func drawnExpressionsEnd(seed: UInt64) throws {
    var source = RandomExpression(seed: seed)
    let market = MarketSketch.nasty(seed: seed, days: 24)
    var valid: [Factor] = []
    for _ in 0..<1_000 {
      let text = source.text()
      do {
        valid.append(try Factor(name: "F\(valid.count)", text: text))
      } catch {
        #expect(error.offset <= text.count, "seed \(seed): \(text)")
        #expect(!error.summary.isEmpty && !error.remedy.isEmpty, "seed \(seed): \(text)")
      }
    }
    #expect(valid.count > 200, "seed \(seed)")
    let scope = FactorScope(MarketSketch.members(market), start: market.calendar[Int(seed) % 9])
    let together = try FactorEngine(market: market, factors: valid).compute(scope)
    for column in stride(from: 0, to: valid.count, by: 5) {
      let alone = try FactorEngine(market: market, factors: [valid[column]]).compute(scope)
      for block in alone.blocks {
        let shared = try #require(together.blocks.first { $0.instrument == block.instrument })
        let places = Dictionary(uniqueKeysWithValues: shared.rows.enumerated().map { ($1, $0) })
        let wrong = block.rows.enumerated().count { row, index in
          guard let place = places[index] else { return true }
          let (left, right) = (block[row, 0], shared[place, column])
          return left.bitPattern != right.bitPattern && !(left.isNaN && right.isNaN)
        }
        #expect(wrong == 0, "seed \(seed): \(valid[column].text) on \(block.instrument)")
      }
    }
  }

  /// Each cut of a text that is valid is valid itself, or refused at a place inside it.
  @Test func everyPrefixOfADrawnExpressionEnds() {
    var source = RandomExpression(seed: 77)
    for _ in 0..<200 {
      let text = source.text()
      for length in 0..<text.count {
        do { _ = try Parser.parse(String(text.prefix(length))) } catch {
          #expect(error.offset <= length, "seed 77: \(text.prefix(length))")
        }
      }
    }
  }
}
