import Charts
import Testing

@Suite struct ValueScaleTests {
  @Test(arguments: [
    (0.18, 0.2), (0.2, 0.2), (0.21, 0.25), (0.26, 0.5), (0.51, 1), (7, 10), (2.1e-16, 2.5e-16),
  ])
  func `steps are 1, 2, 2.5 or 5 times a power of ten`(least: Double, step: Double) {
    #expect(ValueScale.niceStep(atLeast: least) == step)
  }

  @Test func `a scale has the finest ticks that are not too many`() throws {
    // 0.2 would give six ticks.
    let scale = try #require(ValueScale([0, 1], tickCountMax: 5))
    #expect(scale.ticks == [0, 0.25, 0.5, 0.75, 1])
    #expect(NumberText.ticks(scale, unit: .ratio) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
  }

  @Test func `zero stays at the edge where it is required`() throws {
    let scale = try #require(ValueScale([-0.35, .nan, -0.1], including: 0, tickCountMax: 4))
    #expect(scale.upper == 0)
    #expect(scale.fraction(0) == 1)
    #expect(abs(scale.lower + 0.364) < 1e-12)
    #expect(NumberText.ticks(scale, unit: .percent) == ["−30%", "−20%", "−10%", "0%"])
  }

  @Test func `tiny differences have ticks on both sides of zero`() throws {
    let scale = try #require(ValueScale([-4e-16, 4e-16], including: 0, tickCountMax: 3))
    #expect(NumberText.ticks(scale, unit: .plain) == ["−2.5e−16", "0", "2.5e−16"])
  }

  @Test func `equal values stand in the middle with one tick`() throws {
    let scale = try #require(ValueScale([2, 2, .infinity], tickCountMax: 5))
    #expect(scale.ticks == [2])
    #expect(scale.fraction(2) == 0.5)
    let zero = try #require(ValueScale([0, 0], tickCountMax: 5))
    #expect(zero.lower == -1)
    #expect(zero.upper == 1)
  }

  @Test func `no finite value means no scale`() {
    #expect(ValueScale([], including: 0, tickCountMax: 5) == nil)
    #expect(ValueScale([.nan, .infinity], tickCountMax: 5) == nil)
  }
}

@Suite struct NumberTextTests {
  @Test(arguments: [
    (1.2344, ChartUnit.ratio, "1.234"), (12.344, .ratio, "12.34"), (0.0512, .percent, "5.12%"),
    (-0.3501, .percent, "−35.0%"), (1.5, .percent, "150%"), (1.5e-15, .plain, "1.5e−15"),
    (-0.25, .plain, "−0.2500"), (0, .plain, "0.0000"), (2_500_000, .plain, "2.5e6"),
  ])
  func `a value has three or four digits that count`(
    value: Double, unit: ChartUnit, text: String
  ) {
    #expect(NumberText.value(value, unit: unit) == text)
  }

  @Test func `fixed groups thousands and has no negative zero`() {
    #expect(NumberText.fixed(1_234_567.891, decimals: 1) == "1,234,567.9")
    #expect(NumberText.fixed(9999, decimals: 0) == "9999")
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberText.fixed(.nan, decimals: 2) == "–")
  }

  @Test func `scientific carries into the next power`() {
    #expect(NumberText.scientific(9.996e-5, digits: 3) == "1e\u{2212}4")
    #expect(NumberText.scientific(-1.25e-300, digits: 3) == "−1.25e\u{2212}300")
  }
}
