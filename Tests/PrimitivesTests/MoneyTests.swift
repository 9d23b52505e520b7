import Primitives
import Testing

struct MoneyTests {
  /// 0.00005 yuan is half a unit; both signs round away from zero.
  @Test(
    arguments: [
      (0, 0), (1, 10_000), (0.0001, 1), (0.00004, 0), (0.00006, 1), (-0.00006, -1), (0.5, 5000),
      (0.03125, 313), (-0.03125, -313), (12.34566, 123_457), (1e14, 1_000_000_000_000_000_000),
    ] as [(Double, Int64)])
  func yuanAreRoundedToTenThousandths(yuan: Double, units: Int64) {
    #expect(Money(rounding: yuan)?.units == units)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e15, -1e15, 1e300])
  func isNoAmount(yuan: Double) {
    #expect(Money(rounding: yuan) == nil)
  }

  @Test(
    arguments: [
      (0, "0.0000"), (1, "0.0001"), (-1, "-0.0001"), (12_345_600, "1234.5600"),
      (-12_345_600, "-1234.5600"),
      (Int64.min, "-922337203685477.5808"),
    ] as [(Int64, String)])
  func isWrittenWithFourDecimals(units: Int64, text: String) {
    #expect(Money(units: units).description == text)
  }

  /// A third of a yuan thrice is not a yuan in doubles of cents; sums of units are exact.
  @Test func arithmeticIsExact() {
    var sum = Money.zero
    for _ in 0..<10_000 { sum += Money(units: 3333) }
    #expect(sum == Money(units: 33_330_000))
    sum -= Money(yuan: 3333)
    #expect(sum == .zero)
    #expect(Money(yuan: 2) * 3 - Money(yuan: 7) == -Money(yuan: 1))
    #expect(Money(units: -5) < .zero)
    #expect(Money(units: 15_000).yuan == 1.5)
  }

  @Test("a part of it is cut down to the unit, also where the product leaves 64 bits")
  func parts() {
    #expect(Money(units: 10_001).part(1, of: 3).units == 3333)
    #expect(Money(units: 10_001).part(3, of: 3).units == 10_001)
    #expect(Money(units: 10_001).part(0, of: 3) == .zero)
    #expect(Money(units: 4_000_000_000_000_000_000).part(3, of: 4).units == 3_000_000_000_000_000_000)
  }
}
