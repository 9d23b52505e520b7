/// The catalogue of reasons why two rungs part. Each is told by evidence, never guessed from size alone.
package enum Cause: String, Sendable, CaseIterable {
  // Record against its own curve.
  /// The number follows from the curve under another convention.
  case convention
  /// The number is that of another series of the same curve (with and without cost exchanged).
  case basis
  /// The number follows from no series of this curve.
  case anotherRun = "another-run"
  // Recorded run against the replay.
  case window
  case benchmark
  case fees
  case limit
  case suspension
  case cash
  case lots
  case ties
  case marketData = "market-data"
  case selection
  /// Our factors or processors give the model other inputs.
  case features
  /// One side scores rows that the other does not have: universe, segment or data.
  case rows
  case unknown

  /// A difference that says nothing about the migration: equal scores leave the order open.
  package var isHarmless: Bool { self == .ties }
}

/// A cause with its sentence and the lines that show it.
struct Explanation: Equatable {
  var cause: Cause
  /// One sentence with the values that it rests on.
  var sentence: String
  var evidence: [String] = []
}
