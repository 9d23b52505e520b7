/// The divergence that a judgement is named after.
extension [RungResult] {
  /// The failing rung whose cause is shown: of several the highest, because what it finds enters all below. Where no
  /// cause is shown, the one with the strongest evidence, and of equals the lowest.
  package var leadingFailure: RungResult? {
    let failing = filter { $0.state == .fail && $0.firstDivergence != nil }
    func proof(_ rung: RungResult) -> CauseStatement.Proof { rung.firstDivergence?.cause.proof ?? .none }
    if let shown = failing.last(where: { proof($0).isConclusive }) { return failing.sharper(than: shown) }
    // `max` keeps the last of equals.
    return failing.reversed().max { proof($0) < proof($1) }
  }

  /// Where scores made here show that the recorded ones were changed, the replay may know what was done to them.
  private func sharper(than shown: RungResult) -> RungResult {
    guard shown.id != .replayed, shown.firstDivergence?.cause.cause == .scores,
      let replayed = first(where: { $0.id == .replayed }), let cause = replayed.firstDivergence?.cause,
      cause.proof >= .fact, [.shiftedPredictions, .missingPredictions, .rows, .scores].contains(cause.cause)
    else { return shown }
    return replayed
  }
}

extension Comparison {
  /// The rung that the verdict rests on: of a FAIL the leading one, of exceptions the first that has some.
  package var leadingRung: RungResult? {
    rungs.leadingFailure ?? rungs.first { $0.state == .fail }
      ?? rungs.first { $0.state == .exceptions && $0.firstDivergence != nil }
  }

  /// Why the verdict is not a plain PASS; nil where it is one, or nothing is known.
  package var leadingCause: CauseStatement? { leadingRung?.firstDivergence?.cause }
}
