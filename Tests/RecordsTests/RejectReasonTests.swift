import Primitives
import Records
import Testing

@Suite("The codes of what did not trade")
struct RejectReasonTests {
  @Test(
    "each code reads back to its reason",
    arguments: [
      (RejectReason.suspended, "suspended"), (.noBar, "no-bar"), (.noVolume, "no-volume"), (.noFactor, "no-factor"),
      (.unknownBoard, "unknown-board"), (.limitUp(), "limit-up"),
      (.limitUp(Money(units: 123_400)), "limit-up 12.34"), (.limitDown(Money(yuan: 9)), "limit-down 9.00"),
      (.boughtToday, "bought-today"), (.belowOneLot(), "below-one-lot"),
      (.belowOneLot(.init(shares: 200, price: Money(yuan: 50))), "below-one-lot 200 50.00"), (.oddLot, "odd-lot"),
      (.noCash(), "no-cash"), (.noCash(Money(units: 12_345)), "no-cash 1.2345"), (.notHeld, "not-held"),
      (.participation(), "participation"), (.participation(traded: 950), "participation 950"),
      (.volumeLimit, "volume-limit"), (.noPredictions(), "no-predictions"),
      (.noPredictions(TradingDay("2024-01-02")), "no-predictions 2024-01-02"), (.other("what it says"), "what it says"),
    ])
  func codes(_ reason: RejectReason, _ code: String) {
    #expect(reason.code == code)
    #expect(RejectReason(code: code) == reason)
  }

  @Test("an empty text is no reason, and what is no code stands as it is")
  func others() {
    #expect(RejectReason(code: "") == nil)
    for text in ["limit-up high", "suspended 3", "participation x", "limit-up 1 2", "suspended: no close on this day"] {
      #expect(RejectReason(code: text) == .other(text))
    }
  }

  @Test("an order's reason reads back from its code, and another program's text stands")
  func orderReasons() {
    for reason in [OrderReason.noScore, .ranked(score: -0.012_345_678_9, rank: 3, count: 300), .other("r"), .other("")]
    {
      #expect(OrderReason(code: reason.code) == reason)
    }
    #expect(OrderReason(code: "ranked high 1 2") == .other("ranked high 1 2"))
  }
}
