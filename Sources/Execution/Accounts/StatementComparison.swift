package import Primitives
package import Records

/// Our books of an account beside what its broker says.
///
/// Shares must be equal to the share. Cash may part by what is not known of the day's fees: the broker's own rate of
/// commission, and the least commission of each order.
package struct StatementComparison: Equatable, Sendable {
  /// The first thing in which the two part: a stock in the order of codes, then cash.
  package struct Difference: Equatable, Sendable {
    /// Nil: cash.
    package var instrument: InstrumentID?
    /// Shares, or yuan.
    package var ours: Double
    package var brokers: Double
    package var message: Message
  }

  package var differences: [Difference]

  package var first: Difference? { differences.first }

  /// Stocks that the account holds and none of our strategies does part too.
  ///
  /// - Parameter feeRoom: yuan by which cash may part, for fees that the broker did not tell.
  package init(_ books: [StrategyBook], _ state: AccountState, feeRoom: Money) {
    var ours: [InstrumentID: Int64] = [:]
    for book in books { for holding in book.holdings { ours[holding.instrument, default: 0] += holding.volume } }
    let theirs = Dictionary(
      state.positions.filter { $0.volume > 0 }.map { ($0.instrument, $0.volume) }, uniquingKeysWith: +)
    differences = Set(ours.keys).union(theirs.keys).sorted().compactMap { instrument in
      let (left, right) = (ours[instrument] ?? 0, theirs[instrument] ?? 0)
      guard left != right else { return nil }
      return Difference(
        instrument: instrument, ours: Double(left), brokers: Double(right),
        message: .shares(instrument, left, right))
    }
    let cash = books.reduce(Money.zero) { $0 + $1.cash }
    let told = state.cash + state.frozen
    if max(cash - told, told - cash) > feeRoom {
      differences.append(
        Difference(instrument: nil, ours: cash.yuan, brokers: told.yuan, message: .cash(cash, told)))
    }
  }
}

extension Message {
  fileprivate static func shares(_ instrument: InstrumentID, _ ours: Int64, _ theirs: Int64) -> Message {
    Message(
      "statement.shares",
      ["instrument": .instrument(instrument), "ours": .count(Int(ours)), "theirs": .count(Int(theirs))],
      en: "{instrument}: our book has {ours} shares, the broker {theirs}.",
      zh: "{instrument}：本方账簿 {ours} 股，券商 {theirs} 股。")
  }

  fileprivate static func cash(_ ours: Money, _ theirs: Money) -> Message {
    Message(
      "statement.cash", ["ours": .money(ours.yuan), "theirs": .money(theirs.yuan)],
      en: "Cash: our book has {ours}, the broker {theirs}.", zh: "现金：本方账簿 {ours}，券商 {theirs}。")
  }
}
