package import Primitives
package import Records
import Simulation

/// Makes one batch of orders of what an account's strategies want and of what the account really has.
///
/// Sells come first. Lots, odd lots, T+1, fees and cash are those of the exchange's rules, as backtest and preview apply
/// them; the share of the volume is the account's limit. What cannot be done stands in the plan with its reason. Nothing
/// is sent from here.
package struct OrderPlanner: Sendable {
  package var limits: ExecutionLimits
  package var style: PlanStyle
  /// Shares that change hands in a stock on an average day; nil where that is not known, so that no order of it is made.
  package var averageVolume: @Sendable (InstrumentID) -> Int64?
  /// The day's lowest and highest price, where they are known.
  package var priceLimits: @Sendable (InstrumentID) -> (down: Money?, up: Money?)
  /// Weights of the minutes of `style.minutes` in a stock's day; nil: equal.
  package var minuteWeights: @Sendable (InstrumentID) -> [Double]?

  package init(
    limits: ExecutionLimits, style: PlanStyle = PlanStyle(),
    averageVolume: @escaping @Sendable (InstrumentID) -> Int64?,
    priceLimits: @escaping @Sendable (InstrumentID) -> (down: Money?, up: Money?) = { _ in (nil, nil) },
    minuteWeights: @escaping @Sendable (InstrumentID) -> [Double]? = { _ in nil }
  ) {
    self.limits = limits
    self.style = style
    self.averageVolume = averageVolume
    self.priceLimits = priceLimits
    self.minuteWeights = minuteWeights
  }

  /// The plan; throws `execution.weights` (exit 2) where the strategies' parts are no parts of one account.
  package func plan(
    _ wishes: [StrategyWish], account: AccountState, environment: TradingEnvironment, day: TradingDay, time: MarketTime
  ) throws -> TradePlan {
    let sum = wishes.reduce(0) { $0 + $1.weight }
    guard !wishes.isEmpty, wishes.allSatisfy({ $0.weight > 0 && $0.weight <= 1 }), sum <= 1 + 1e-9 else {
      throw Diagnostic.weights(wishes.map(\.weight))
    }
    var draft = Draft(account: account, day: day)
    for wish in NetWish.of(wishes) {
      switch wish.shares {
      case 0: net(wish, &draft)
      case ..<0: sell(wish, &draft)
      default: buy(wish, &draft)
      }
    }
    return TradePlan(
      account: account.account, environment: environment, day: day, time: time,
      strategies: wishes.map {
        .init(
          strategyID: $0.strategyID, weight: $0.weight, decidedOn: $0.decidedOn, approval: $0.approval,
          memory: $0.memory)
      }, lines: draft.lines, undone: draft.undone, cashBefore: account.cash, cashAfter: draft.cash,
      equity: account.equity, trackingError: draft.trackingError, limits: limits.digest)
  }

  // MARK: - One order

  /// A stock that nobody wants to trade, or of which some strategies buy what others sell: shares do not pass between
  /// their books without a trade.
  private func net(_ wish: NetWish, _ draft: inout Draft) {
    let crossed = wish.parts.reduce(Int64(0)) { $0 + max(0, $1.shares) }
    guard crossed > 0 else { return draft.keep(wish) }
    draft.leave(wish, .sell, crossed, .crossed)
    draft.leave(wish, .buy, crossed, .crossed)
  }

  private func sell(_ wish: NetWish, _ draft: inout Draft) {
    let wanted = -wish.shares
    guard let (board, price) = tradable(wish, .sell, wanted, &draft) else { return }
    let held = draft.account[wish.instrument]
    let available = held?.available ?? 0
    let capped = min(wanted, available, participation(wish.instrument))
    let shares = AShareLots.sellable(capped, held: held?.volume ?? 0, board)
    if shares < wanted {
      let reason: Undone =
        held == nil ? .notHeld : available < wanted ? .available(available) : shares < capped ? .oddLot : .participation
      draft.leave(wish, .sell, wanted - shares, reason)
    }
    append(wish, .sell, shares, price, board, &draft)
  }

  private func buy(_ wish: NetWish, _ draft: inout Draft) {
    let wanted = wish.shares
    guard let (board, price) = tradable(wish, .buy, wanted, &draft) else { return }
    let capped = min(wanted, participation(wish.instrument))
    let lots = AShareLots.buyable(capped, board)
    let shares = affordable(lots, price, board, draft)
    if shares < wanted {
      let reason: Undone =
        shares < lots ? .cash(draft.cash) : capped < wanted ? .participation : .belowOneLot(AShareLots.minimum(board))
      draft.leave(wish, .buy, wanted - shares, reason)
    }
    append(wish, .buy, shares, price, board, &draft)
  }

  /// What an order needs to be one at all; leaves the wish undone where it is missing.
  private func tradable(
    _ wish: NetWish, _ side: Direction, _ shares: Int64, _ draft: inout Draft
  ) -> (AShareBoard, Money)? {
    if let rejection = wish.line.rejection {
      draft.leave(wish, side, shares, .rejected(rejection))
      return nil
    }
    guard let board = AShareBoard(wish.instrument) else {
      draft.leave(wish, side, shares, .rejected(.unknownBoard))
      return nil
    }
    guard let price = wish.line.price, price > .zero else {
      draft.leave(wish, side, shares, .noPrice)
      return nil
    }
    guard averageVolume(wish.instrument) != nil else {
      draft.leave(wish, side, shares, .noVolume)
      return nil
    }
    return (board, price)
  }

  private func participation(_ instrument: InstrumentID) -> Int64 {
    Int64((Double(averageVolume(instrument) ?? 0) * limits.participation).rounded(.down))
  }

  /// The most that cash allows of a purchase, fees included and the account's cash ratio kept back.
  private func affordable(_ lots: Int64, _ price: Money, _ board: AShareBoard, _ draft: Draft) -> Int64 {
    let reserve = Money(rounding: draft.account.equity.yuan * limits.cashRatio) ?? .zero
    func isAffordable(_ shares: Int64) -> Bool {
      let value = price * shares
      let fees = AShareFees().cost(.buy, value: value, shares: shares, board: board, on: draft.day)
      return value + fees.total + reserve <= draft.cash
    }
    guard lots > 0 else { return 0 }
    if isAffordable(lots) { return lots }
    let (minimum, step) = (AShareLots.minimum(board), AShareLots.step(board))
    let sizes = 0..<Int((lots - minimum) / step + 1)
    let count = sizes.partitioningIndex { !isAffordable(minimum + Int64($0) * step) }
    return count == 0 ? 0 : minimum + Int64(count - 1) * step
  }

  private func append(
    _ wish: NetWish, _ side: Direction, _ shares: Int64, _ price: Money, _ board: AShareBoard, _ draft: inout Draft
  ) {
    guard shares > 0 else { return draft.keep(wish) }
    let amount = price * shares
    let fees = AShareFees().cost(side, value: amount, shares: shares, board: board, on: draft.day)
    let before = draft.weight(of: draft.account[wish.instrument]?.volume ?? 0, at: price)
    let signed = side == .buy ? shares : -shares
    let after = draft.weight(of: (draft.account[wish.instrument]?.volume ?? 0) + signed, at: price)
    draft.cash = side == .buy ? draft.cash - amount - fees.total : draft.cash + amount - fees.total
    draft.weights[wish.instrument] = (after, wish.targetWeight)
    draft.lines.append(
      TradePlan.Line(
        instrument: wish.instrument, side: side, shares: shares, priceType: style.priceType,
        price: style.price(side, last: price, limits: priceLimits(wish.instrument)), decisionPrice: price,
        amount: amount, commission: fees.commission, stampTax: fees.stampTax, transferFee: fees.transferFee,
        weightBefore: before, weightAfter: after, targetWeight: wish.targetWeight, parts: wish.parts,
        slices: slices(wish.instrument, shares, amount, board),
        reason: wish.line.reason))
  }

  private func slices(
    _ instrument: InstrumentID, _ shares: Int64, _ amount: Money, _ board: AShareBoard
  ) -> [TradePlan.Slice] {
    // An order of the closing auction that is sent before it would deal at once.
    if style.priceType == .closeAuction { return [.init(minute: PlanStyle.closingAuction.lowerBound, shares: shares)] }
    let isWhole = style.schedule == .once
    return OrderSlicing.slices(
      shares, minimum: AShareLots.minimum(board), step: AShareLots.step(board),
      parts: isWhole ? 1 : Int(clamping: (amount.units + style.partValue.units - 1) / max(1, style.partValue.units)),
      minutes: isWhole ? [] : style.minutes, weights: style.schedule == .vwap ? minuteWeights(instrument) : nil)
  }
}

