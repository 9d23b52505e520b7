import Foundation
import Primitives
package import Records

/// A part of a judgement that an approval overrides only by an exception that names it.
///
/// A verdict other than PASS and PASS WITH EXCEPTIONS is one, and so is each serious finding.
package struct DemandedException: Equatable, Sendable {
  /// The verdict's word, or the finding's identifier.
  package let subject: String
  /// Names that stand for the subject where all of them are named: the rungs that fail.
  package let parts: [String]

  /// Days from the decision on, at most, for which an exception is given: a year.
  package static let longest = 366

  /// What of these exceptions is still to be given; empty where the subject or all its parts are named.
  ///
  /// - Parameter decided: the day of the decision, in China.
  func missing(_ exceptions: [ReviewStatement.Exception], decided: TradingDay) -> [String] {
    let named = Set(
      exceptions.filter { $0.isGiven && $0.expires <= DemandedException.latest(decided) }
        .map { DemandedException.plain($0.subject) })
    if named.contains(DemandedException.plain(subject)) { return [] }
    let open = parts.filter { !named.contains(DemandedException.plain($0)) }
    return open.isEmpty && !parts.isEmpty ? [] : open.count < parts.count ? open : [subject]
  }

  /// The latest day on which an exception of a decision may expire.
  static func latest(_ decided: TradingDay) -> TradingDay { decided.advanced(byDays: longest) }

  /// Case, hyphens and blanks do not count: `not-comparable` is NOT COMPARABLE.
  private static func plain(_ subject: String) -> String {
    String(subject.lowercased().map { $0 == "-" || $0 == "_" ? " " : $0 })
  }
}

extension ReviewSubject {
  /// What an approval of these facts must name, the verdict first.
  package var demandedExceptions: [DemandedException] {
    let failing = Rung.allCases.filter { $0 != .realistic && rungs[$0.rawValue] == RungResult.State.fail.rawValue }
    return DemandedException.of(
      verdict: verdict, failing: failing.map(\.rawValue),
      serious: findings.filter(ReviewSubject.isSerious).map(ReviewSubject.finding))
  }

  /// `id (severity)`; a severity that is not known is taken for a serious one.
  private static func isSerious(_ finding: String) -> Bool {
    ![Finding.Severity.note, .warning].contains { finding.hasSuffix(" (\($0.rawValue))") }
  }

  private static func finding(_ finding: String) -> String {
    finding.range(of: " (", options: .backwards).map { String(finding[..<$0.lowerBound]) } ?? finding
  }
}

extension Comparison {
  /// What an approval of this judgement must name, the verdict first.
  package var demandedExceptions: [DemandedException] {
    DemandedException.of(
      verdict: verdict.rawValue,
      failing: rungs.filter { $0.state == .fail && $0.id != .realistic }.map(\.id.rawValue),
      serious: findings.filter { $0.severity == .serious }.map(\.id))
  }
}

extension DemandedException {
  fileprivate static func of(verdict: String, failing: [String], serious: [String]) -> [DemandedException] {
    let passes = [Comparison.Verdict.pass, .passWithExceptions].contains { $0.rawValue == verdict }
    let parts = verdict == Comparison.Verdict.fail.rawValue ? failing : []
    return (passes ? [] : [DemandedException(subject: verdict, parts: parts)])
      + Set(serious).sorted().map { DemandedException(subject: $0, parts: []) }
  }
}

extension ReviewStatement {
  /// What this approval overrides without an exception that names it; empty where nothing is missing.
  package var missingExceptions: [String] {
    guard act == .approve, let decided = day else { return [] }
    return subject.demandedExceptions.flatMap { $0.missing(exceptions, decided: decided) }
  }

  /// The day of the statement in UTC, by its own clock.
  var day: TradingDay? { TradingDay(String(time.prefix(10))) }
}

extension ReviewStatement.Exception {
  /// Whether it says why.
  var isGiven: Bool { reason.contains { !$0.isWhitespace } }
}
