import Charts
import Testing

@Suite struct LabelTests {
  @Test func `labels move apart around their mean`() {
    #expect(LabelSpreading.spread([10, 12, 50], gap: 10, within: 0...100) == [6, 16, 50])
    #expect(LabelSpreading.spread([12, 10], gap: 10, within: 0...100) == [16, 6])
    #expect(LabelSpreading.spread([1, 1], gap: 10, within: 0...100) == [0, 10])
  }

  @Test func `a block that grows into its neighbour takes it along`() {
    // 10 and 12 become 6 and 16, which meets 20: the three want 14 in the middle.
    #expect(LabelSpreading.spread([10, 12, 20], gap: 10, within: 0...100) == [4, 14, 24])
  }

  @Test func `too many labels share the room`() {
    #expect(LabelSpreading.spread([5, 5, 5], gap: 10, within: 0...10) == [0, 5, 10])
    #expect(LabelSpreading.spread([], gap: 10, within: 0...10) == [])
  }

  @Test func `a chinese character is one em wide`() {
    #expect(abs(TextWidth.of("沪深300", fontSize: 10) - 38.6) < 1e-9)
    #expect(TextWidth.shortened("沪深三百", width: 30, fontSize: 10) == "沪深…")
    #expect(TextWidth.shortened("沪深", width: 20, fontSize: 10) == "沪深")
  }
}
