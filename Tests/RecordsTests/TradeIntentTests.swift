import Primitives
import Records
import Testing

@Suite struct TradeIntentTests {
  typealias State = TradeIntent.State

  @Test("an end has no next state, and every state but the first can be reached")
  func transitions() {
    for state in State.allCases { #expect(state.isFinal == state.next.isEmpty, "\(state)") }
    var reached: Set<State> = [.created]
    var open: [State] = [.created]
    while let state = open.popLast() {
      for next in state.next where reached.insert(next).inserted { open.append(next) }
    }
    #expect(reached == Set(State.allCases))
  }

  @Test("what the outside may have is never taken for unsent")
  func neverAgain() {
    // Only a request that never left goes back to the beginning.
    #expect(State.allCases.filter { $0.next.contains(.created) } == [.sending])
    #expect(State.allCases.filter { $0.next.contains(.sending) } == [.created])
  }

  @Test("a remark is 24 characters of the key's SHA-256")
  func remark() {
    let key = TradeIntent.Key(
      strategy: "baseline", day: TradingDay("2026-11-23")!, instrument: InstrumentID(canonical: "SH600000"),
      side: .buy, signal: "9f2c/3")
    #expect(key.text == "baseline 2026-11-23 SH600000 buy 9f2c/3")
    // printf 'baseline 2026-11-23 SH600000 buy 9f2c/3' | sha256sum | cut -c1-24
    #expect(key.remark == "a74aaa995758b0ac77ba4629")
  }
}
