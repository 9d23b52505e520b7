/// With whose money a strategy runs: nobody's, a simulated account's, or a real one's.
package enum TradingEnvironment: String, Sendable, CaseIterable {
  case preview, paper, live
}
