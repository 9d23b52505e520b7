import Metrics
import Primitives
import TestSupport
import Testing

/// What a choice among trials is worth: by hand, and by numpy (`Tests/Oracle/make_selection_golden.py`).
struct SelectionFormulaTests {
  private static func path(_ name: String) -> String {
    (RepositoryRoot.folder ?? "") + "/Tests/Oracle/selection/" + name
  }

  private static func columns(_ name: String) throws -> [[Double]] {
    let table = try CSVTable(file: path(name))
    return try table.columns.indices.map { column in
      try (0..<table.rowCount).map { try table.double(row: $0, column: column) }
    }
  }

  @Test(.enabled(if: RepositoryRoot.folder != nil)) func overfittingIsThatOfNumpy() throws {
    let trials = try Self.columns("trials.csv")
    let golden = try JSONReader.read(file: Self.path("golden.json"), id: "test.golden")["overfitting"]?.arrayValue ?? []
    #expect(golden.count == 3)
    for wanted in golden {
      let own = try #require(OverfittingProbability(trials, blocks: try #require(wanted["blocks"]?.intValue)))
      #expect(own.days == wanted["days"]?.intValue && own.splits == wanted["splits"]?.intValue)
      #expect(isNear(own.probability, wanted["probability"]?.doubleValue ?? .nan))
      #expect(isNear(own.lossShare, wanted["loss"]?.doubleValue ?? .nan))
      #expect(isNear(own.degradation, wanted["degradation"]?.doubleValue ?? .nan, relative: 1e-9))
    }
    // 203 days fill 16 blocks of 10 and more.
    #expect(OverfittingProbability(trials)?.blocks == 16)
  }

  /// Two blocks of two days. Whoever is better on one is worse on the other: the chosen one has rank 1 of 2, a logit of
  /// ln(1/2). Where one is better on both it has rank 2, a logit of ln 2. The chosen ratios are all the square root of 2.
  @Test func overfittingOfTwoBlocksIsCountedByHand() throws {
    let turned = try #require(OverfittingProbability([[3, 1, -3, -1], [-3, -1, 3, 1]], blocks: 2))
    #expect(turned.splits == 2 && turned.probability == 1 && turned.lossShare == 1 && turned.degradation == nil)
    let held = try #require(OverfittingProbability([[3, 1, 3, 1], [-3, -1, -3, -1]], blocks: 2))
    #expect(held.probability == 0 && held.lossShare == 0)
  }

  @Test func overfittingNeedsTrialsDaysAndSpread() {
    #expect(OverfittingProbability.blocks(days: 59) == nil && OverfittingProbability.blocks(days: 60) == 6)
    #expect(OverfittingProbability.blocks(days: 119) == 10 && OverfittingProbability.blocks(days: 5000) == 16)
    #expect(OverfittingProbability([[1, 2, 3, 4]], blocks: 2) == nil)
    #expect(OverfittingProbability([[1, 2, 3, 4], [1, 2, 3]], blocks: 2) == nil)
    #expect(OverfittingProbability([[1, 2, 3, 4], [1, 1, 1, 2]], blocks: 2) == nil)
    #expect(OverfittingProbability([[1, 2, 3, 4], [4, 3, 2, 1]], blocks: 3) == nil)
    #expect(OverfittingProbability([[1, 2], [2, 1]]) == nil)
  }

  /// Without skill the best of one half is anywhere on the other; with skill it stays the best.
  @Test func overfittingIsAHalfForNoiseAndNearNothingForSkill() throws {
    var random = SeededRandom(seed: 2016)
    var sum = 0.0
    let markets = 40
    for _ in 0..<markets {
      let noise = (0..<12).map { _ in (0..<160).map { _ in random.uniform() - 0.5 } }
      sum += try #require(OverfittingProbability(noise, blocks: 8)).probability
    }
    // One market's value has a deviation of about 0.2.
    #expect((sum / Double(markets) - 0.5).magnitude < 0.1, "\(sum / Double(markets))")
    var skilled = (0..<12).map { _ in (0..<160).map { _ in random.uniform() - 0.5 } }
    skilled[5] = skilled[5].map { $0 + 0.3 }
    #expect(try #require(OverfittingProbability(skilled, blocks: 8)).probability < 0.01)
  }

