import Primitives

/// One reader of a format that comes from outside, as a function over bytes.
///
/// The reader answers with a value or with a diagnostic. Anything else is a fault of ours: a trap, an error
/// without a diagnostic, a diagnostic that blames us, ten seconds without an answer, or a broken promise.
package struct FuzzTarget: Sendable {
  package let name: String
  /// Sound inputs to start from.
  package let seeds: @Sendable () throws -> [[UInt8]]
  /// Words of the format.
  package let words: [String]
  /// A run over all targets gives this one so much less of its cases: a ladder costs what a hundred readings do.
  package let cost: Int
  private let read: @Sendable ([UInt8]) throws -> Void

  init(
    _ name: String, words: [String] = [], cost: Int = 1, seeds: @escaping @Sendable () throws -> [[UInt8]],
    read: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.name = name
    self.words = words
    self.cost = cost
    self.seeds = seeds
    self.read = read
  }

  /// What the reader made of an input.
  package enum Answer: Sendable, Equatable {
    case accepted
    /// The diagnostic's identifier.
    case refused(String)
    case fault(String)
  }

  package func answer(to bytes: [UInt8]) -> Answer {
    do {
      try read(bytes)
      return .accepted
    } catch let error as any DiagnosableError {
      let diagnostic = error.diagnostic
      return diagnostic.kind == .fault ? .fault(diagnostic.id) : .refused(diagnostic.id)
    } catch { return .fault("\(type(of: error)): \(error)") }
  }
}

/// A promise that a reader broke: it accepted what it says it does not.
struct BrokenPromise: Error, CustomStringConvertible {
  let description: String
}
