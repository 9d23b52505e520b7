import Metrics
import Primitives
import Records
import Testing

/// Student's t against its published table, and the band by hand.
@Suite struct SeedBandTests {
  /// Two-sided tables of Student's t (for instance NIST/SEMATECH e-Handbook, 1.3.6.7.2).
  @Test(arguments: [
    (0.975, 1, 12.706), (0.975, 2, 4.303), (0.995, 4, 4.604), (0.975, 9, 2.262), (0.995, 9, 3.250), (0.999, 9, 4.297),
    (0.975, 30, 2.042), (0.95, 100, 1.660),
  ])
  func quantilesOfStudent(share: Double, degrees: Int, table: Double) {
    let value = StudentDistribution.quantile(share, degrees: degrees)
    #expect(abs(value - table) < 5.1e-4)
    #expect(abs(StudentDistribution.cumulative(value, degrees: degrees) - share) < 1e-12)
    #expect(abs(StudentDistribution.cumulative(-value, degrees: degrees) - (1 - share)) < 1e-12)
  }

  /// Three seeds 1, 2, 3: mean 2, deviation 1; one judged number: t(0.995, 2) = 9.925, times √(4/3).
  @Test func aBandOfSeedsIsAsByHand() throws {
    let samples = [1.0, 2.0, 3.0].map { ["IC": $0, "ICIR": 0.5] }
    let band = SeedBandFormula.band(seeds: [1, 2, 3], samples: samples, recorded: ["IC": 2])
    let ic = try #require(band.rows.first { $0.metric == "IC" })
    #expect(ic.mean == 2 && ic.deviation == 1 && ic.quantile == 0.5 && ic.isInside == true)
    let half = 9.92484 * (4.0 / 3).squareRoot()
    #expect(abs((ic.high ?? 0) - 2 - half) < 1e-4 && abs((ic.low ?? 0) - 2 + half) < 1e-4)
    let ratio = try #require(band.rows.first { $0.metric == "ICIR" })
    #expect(ratio.recorded == nil && ratio.isInside == nil && ratio.quantile == nil)
    let lucky = SeedBandFormula.band(seeds: [1, 2, 3], samples: samples, recorded: ["IC": 14])
    #expect(lucky.rows[0].isInside == false && lucky.rows[0].quantile == 1)
  }

  @Test("without chance the band is the rounding; fewer than three seeds are no band")
  func edges() {
    let same = [["IC": 0.25], ["IC": 0.25], ["IC": 0.25]]
    #expect(SeedBandFormula.band(seeds: [1, 2, 3], samples: same, recorded: ["IC": 0.25]).rows[0].isInside == true)
    #expect(SeedBandFormula.band(seeds: [1, 2, 3], samples: same, recorded: ["IC": 0.2501]).rows[0].isInside == false)
    let two = SeedBandFormula.band(seeds: [1, 2], samples: Array(same.prefix(2)), recorded: ["IC": 0.25])
    #expect(two.rows[0].isInside == nil && two.rows[0].mean == 0.25)
  }

  @Test func readsBackWhatItWrites() {
    let band = SeedBandFormula.band(
      seeds: [1, 2, 3], samples: [["IC": 0.1], [:], ["IC": 0.3]], recorded: ["IC": 0.2])
    #expect(SeedBand(band.json) == band)
    #expect(SeedBand(["schema": 2]) == nil)
  }
}