  @Test(.enabled(if: RepositoryRoot.folder != nil)) func marginalICIsThatOfNumpy() throws {
    let columns = try Self.columns("panel.csv")
    let golden = try JSONReader.read(file: Self.path("golden.json"), id: "test.golden")["marginal"]?.arrayValue ?? []
    let days = golden.indices.map { day in
      let rows = columns[0].indices.filter { columns[0][$0] == Double(day) }
      func column(_ place: Int) -> [Double] { rows.map { columns[place][$0] } }
      return MarginalInformationCoefficient.Day(
        factor: column(2), set: [column(3), column(4), column(5)], label: column(6))
    }
    for (day, wanted) in zip(days, golden) {
      #expect(isNear(try MarginalInformationCoefficient.of(day), wanted.doubleValue ?? .nan, relative: 1e-10))
    }
    let outcome = MarginalInformationCoefficient.value(days)
    #expect(outcome.days == 5 && outcome.failures.isEmpty)
    #expect(
      isNear(outcome.mean, golden.compactMap(\.doubleValue).reduce(0, +) / Double(golden.count), relative: 1e-10))
  }

  /// The set explains the first half of the factor: what is left is (0, 0, 1, -1) and the label is it twice.
  @Test func marginalICOfAFactorIsThatOfItsRest() throws {
    typealias Marginal = MarginalInformationCoefficient
    let member = [1.0, -1, 0, 0, .nan]
    let day = Marginal.Day(factor: [6, 4, 6, 4, 5], set: [member], label: [0, 0, 2, -2, 9])
    #expect(isNear(try Marginal.of(day), 1))
    func failure(_ factor: [Double], _ set: [[Double]], _ label: [Double]) -> Marginal.Failure? {
      Marginal.value([.init(factor: factor, set: set, label: label)]).failures[0]
    }
    #expect(failure([3, -3, 0, 0, 1], [member], [0, 0, 2, -2, 9]) == .spannedFactor)
    #expect(failure([6, 4, 6, 4, 5], [member], [1, 1, 1, 1, 9]) == .constantLabel)
    #expect(
      failure([6, 4, 6, 4, 5, 7], [[1, 2, 3, 4, 5, 6], [2, 4, 6, 8, 10, 12]], [0, 0, 2, -2, 9, 1])
        == .dependentMember(1))
    #expect(failure([6, 4, 6, 4, 5], [[7, 7, 7, 7, 7]], [0, 0, 2, -2, 9]) == .dependentMember(0))
    #expect(failure([6, 4, .nan, 4, 5], [member], [0, 0, 2, -2, 9]) == .tooFewRows(3))
    #expect(failure([6, 4], [], [0, 0, 2]) == .unequalColumns)
    let outcome = Marginal.value([day, .init(factor: [1], set: [], label: [1])])
    #expect(outcome.days == 1 && outcome.failures == [1: .tooFewRows(1)])
    #expect(Marginal.value([]).mean == nil)
  }

  /// 60 common days of which one side is the other with the sign turned; a day that only one has does not count.
  @Test func returnsOfTwoRunsAreComparedOnTheirCommonDays() {
    let days = (0..<62).map { TradingDay(daysSince1970: 19_000 + $0) }
    let returns = days.indices.map { Double($0 % 7) - 3 }
    let left = (Array(days[0..<61]), Array(returns[0..<61]))
    let right = (Array(days[1..<62]), returns[1..<62].map { -$0 })
    #expect(isNear(ReturnCorrelation.value(left, right), -1))
    #expect(ReturnCorrelation.value(left, (Array(days[2..<62]), returns[2..<62].map { -$0 })) == nil)
    #expect(ReturnCorrelation.value(left, (left.0, left.1.map { _ in 1 })) == nil)
  }
}
