import Metrics
import TestSupport
import Testing

/// The order of a day's values (`Ordering`).
@Suite("the order of a day's values") struct OrderingTests {
  /// Spread, crowded, equal, with zeros of both signs and without a finite width.
  private static let kinds: [@Sendable (inout SeededRandom) -> Double] = [
    { $0.uniform() - 0.5 }, { Double(Float($0.uniform() * 0.2 - 0.1)) }, { ($0.uniform() * 7).rounded() / 2 },
    { _ in 1.5 }, { $0.uniform() < 0.01 ? 1e300 : $0.uniform() },
    { [0.0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude][$0.whole(0...4)] },
    { $0.uniform() < 0.5 ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude },
    { [0, .leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude][$0.whole(0...2)] },
  ]

  @Test("it ascends, and equal values stay as they stand", arguments: [0, 1, 2, 3, 49, 50, 280, 1000])
  func ascending(_ count: Int) {
    var random = SeededRandom(seed: 5)
    for (number, kind) in OrderingTests.kinds.enumerated() {
      let values = (0..<count).map { _ in kind(&random) }
      let wanted = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
      #expect(Ordering.ascending(values) == wanted.map { Int32($0) }, "kind \(number)")
    }
  }
}
