package import Primitives

extension NightResult {
  /// A virtual strategy as settlement left it.
  package struct Preview: Sendable {
    /// What a preview is measured against, day by day.
    package struct Benchmark: Equatable, Sendable {
      package var instrument: InstrumentID
      /// Whether the strategy's own configuration names it; else it is the market's index.
      package var isOwn: Bool
      /// Net value at the close of each settled day, 1 at the close before the first; NaN where it is missing.
      package var values: [Double]

      package init(instrument: InstrumentID, isOwn: Bool, values: [Double]) {
        self.instrument = instrument
        self.isOwn = isOwn
        self.values = values
      }
    }

    package var strategy: PreviewStrategy
    package var definition: PreviewDefinition
    /// Every settled day.
    package var accounts: [PreviewAccount]
    /// At the last close.
    package var holdings: [HeldPosition]
    /// The newest, last one last.
    package var trades: [PreviewTrade]
    package var skips: [PreviewSkip]
    package var tradeCount: Int
    package var skipCount: Int
    /// Of all that did not trade, the most frequent rule first.
    package var rejects: [RejectCount]
    package var figures: PreviewFigures
    /// What the figures are taken against; nil where nothing is known of it.
    package var benchmark: Benchmark?
    /// What happened to its settled days.
    package var events: [PreviewEvent]
    /// What it wants next; nil where nobody asked.
    package var orderList: OrderList?

    package init(
      strategy: PreviewStrategy, definition: PreviewDefinition, accounts: [PreviewAccount],
      holdings: [HeldPosition], trades: [PreviewTrade], skips: [PreviewSkip], tradeCount: Int, skipCount: Int,
      rejects: [RejectCount]? = nil, figures: PreviewFigures = PreviewFigures(), benchmark: Benchmark? = nil,
      events: [PreviewEvent] = [], orderList: OrderList? = nil
    ) {
      self.events = events
      self.orderList = orderList
      self.figures = figures
      self.benchmark = benchmark
      self.strategy = strategy
      self.definition = definition
      self.accounts = accounts
      self.holdings = holdings
      self.trades = trades
      self.skips = skips
      self.tradeCount = tradeCount
      self.skipCount = skipCount
      self.rejects = rejects ?? RejectCount.of(skips)
    }

    package var positions: [PreviewPosition] { holdings.map(\.position) }

    /// Net value at each settled close, 1 at the start.
    package var netValues: [Double] {
      let initial = strategy.initialCapital.yuan
      return accounts.map { $0.totalValue.yuan / initial }
    }

    /// What the day brought beside the holdings that stand at its close: stocks sold out, and cash that dividends and
    /// splits left over; nil where a holding's day is unknown.
    package var dayProfitElsewhere: Money? {
      guard let last = accounts.last else { return nil }
      var sum = Money.zero
      for holding in holdings {
        guard let profit = holding.dayProfit else { return nil }
        sum += profit
      }
      return last.dailyPnL - sum
    }

    package var unrealised: Money { holdings.reduce(.zero) { $0 + $1.unrealised } }
  }

