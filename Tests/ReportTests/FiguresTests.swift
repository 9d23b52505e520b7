import Primitives
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
    "what is missing or not finite is a dash",
    arguments: [nil, Double.nan, .infinity, -.infinity])
  func missing(_ value: Double?) {
    let shown = [
      PageFigures.fixed(value, 2), PageFigures.percent(value), PageFigures.signedPercent(value),
      PageFigures.significant(value), PageFigures.difference(value), PageFigures.points(value, .english),
      PageFigures.ratio(value, .chinese), PageFigures.amount(value, .english),
    ]
    #expect(shown.allSatisfy { $0 == PageFigures.missing })
  }

  @Test(
    "a fraction is shown in percent with two decimals",
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

  @Test(
    "a difference of fractions has a sign and a unit, and below every unit the scale of the tolerances",
    arguments: [
      (0, "0", "0"), (0.0836, "+8.36 pp", "+8.36 百分点"), (-0.67499, "\u{2212}67.50 pp", "\u{2212}67.50 百分点"),
      (-3e-5, "\u{2212}0.3 bp", "\u{2212}0.3 个基点"), (8.7e-8, "+0.00087 bp", "+0.00087 个基点"),
      (8.7e-17, "8.7e\u{2212}17", "8.7e\u{2212}17"),
    ] as [(Double, String, String)])
  func points(_ value: Double, _ english: String, _ chinese: String) {
    #expect(PageFigures.points(value, .english) == english)
    #expect(PageFigures.points(value, .chinese) == chinese)
  }

  @Test("money carries its unit, counts their separators, ratios four digits, tolerances a true minus sign")
  func units() {
    #expect(PageFigures.amount(-1_326_871.355, .chinese) == "\u{2212}1,326,871.36 元")
    #expect(PageFigures.amount(12, .english) == "12.00 CNY")
    #expect(PageFigures.count(1_776) == "1,776")
    #expect(PageFigures.significant(-949.6439543636596) == "\u{2212}949.6")
    #expect(PageFigures.ratio(9.495634670165072e-05, .english) == "0.9496 bp")
    #expect(PageFigures.limit(1e-10) == "1e\u{2212}10")
  }
}