/// A plan in the making.
private struct Draft {
  let account: AccountState
  let day: TradingDay
  var cash: Money
  var lines: [TradePlan.Line] = []
  var undone: [TradePlan.Undone] = []
  /// After the orders, and wanted.
  var weights: [InstrumentID: (after: Double, target: Double)] = [:]

  init(account: AccountState, day: TradingDay) {
    self.account = account
    self.day = day
    cash = account.cash
  }

  func weight(of shares: Int64, at price: Money) -> Double {
    account.equity > .zero ? (price * shares).yuan / account.equity.yuan : 0
  }

  /// A stock that stays as it is.
  mutating func keep(_ wish: NetWish) {
    let held = wish.line.price.map { weight(of: account[wish.instrument]?.volume ?? 0, at: $0) }
    weights[wish.instrument] = (held ?? wish.targetWeight, wish.targetWeight)
  }

  mutating func leave(_ wish: NetWish, _ side: Direction, _ shares: Int64, _ why: Undone) {
    undone.append(
      .init(instrument: wish.instrument, side: side, shares: shares, code: why.code, reason: why.message))
    keep(wish)
  }

  /// Half the sum of all distances, cash included.
  var trackingError: Double {
    let stocks = weights.keys.sorted().compactMap { weights[$0] }
    let cash = stocks.reduce(0.0) { $0 + $1.target - $1.after }
    return (stocks.reduce(0.0) { $0 + abs($1.after - $1.target) } + abs(cash)) / 2
  }
}