  /// What a preview wants on the trading day after a close.
  package struct OrderList: Sendable {
    package struct Line: Sendable {
      package var symbol: InstrumentID
      /// Nil: kept.
      package var side: Direction?
      /// Whole lots; nil where the board trades single shares or an odd lot is among them.
      package var lots: Int64?
      package var shares: Int64
      /// The last close, yuan; nil where there is none.
      package var price: Money?
      /// Shares times price; nil where there is no price.
      package var amount: Money?
      package var commission: Money
      package var stampTax: Money
      package var transferFee: Money
      /// Shares of the account's value.
      package var weight: Double
      package var targetWeight: Double
      /// The stock's place among the scores, 1 is the best, and how many there are; nil where it has none.
      package var rank: Int?
      package var rankCount: Int?
      /// What the order does to the holding.
      package var step: OrderStep
      /// Why the order would not deal at the last close; nil where nothing is known against it.
      package var rejection: RejectReason?
      /// All of it in sentences: rank, step, and what stands against the order.
      package var reason: Message

      package init(
        symbol: InstrumentID, side: Direction?, lots: Int64? = nil, shares: Int64, price: Money?, amount: Money? = nil,
        commission: Money = .zero, stampTax: Money = .zero, transferFee: Money = .zero, weight: Double,
        targetWeight: Double, rank: Int? = nil, rankCount: Int? = nil, step: OrderStep = .kept,
        rejection: RejectReason? = nil, reason: Message
      ) {
        self.symbol = symbol
        self.side = side
        self.lots = lots
        self.shares = shares
        self.price = price
        self.amount = amount
        self.commission = commission
        self.stampTax = stampTax
        self.transferFee = transferFee
        self.weight = weight
        self.targetWeight = targetWeight
        self.rank = rank
        self.rankCount = rankCount
        self.step = step
        self.rejection = rejection
        self.reason = reason
      }

      package var fees: Money { commission + stampTax + transferFee }
    }

    /// The orders of one side together.
    package struct Sum: Equatable, Sendable {
      package var count = 0
      package var amount = Money.zero
      package var fees = Money.zero
    }

    package var decidedOn: TradingDay
    /// The day the orders are for.
    package var next: NextTradingDay
    /// Which close and which scores decide; nil where there is no list.
    package var note: Message?
    /// Sales, purchases, then what stays.
    package var lines: [Line]
    /// Before the orders.
    package var cash: Money
    package var totalValue: Money
    package var targetCashWeight: Double
    /// What fees are taken at; nil where none are charged.
    package var rates: FeeRates?
    /// What is not as it should be.
    package var findings: [Finding]
    /// Why there is none; nil where there is one.
    package var absence: Diagnostic?

    /// - Parameter next: nil: the weekday to expect after the close.
    package init(
      decidedOn: TradingDay, next: NextTradingDay? = nil, note: Message? = nil, lines: [Line] = [],
      cash: Money = .zero, totalValue: Money = .zero, targetCashWeight: Double = 1, rates: FeeRates? = nil,
      findings: [Finding] = [],
      absence: Diagnostic? = nil
    ) {
      self.decidedOn = decidedOn
      self.next = next ?? .expected(after: decidedOn)
      self.note = note
      self.lines = lines
      self.cash = cash
      self.totalValue = totalValue
      self.targetCashWeight = targetCashWeight
      self.rates = rates
      self.findings = findings
      self.absence = absence
    }

    /// Sales and purchases of at least one share.
    package var orders: [Line] { lines.filter { $0.side != nil && $0.shares > 0 } }

    /// What is wanted and cannot be had: the money is below one lot.
    package var unaffordable: [Line] { lines.filter { $0.side != nil && $0.shares == 0 } }

    /// Holdings that stay as they are.
    package var keptCount: Int { lines.count { $0.side == nil } }

    package func sum(_ side: Direction) -> Sum {
      lines.reduce(into: Sum()) { sum, line in
        guard line.side == side, line.shares > 0 else { return }
        sum.count += 1
        sum.amount += line.amount ?? .zero
        sum.fees += line.fees
      }
    }

    /// Cash where every order deals at its price; below zero where it does not suffice.
    package var cashAfter: Money {
      let (sold, bought) = (sum(.sell), sum(.buy))
      return cash + sold.amount - sold.fees - bought.amount - bought.fees
    }

    /// What the orders leave: holdings that stay, and cash; nil where there is no list.
    package var rest: Message? {
      guard absence == nil, let share = cashShareAfter else { return nil }
      return Message(
        "orders.kept", ["count": .count(keptCount), "cash": .ratio(share)],
        en: "{count} {count:other is|others are} kept; cash is then {cash}.", zh: "其余 {count} 只不动；之后现金占 {cash}。")
    }

    /// `cashAfter` by what the account is then worth; nil for an account without value.
    package var cashShareAfter: Double? {
      let value = totalValue - sum(.sell).fees - sum(.buy).fees
      return value > .zero ? cashAfter.yuan / value.yuan : nil
    }
  }
}
