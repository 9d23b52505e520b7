import Primitives
import Testing

/// The order of additions is numpy's: 2^53 and ones tell one order from another.
struct PairwiseSumTests {
  private static let large = 9_007_199_254_740_992.0

  @Test func noValueSumsToNegativeZero() {
    #expect(PairwiseSum.of([Double]()).bitPattern == (-0.0).bitPattern)
    #expect(PairwiseSum.of([Float]()).bitPattern == Float(-0.0).bitPattern)
    #expect(PairwiseSum.of([0.0]).bitPattern == 0.0.bitPattern)
  }

  /// Fewer than eight: one after the other, so that each one is lost.
  @Test func fewValuesRunInOrder() {
    #expect(PairwiseSum.of([Self.large, 1, 1, 1]) == Self.large)
    #expect(PairwiseSum.of([1, 1, 1, Self.large]) == Self.large + 4)
  }

  /// Sixteen: eight sums, the second value of each added to its first; the ones then meet each other.
  @Test func eightSumsRunBesideEachOther() {
    let values = [Self.large] + Array(repeating: 1.0, count: 15)
    // ((large + 1) + 2) + (2 + 2) and ((2 + 2) + (2 + 2)): one is lost in the first sum only.
    #expect(PairwiseSum.of(values) == Self.large + 14)
  }

  /// Beyond 128 the halves are multiples of eight.
  @Test func halvesAreSummedApart() {
    let values = (0..<301).map { 1 / Double($0 + 1) }
    let half = 301 / 2 - 301 / 2 % 8
    #expect(half == 144)
    #expect(
      PairwiseSum.of(values) == PairwiseSum.of(Array(values[..<half])) + PairwiseSum.of(Array(values[half...])))
    values.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      #expect(PairwiseSum.of(start, 20) == PairwiseSum.of(Array(values[..<20])))
    }
  }
}
