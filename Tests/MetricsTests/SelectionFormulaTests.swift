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
    typealias Marginal = MarginalInformationCoefficient
    let days = golden.indices.map { day in
      let rows = columns[0].indices.filter { columns[0][$0] == Double(day) }
      func column(_ place: Int) -> [Double] { rows.map { columns[place][$0] } }
      return (set: [column(3), column(4), column(5)], factor: column(2), label: column(6))
    }
    // As a newcomer, and as a member in each place of the set: the same question.
    let newcomer = days.map { Marginal.values(.init(set: $0.set, newcomers: [$0.factor], label: $0.label)) }
    for (day, wanted) in zip(newcomer, golden) {
      #expect(isNear(try day[3].get(), wanted.doubleValue ?? .nan, relative: 1e-10))
    }
    for place in 0...3 {
      for (day, wanted) in zip(days, golden) {
        var set = day.set
        set.insert(day.factor, at: place)
        let value = try Marginal.values(.init(set: set, label: day.label))[place].get()
        #expect(isNear(value, wanted.doubleValue ?? .nan, relative: 1e-10))
      }
    }
    let outcome = Marginal.outcomes(newcomer)[3]
    #expect(outcome.days == 5 && outcome.failures.isEmpty)
    #expect(
      isNear(outcome.mean, golden.compactMap(\.doubleValue).reduce(0, +) / Double(golden.count), relative: 1e-10))
  }

  /// The set explains the first half of the factor: what is left is (0, 0, 1, -1) and the label is it twice.
  @Test func marginalICOfAFactorIsThatOfItsRest() throws {
    typealias Marginal = MarginalInformationCoefficient
    let member = [1.0, -1, 0, 0, .nan]
    func value(_ factor: [Double], _ set: [[Double]], _ label: [Double]) -> Result<Double, Marginal.Failure> {
      Marginal.values(.init(set: set, newcomers: [factor], label: label))[set.count]
    }
    let label = [0.0, 0, 2, -2, 9]
    #expect(isNear(try value([6, 4, 6, 4, 5], [member], label).get(), 1))
    #expect(value([3, -3, 0, 0, 1], [member], label) == .failure(.spanned))
    #expect(value([6, 4, 6, 4, 5], [member], [1, 1, 1, 1, 9]) == .failure(.constantLabel))
    #expect(value([6, 4, .nan, 4, 5], [member], label) == .failure(.tooFewRows))
    // A member that is a constant, or follows from the others, changes nothing.
    #expect(isNear(try value([6, 4, 6, 4, 5], [[7, 7, 7, 7, 7], member, member.map { 2 * $0 }], label).get(), 1))
    let outcomes = Marginal.outcomes([
      Marginal.values(.init(set: [member], newcomers: [[6, 4, 6, 4, 5]], label: label)),
      Marginal.values(.init(set: [[1]], newcomers: [[1]], label: [1])),
    ])
    #expect(outcomes.map(\.days) == [1, 1])
    #expect(outcomes.map(\.failures) == [[.tooFewRows: 1], [.tooFewRows: 1]])
    #expect(Marginal.outcomes([]) == [])
  }

  /// c = a - b: each of the three is spanned by the other two, and d is as alone as without them.
  @Test func membersThatFollowFromEachOtherKnowNothingOfTheirOwn() throws {
    typealias Marginal = MarginalInformationCoefficient
    let (a, b, d) = ([1.0, 2, 4, 8, 16, 5], [3.0, 1, 4, 1, 5, 9], [0.0, 1, 0, -1, 2, 7])
    let (c, label) = (zip(a, b).map { $0 - $1 }, [1.0, 0, 2, 5, -1, 3])
    let values = Marginal.values(.init(set: [a, b, c, d], label: label))
    #expect(values.prefix(3).allSatisfy { $0 == .failure(.spanned) })
    let beside = Marginal.values(.init(set: [a, b], newcomers: [d], label: label))[2]
    #expect(isNear(try values[3].get(), try beside.get(), relative: 1e-12))
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
