/// What may go wrong at a simulated broker, each with its probability; all 0: nothing does.
package struct SimFaults: Equatable, Sendable {
  /// The order is done and the answer is lost.
  package var lostAnswer = 0.0
  /// The broker cannot be reached.
  package var away = 0.0
  /// The broker says no.
  package var refusal = 0.0
  /// Only a part of an order deals at a time.
  package var partial = 0.0
  /// A report is told twice.
  package var duplicate = 0.0
  /// A fill is told a query later than it happens.
  package var late = 0.0
  /// Seconds between an order and its first fill.
  package var delay = 0.0
  package var seed: UInt64 = 0

  package init() {}
}

/// Random numbers of a seed: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
struct SimRandom {
  private(set) var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func happens(_ probability: Double) -> Bool {
    guard probability > 0 else { return false }
    return Double(next() >> 11) / 9_007_199_254_740_992 < probability
  }

  /// From 0 to below `count`.
  mutating func below(_ count: Int64) -> Int64 { Int64(next() % UInt64(max(1, count))) }
}
