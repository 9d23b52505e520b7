import Report
import Testing

@Suite("Figures")
struct FiguresTests {
  @Test(
    "fixed decimals, half away from zero, thousands grouped, a true minus sign and none on 0",
    arguments: [
      (1234567.891, 2, "1,234,567.89"), (-1234.5, 0, "\u{2212}1,235"), (1234.5, 0, "1,235"),
      (999.999, 2, "1,000.00"),
      (0.5, 0, "1"), (-0.5, 0, "\u{2212}1"), (0.125, 2, "0.13"), (0.004, 2, "0.00"),
      (-0.004, 2, "0.00"),
      (-0.0, 2, "0.00"), (0.05, 1, "0.1"), (12, 3, "12.000"), (1e18, 2, "1e+18"),
      (-1e18, 2, "\u{2212}1e+18"),
    ] as [(Double, Int, String)])
  func fixed(_ value: Double, _ decimals: Int, _ text: String) {
    #expect(PageFigures.fixed(value, decimals) == text)
  }

  @Test(
    "what is missing or not finite is said to be missing",
    arguments: [nil, Double.nan, .infinity, -.infinity])
  func missing(_ value: Double?) {
    #expect(PageFigures.fixed(value, 2) == "n/a")
    #expect(PageFigures.percent(value) == "n/a")
    #expect(PageFigures.signedPercent(value) == "n/a")
    #expect(PageFigures.difference(value) == "n/a")
  }

  @Test(
    "percent",
    arguments: [(0.12345, "12.35%"), (-0.5, "\u{2212}50.00%"), (0, "0.00%"), (12.5, "1,250.00%")])
  func percent(_ value: Double, _ text: String) {
    #expect(PageFigures.percent(value) == text)
  }

  @Test(
    "percent with its sign", arguments: [(0.01, "+1.00%"), (-0.01, "\u{2212}1.00%"), (0, "0.00%")])
  func signed(_ value: Double, _ text: String) {
    #expect(PageFigures.signedPercent(value) == text)
  }

  @Test(
    "a difference: 0 as it is, plain from a thousandth on, two digits and the power of ten below",
    arguments: [
      (0, "0"), (0.001, "0.00100"), (-1.5, "\u{2212}1.50000"), (1234.5, "1,234.50000"),
      (1.24e-10, "1.2e\u{2212}10"), (-1.26e-10, "\u{2212}1.3e\u{2212}10"),
      (9.96e-5, "1.0e\u{2212}4"), (2.5e7, "2.5e7"),
      (9.99e9, "1.0e10"),
    ] as [(Double, String)])
  func difference(_ value: Double, _ text: String) {
    #expect(PageFigures.difference(value) == text)
  }

  @Test("the exact value reads back to the same bits")
  func exact() {
    for value in [0.1, 1e-12, 1.0 / 3, 123456789.125, Double.leastNonzeroMagnitude] {
      #expect(Double(PageFigures.exact(value)) == value)
    }
    #expect(PageFigures.exact(.nan).isEmpty)
  }
}
