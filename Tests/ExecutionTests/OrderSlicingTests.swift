import Execution
import Primitives
import Records
import Testing

@Suite struct OrderSlicingTests {
  @Test("parts are whole lots, sum to the order, and the last takes what is left")
  func sums() {
    let minutes = Array(570..<690)
    for shares in [100, 300, 1000, 12_345, 100_000] as [Int64] {
      let slices = OrderSlicing.slices(shares, minimum: 100, step: 100, parts: 7, minutes: minutes)
      #expect(slices.reduce(0) { $0 + $1.shares } == shares)
      #expect(slices.dropLast().allSatisfy { $0.shares % 100 == 0 && $0.shares >= 100 })
      #expect(slices.allSatisfy { $0.shares >= 100 })
      #expect(slices.map(\.minute) == slices.map(\.minute).sorted())
    }
  }

  @Test("four equal parts of 1,000 shares over four minutes")
  func twap() {
    let slices = OrderSlicing.slices(1000, minimum: 100, step: 100, parts: 4, minutes: [600, 601, 602, 603])
    // 250, 500 and 750 cut to lots: 200, 500 - 200 = 300, 200, and 300 are left.
    #expect(slices.map(\.shares) == [200, 300, 200, 300])
  }

  @Test("parts follow the recorded volume of their minutes")
  func vwap() {
    let slices = OrderSlicing.slices(
      1000, minimum: 100, step: 100, parts: 2, minutes: [600, 601], weights: [3, 1])
    // 750 cut to a lot, and the rest.
    #expect(slices == [.init(minute: 600, shares: 700), .init(minute: 601, shares: 300)])
    let unknown = OrderSlicing.slices(
      1000, minimum: 100, step: 100, parts: 2, minutes: [600, 601], weights: [.nan, -1])
    #expect(unknown.map(\.shares) == [500, 500])
  }

  @Test("shares that make one order only are sent at once")
  func single() {
    #expect(OrderSlicing.slices(150, minimum: 100, step: 100, parts: 5, minutes: [600, 601]).map(\.shares) == [150])
    #expect(OrderSlicing.slices(0, minimum: 100, step: 100, parts: 5, minutes: [600]).isEmpty)
    #expect(OrderSlicing.slices(500, minimum: 100, step: 100, parts: 1, minutes: []) == [.init(minute: 0, shares: 500)])
  }
}

@Suite struct FillShareTests {
  @Test("a fill is shared out in whole shares that sum to it")
  func sums() {
    let parts: [TradePlan.Part] = [.init(strategyID: "a", shares: 300), .init(strategyID: "b", shares: 500)]
    for filled in [100, 200, 333, 799, 800] as [Int64] {
      #expect(FillShares.split(filled, among: parts).reduce(0) { $0 + $1.shares } == filled)
    }
    // 333 x 3/8 = 124.875 and 333 x 5/8 = 208.125: the larger remainder takes the share.
    #expect(FillShares.split(333, among: parts).map(\.shares) == [125, 208])
  }

  @Test("one strategy buys what another sells inside the same order")
  func crossing() {
    let parts: [TradePlan.Part] = [.init(strategyID: "a", shares: 300), .init(strategyID: "b", shares: -100)]
    #expect(FillShares.split(200, among: parts).map(\.shares) == [300, -100])
    #expect(FillShares.split(100, among: parts).map(\.shares) == [150, -50])
    #expect(FillShares.split(-100, among: parts).isEmpty, "a fill of the other side belongs to nobody")
  }
}
