import Primitives
import Reconciliation
import Records
import TestSupport
import Testing

@Suite("Waterfall")
struct WaterfallTests {
  private static func comparison(_ values: [Rung: [String: Double?]]) -> Comparison {
    let rungs = Rung.allCases.map { rung in
      guard let metrics = values[rung] else {
        return RungResult(id: rung, state: .notAvailable, reason: .verbatim("none"))
      }
      return RungResult(
        id: rung, state: .pass,
        metrics: metrics.sorted { $0.key < $1.key }.map {
          MetricComparison(
            metric: MetricValue(
              name: $0.key, convention: "c", formula: "f", value: $0.value, count: 1), delta: nil,
            tolerance: nil)
        })
    }
    return Comparison(migration: "alpha", verdict: .pass, summary: .verbatim(""), findings: [], rungs: rungs)
  }

  @Test("each rung is a step from the one before")
  func steps() throws {
    let all = Waterfall.all(
      WaterfallTests.comparison([
        .reported: ["IC": 0.1], .recomputed: ["IC": 0.3], .replayed: ["IC": 0.25],
      ]))
    let waterfall = try #require(all.first)
    #expect(all.count == 1)
    #expect(waterfall.first == 100_000_000_000)
    #expect(waterfall.steps.map(\.units) == [200_000_000_000, -50_000_000_000])
    #expect(waterfall.steps.map(\.rung) == [.recomputed, .replayed])
    #expect(waterfall.last == 250_000_000_000)
  }

  @Test("a rung without the value is passed over and named in the next step")
  func gaps() throws {
    let all = Waterfall.all(
      WaterfallTests.comparison([
        .reported: ["IC": 0.1, "x": 1], .recomputed: ["IC": nil], .reinferred: ["IC": 0.2],
      ]))
    #expect(all.map(\.name) == ["IC"])
    #expect(all.first?.steps.first?.rung == .reinferred)
    #expect(all.first?.steps.first?.includes == [.recomputed, .replayed])
  }

  @Test("steps add up to the whole, whatever the values; sums of Double differences do not")
  func exact() throws {
    var random = SeededRandom(seed: 7)
    var hasRemainder = false
    for _ in 0..<500 {
      let values = (0..<4).map { _ in (random.uniform() - 0.5) * 3 }
      let names: [Rung] = [.reported, .recomputed, .replayed, .realistic]
      let rungs = Dictionary(uniqueKeysWithValues: zip(names, values.map { ["m": Optional($0)] }))
      let waterfall = try #require(Waterfall.all(WaterfallTests.comparison(rungs)).first)
      #expect(waterfall.first + waterfall.steps.map(\.units).reduce(0, +) == waterfall.last)
      #expect((Waterfall.value(waterfall.last) - values[3]).magnitude <= 0.5e-12 + 1e-15)
      let differences = zip(values.dropFirst(), values).map { $0 - $1 }
      if differences.reduce(values[0], +) != values[3] { hasRemainder = true }
    }
    #expect(hasRemainder)
  }
}
