package import Primitives
package import Records

/// What only shows when the migrations of one night are laid side by side, and what a judgement says
/// about its own evidence.
package enum TaskFindings {
  /// One migration, as far as its evidence goes.
  package struct Member: Sendable {
    package var id: String
    package var reported: QlibResults?
    package var exchange: ExchangeConfig?
    package var testSegment: ClosedRange<TradingDay>?

    package init(
      id: String, reported: QlibResults?, exchange: ExchangeConfig?,
      testSegment: ClosedRange<TradingDay>?
    ) {
      self.id = id
      self.reported = reported
      self.exchange = exchange
      self.testSegment = testSegment
    }
  }

  /// Relative closeness at which two metrics of different runs count as one run's.
  package static let closeness = 1e-9

  /// Findings about a member among all members (itself included), in a fixed order.
  package static func of(_ member: Member, among all: [Member]) -> [Finding] {
    let others = all.filter { $0.id != member.id }.sorted { $0.id < $1.id }
    return [identical(member, others), fees(member, others), reuse(member, others)].compactMap {
      $0
    }
  }

  private static func identical(_ member: Member, _ others: [Member]) -> Finding? {
    guard let own = member.reported else { return nil }
    let same = others.filter { other in other.reported.map { isSame(own, $0) } ?? false }.map(\.id)
    guard !same.isEmpty else { return nil }
    return Finding(
      id: "import.identical-metrics", severity: .serious,
      evidence:
        "All \(own.values.count) recorded numbers equal those of \(same.joined(separator: ", ")).",
      consequence:
        "Different loops cannot give one result: factors were cached, left out, or the newest recorder was read for all.",
      remedy:
        "Name each loop's own recorder when exporting, and see whether its factors reached the model."
    )
  }

  private static func isSame(_ left: QlibResults, _ right: QlibResults) -> Bool {
    guard left.values.count >= 2, left.values.count == right.values.count else { return false }
    return left.values.allSatisfy { name, value in
      guard let other = right.values[name] else { return false }
      return value.isNaN
        ? other.isNaN
        : (value - other).magnitude <= closeness * max(value.magnitude, other.magnitude)
    }
  }

  private static func fees(_ member: Member, _ others: [Member]) -> Finding? {
    guard let own = member.exchange else { return nil }
    func text(_ exchange: ExchangeConfig) -> String {
      "\(exchange.openCost)/\(exchange.closeCost)/\(exchange.minCost)"
    }
    let other = others.filter { $0.exchange.map { text($0) != text(own) } ?? false }
    guard let first = other.first, let exchange = first.exchange else { return nil }
    return Finding(
      id: "import.differing-fees", severity: .warning,
      evidence:
        "Fees of purchases/sales/at least are \(text(own)) here and \(text(exchange)) in \(first.id)"
        + (other.count > 1 ? " and \(other.count - 1) more" : "") + ".",
      consequence: "Results with cost of these migrations cannot be ranked against each other.",
      remedy: "Compare them without cost, or run them under equal fees.")
  }

  private static func reuse(_ member: Member, _ others: [Member]) -> Finding? {
    guard let own = member.testSegment else { return nil }
    let same = others.filter { $0.testSegment == own }.map(\.id)
    guard !same.isEmpty else { return nil }
    return Finding(
      id: "import.test-range-reused", severity: .note,
      evidence:
        "\(same.count + 1) migrations were judged on the test \(own.lowerBound) to \(own.upperBound): "
        + ([member.id] + same).sorted().joined(separator: ", ") + ".",
      consequence:
        "The best of \(same.count + 1) trials on the same days is better by chance alone.",
      remedy: "Judge the chosen one on days that no loop has seen.")
  }

  /// What the ladder found that speaks about the record as evidence.
  package static func of(_ comparison: Comparison) -> [Finding] {
    comparison.rungs.compactMap { rung in
      guard let divergence = rung.firstDivergence, rung.state == .fail else { return nil }
      switch (rung.id, divergence.cause.cause) {
      case (.recomputed, .anotherRun):
        return Finding(
          id: "import.metrics-of-another-run", severity: .serious,
          evidence:
            "\(divergence.field) is \(divergence.left) in the record and \(divergence.right) from its own curve.",
          consequence:
            "The recorded numbers are not those of the recorded curve: one of them is of another run.",
          remedy: "Name the recorder: python export_recorder.py --workspace W --recorder ID.")
      case (.replayed, .fees):
        return Finding(
          id: "import.fees-of-another-configuration", severity: .serious,
          evidence: divergence.cause.sentence,
          consequence:
            "The configuration shown is not the one that ran: the baseline's often stands for another.",
          remedy: "Export the configuration that the recorder keeps.")
      default: return nil
      }
    }
  }
}