/// Why a wish is not an order, or not wholly.
private enum Undone {
  case rejected(RejectReason)
  case noPrice, noVolume, notHeld, oddLot, participation, crossed
  case available(Int64)
  case cash(Money)
  case belowOneLot(Int64)

  var code: String {
    switch self {
    case .rejected(let reason): reason.code
    case .noPrice: "no-price"
    case .noVolume: "no-average-volume"
    case .notHeld: "not-held"
    case .oddLot: "odd-lot"
    case .participation: "participation"
    case .crossed: "crossed"
    case .available(let shares): "available \(shares)"
    case .cash(let cash): "no-cash \(cash)"
    case .belowOneLot(let shares): "below-one-lot \(shares)"
    }
  }

  var message: Message {
    switch self {
    case .rejected(let reason): reason.message
    case .noPrice: Message("plan.no-price", en: "The stock has no price.", zh: "该股票没有价格。")
    case .noVolume:
      Message("plan.no-average-volume", en: "The stock's average volume is not known.", zh: "该股票的日均成交量未知。")
    case .notHeld: Message("plan.not-held", en: "The account does not hold the stock.", zh: "账户未持有该股票。")
    case .oddLot:
      Message("plan.odd-lot", en: "Odd shares are sold with the whole holding only.", zh: "零股只能随全部持仓一次卖出。")
    case .participation:
      Message(
        "plan.participation", en: "The order is cut to its part of the average volume.", zh: "委托已按日均成交量占比上限削减。")
    case .crossed:
      Message(
        "plan.crossed", en: "One strategy buys what another sells; nothing is sent.", zh: "一个策略买入、另一个卖出同等数量，不报单。")
    case .available(let shares):
      Message(
        "plan.available", ["shares": .count(Int(shares))], en: "Only {shares} shares may be sold today.",
        zh: "今日可卖仅 {shares} 股。")
    case .cash(let cash):
      Message("plan.cash", ["cash": .money(cash.yuan)], en: "Cash of {cash} does not cover it.", zh: "可用资金 {cash} 不足。")
    case .belowOneLot(let shares):
      Message(
        "plan.below-one-lot", ["shares": .count(Int(shares))], en: "The smallest order has {shares} shares.",
        zh: "最小委托为 {shares} 股。")
    }
  }
}

extension Diagnostic {
  fileprivate static func weights(_ weights: [Double]) -> Diagnostic {
    Diagnostic(
      "execution.weights", .usage, ["weights": .list(weights.map { .exact($0) })],
      (
        en: "The strategies' weights are {weights}. Each must lie above 0, and together they may reach 1.",
        zh: "各策略权重为 {weights}；每个须大于 0，合计不超过 1。"
      ), remedy: (en: "Write `--bundle DIR=0.6 --bundle DIR=0.4`.", zh: "写作 `--bundle DIR=0.6 --bundle DIR=0.4`。"))
  }
}
