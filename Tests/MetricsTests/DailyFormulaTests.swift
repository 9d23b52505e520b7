import Metrics
import TestSupport
import Testing

/// Each formula on numbers small enough to work out by hand.
struct DailyFormulaTests {
  @Test func meanAndDeviationAreAsByHand() {
    #expect(Mean.value([1, 2, 3, 4]) == 2.5)
    // Squares 2.25 + 0.25 + 0.25 + 2.25 = 5, divided by three.
    #expect(isNear(StandardDeviation.value([1, 2, 3, 4]), (5.0 / 3).squareRoot()))
  }

  @Test func nothingIsMissingAndNotZero() {
    #expect(Mean.value([]) == nil)
    #expect(StandardDeviation.value([1]) == nil)
    #expect(AnnualizedReturn.value([]) == nil)
    #expect(InformationRatio.value([0.1]) == nil)
    #expect(InformationRatio.value([0.1, 0.1]) == nil)
    #expect(MaximumDrawdown.value([]) == nil)
  }

  /// 0.02 a day for 238 days; not compounded, not 252.
  @Test func annualReturnIsASum() {
    #expect(isNear(AnnualizedReturn.value([0.01, 0.03]), 4.76))
  }

  /// 0.02 / (0.02 / sqrt 2) = sqrt 2; times sqrt 238 is sqrt 476.
  @Test func informationRatioIsTakenOver238Days() {
    #expect(isNear(InformationRatio.value([0.01, 0.03]), (476.0).squareRoot()))
  }

  /// Sums -0.1, -0.05, -0.25, 0.05 under their maxima -0.1, -0.05, -0.05, 0.05.
  @Test func drawdownIsMeasuredOnTheSum() {
    #expect(isNear(MaximumDrawdown.value([-0.1, 0.05, -0.2, 0.3]), -0.2))
    // A loss on the first day is no drawdown: the maximum begins there.
    #expect(MaximumDrawdown.value([-0.5]) == 0)
    #expect(MaximumDrawdown.value([0.1, 0.2]) == 0)
  }

  /// Numbers whose plain running sum loses what the pairwise one keeps: 2^53 and a thousand ones,
  /// spread so that each of the eight running sums collects ones before the large number comes.
  @Test func meanSumsInEightLanes() throws {
    // Lane 0 holds 2^53 alone; the others hold 15 ones each. 2^53 + 15 rounds to 2^53 + 16, adding 15
    // ones singly to 2^53 would leave 2^53.
    var values = [Double](repeating: 0, count: 128)
    for index in values.indices where index % 8 != 0 && index >= 8 { values[index] = 1 }
    values[0] = 0x1p53
    let mean = try #require(Mean.value(values))
    // Pairs of lanes: (2^53 + 15) + 30, then + 60: 2^53 + 16, + 30 = 2^53 + 46, + 60 = 2^53 + 106.
    #expect(mean * 128 == 0x1p53 + 106)
  }
}
