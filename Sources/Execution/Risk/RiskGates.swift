import Primitives
import Records
import Simulation

/// Rules that an order passes or does not: one that fails blocks it, and no other is asked.
extension RiskService {
  static let gates: [@Sendable (Facts) -> RiskRuling?] = [
    switchGate, sizeGate, boardGate, accountGate, quoteGate, sessionGate, suspensionGate, availabilityGate, lotGate,
    priceGate, limitGate, listGate, warningGate, listingGate, volumeGate, valueGate, lossGate, drawdownGate,
  ]

  private static func block(
    _ rule: String, _ message: Message, value: Double = .nan, limit: Double = .nan
  ) -> RiskRuling { RiskRuling(rule: rule, outcome: .block, value: value, limit: limit, message: message) }

  private static func switchGate(_ facts: Facts) -> RiskRuling? {
    switch facts.context.position {
    case .open: nil
    case .killed: block("kill-switch", .killed)
    case .stopped: block("account-stopped", .stopped)
    }
  }

  private static func sizeGate(_ facts: Facts) -> RiskRuling? {
    facts.order.volume > 0 && facts.order.volume <= 10_000_000
      ? nil : block("order-size", .size(facts.order.volume), value: Double(facts.order.volume), limit: 10_000_000)
  }

  private static func boardGate(_ facts: Facts) -> RiskRuling? {
    facts.board == nil ? block("unknown-board", .unknownBoard) : nil
  }

  private static func accountGate(_ facts: Facts) -> RiskRuling? {
    let age = facts.context.now.seconds - facts.context.account.time.seconds
    if age < -clockSecondsMax {
      return block("clock", .clock(-age), value: Double(-age), limit: Double(clockSecondsMax))
    }
    guard age > facts.context.limits.staleness else { return nil }
    return block(
      "stale-account", .staleAccount(age), value: Double(age), limit: Double(facts.context.limits.staleness))
  }

  private static func quoteGate(_ facts: Facts) -> RiskRuling? {
    guard let quote = facts.quote else { return block("no-quote", .noQuote) }
    let age = facts.context.now.seconds - quote.time.seconds
    if age < -clockSecondsMax {
      return block("clock", .clock(-age), value: Double(-age), limit: Double(clockSecondsMax))
    }
    // A suspended stock has no fresh quote; a later gate names it.
    guard quote.isSuspended != true, age > facts.context.limits.staleness else { return nil }
    return block("stale-quote", .staleQuote(age), value: Double(age), limit: Double(facts.context.limits.staleness))
  }

  private static func sessionGate(_ facts: Facts) -> RiskRuling? {
    // Orders are taken from the opening auction to the end of the closing one, and not over midday.
    let minute = facts.context.now.minute
    return (555..<690).contains(minute) || (780..<900).contains(minute)
      ? nil : block("session", .closed, value: Double(minute))
  }

  private static func suspensionGate(_ facts: Facts) -> RiskRuling? {
    guard let quote = facts.quote else { return nil }
    return switch quote.isSuspended {
    case true?: block("suspended", RejectReason.suspended.message)
    case false?: nil
    case nil: block("unknown-suspension", .unknownSuspension)
    }
  }

  private static func availabilityGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.side == .sell else { return nil }
    let available = facts.context.account[facts.order.instrument]?.available ?? 0
    guard facts.order.volume > available else { return nil }
    return block(
      "available", .available(facts.order.volume, of: available), value: Double(facts.order.volume),
      limit: Double(available))
  }

  private static func lotGate(_ facts: Facts) -> RiskRuling? {
    guard let board = facts.board else { return nil }
    let volume = facts.order.volume
    let held = facts.context.account[facts.order.instrument]?.volume ?? 0
    let permitted =
      facts.order.side == .buy
      ? AShareLots.buyable(volume, board) : AShareLots.sellable(volume, held: held, board)
    return permitted == volume
      ? nil : block("lot", .lot(volume), value: Double(volume), limit: Double(AShareLots.minimum(board)))
  }

  private static func priceGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.priceType != .bestCounterparty || facts.order.price != nil else { return nil }
    guard let price = facts.order.price, price > .zero else { return block("price", .noPrice) }
    guard price.units % (Money.unitsPerYuan / 100) == 0 else { return block("price", .tick, value: price.yuan) }
    for anchor in [facts.quote?.last, facts.quote?.last == nil ? facts.quote?.previousClose : nil] {
      guard let anchor, anchor > .zero else { continue }
      let distance = abs(price.yuan / anchor.yuan - 1)
      guard distance > facts.context.limits.priceCollar else { continue }
      return block("price-collar", .collar(distance), value: distance, limit: facts.context.limits.priceCollar)
    }
    return facts.quote?.last == nil && facts.quote?.previousClose == nil ? block("price", .noAnchor) : nil
  }

  private static func limitGate(_ facts: Facts) -> RiskRuling? {
    guard let quote = facts.quote else { return nil }
    switch facts.order.side {
    case .buy:
      guard let upper = quote.limitUp else { return block("no-price-limit", .noLimit) }
      if let last = quote.last, last >= upper { return block("limit-up", RejectReason.limitUp(upper).message) }
      if let price = facts.order.price, price > upper { return block("limit-up", RejectReason.limitUp(upper).message) }
    case .sell:
      guard let lower = quote.limitDown else { return nil }
      if let last = quote.last, last <= lower { return block("limit-down", RejectReason.limitDown(lower).message) }
      if let price = facts.order.price, price < lower {
        return block("limit-down", RejectReason.limitDown(lower).message)
      }
    }
    return nil
  }

  // MARK: - Purchases only

  private static func listGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.side == .buy else { return nil }
    let limits = facts.context.limits
    if limits.blacklist.contains(facts.order.instrument) { return block("blacklist", .blacklisted) }
    guard !limits.whitelist.isEmpty, !limits.whitelist.contains(facts.order.instrument) else { return nil }
    return block("whitelist", .notWhitelisted)
  }

  private static func warningGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.side == .buy, !facts.context.limits.allowsST,
      facts.context.specialTreatment?.contains(facts.order.instrument) == true
    else { return nil }
    return block("risk-warning", .underWarning)
  }

  private static func listingGate(_ facts: Facts) -> RiskRuling? {
    let least = facts.context.limits.listingDays
    guard facts.order.side == .buy, least > 0 else { return nil }
    guard let age = facts.context.listingAge[facts.order.instrument] else {
      return block("unknown-listing", .unknownListing)
    }
    return age < least ? block("newly-listed", .newlyListed(age, least), value: Double(age), limit: Double(least)) : nil
  }

  private static func volumeGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.side == .buy, facts.context.averageVolume[facts.order.instrument] == nil else { return nil }
    return block("unknown-volume", .unknownVolume)
  }

  private static func valueGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.side == .buy, let stock = facts.context.unvalued else { return nil }
    return block("unknown-holding-value", .unvalued(stock))
  }

  private static func lossGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.side == .buy else { return nil }
    guard let before = facts.context.equityBefore, before > .zero else { return block("unknown-value", .unknownValue) }
    let loss = 1 - facts.equity / before.yuan
    let limit = facts.context.limits.dailyLoss
    return loss >= limit ? block("daily-loss", .dailyLoss(loss, limit), value: loss, limit: limit) : nil
  }

  private static func drawdownGate(_ facts: Facts) -> RiskRuling? {
    guard facts.order.side == .buy else { return nil }
    guard let peak = facts.context.peakEquity, peak > .zero else { return block("unknown-value", .unknownValue) }
    let fall = 1 - facts.equity / peak.yuan
    let limit = facts.context.limits.drawdown
    return fall >= limit ? block("drawdown", .drawdown(fall, limit), value: fall, limit: limit) : nil
  }

  /// Clocks of two machines differ by so many seconds at most.
  private static let clockSecondsMax = 60
}

extension Message {
  fileprivate static let killed = Message(
    "risk.kill-switch", en: "The kill switch of the account is on.", zh: "账户的紧急停止开关已打开。")
  fileprivate static let stopped = Message(
    "risk.account-stopped", en: "Our book and the broker's statement differ. Nobody has accepted it.",
    zh: "本方账簿与券商对账单不符，尚无人确认。")
  fileprivate static let unknownBoard = Message(
    "risk.unknown-board", en: "The code is no stock of a known board.", zh: "代码不属于任何已知板块的股票。")
  fileprivate static let noQuote = Message("risk.no-quote", en: "The stock has no quote.", zh: "该股票没有行情。")
  fileprivate static let closed = Message("risk.session", en: "The exchange takes no orders now.", zh: "此时交易所不接受委托。")
  fileprivate static let unknownSuspension = Message(
    "risk.unknown-suspension", en: "It is not known whether the stock is suspended.", zh: "该股票是否停牌未知。")
  fileprivate static let noPrice = Message("risk.price", en: "The order has no price.", zh: "委托没有价格。")
  fileprivate static let tick = Message(
    "risk.price-tick", en: "The price is no multiple of 0.01.", zh: "价格不是 0.01 的整数倍。")
  fileprivate static let noAnchor = Message(
    "risk.no-anchor", en: "There is neither a last price nor a previous close.", zh: "既无最新价，也无昨收价。")
  fileprivate static let noLimit = Message(
    "risk.no-price-limit", en: "The day's upper limit is not known.", zh: "当日涨停价未知。")
  fileprivate static let blacklisted = Message("risk.blacklist", en: "The stock is on the black list.", zh: "该股票在黑名单中。")
  fileprivate static let notWhitelisted = Message(
    "risk.whitelist", en: "The stock is not on the white list.", zh: "该股票不在白名单中。")
  fileprivate static let underWarning = Message(
    "risk.risk-warning", en: "The stock is under risk warning (ST).", zh: "该股票为风险警示（ST）股票。")
  fileprivate static let unknownListing = Message(
    "risk.unknown-listing", en: "It is not known since when the stock is listed.", zh: "该股票的上市时间未知。")
  fileprivate static let unknownVolume = Message(
    "risk.unknown-volume", en: "The stock's average volume is not known.", zh: "该股票的日均成交量未知。")
  fileprivate static let unknownValue = Message(
    "risk.unknown-value", en: "The account's value at earlier closes is not known.", zh: "账户此前收盘时的总资产未知。")

  fileprivate static func unvalued(_ stock: InstrumentID) -> Message {
    Message(
      "risk.unknown-holding-value", ["stock": .instrument(stock)],
      en: "Nothing says what the account's {stock} is worth.", zh: "账户所持 {stock} 的市值未知。")
  }
  fileprivate static func size(_ shares: Int64) -> Message {
    Message(
      "risk.order-size", ["shares": .count(Int(clamping: shares))], en: "An order of {shares} shares is none.",
      zh: "{shares} 股不是有效的委托数量。")
  }
  fileprivate static func clock(_ seconds: Int) -> Message {
    Message(
      "risk.clock", ["seconds": .count(seconds)], en: "The broker's clock is {seconds} seconds ahead of ours.",
      zh: "券商时钟比本机快 {seconds} 秒。")
  }
  fileprivate static func staleAccount(_ seconds: Int) -> Message {
    Message(
      "risk.stale-account", ["seconds": .count(seconds)], en: "The account's state is {seconds} seconds old.",
      zh: "账户状态已是 {seconds} 秒前的。")
  }
  fileprivate static func staleQuote(_ seconds: Int) -> Message {
    Message(
      "risk.stale-quote", ["seconds": .count(seconds)], en: "The quote is {seconds} seconds old.",
      zh: "行情已是 {seconds} 秒前的。")
  }
  fileprivate static func available(_ shares: Int64, of available: Int64) -> Message {
    Message(
      "risk.available", ["shares": .count(Int(shares)), "available": .count(Int(available))],
      en: "{shares} shares are to be sold; {available} may be sold today.", zh: "拟卖 {shares} 股，今日可卖 {available} 股。")
  }
  fileprivate static func lot(_ shares: Int64) -> Message {
    Message(
      "risk.lot", ["shares": .count(Int(shares))], en: "{shares} shares are no order that the board permits.",
      zh: "{shares} 股不符合该板块的委托数量规则。")
  }
  fileprivate static func collar(_ distance: Double) -> Message {
    Message(
      "risk.price-collar", ["distance": .ratio(distance)], en: "The price lies {distance} from the last one.",
      zh: "委托价偏离最新价 {distance}。")
  }
  fileprivate static func newlyListed(_ age: Int, _ least: Int) -> Message {
    Message(
      "risk.newly-listed", ["age": .count(age), "least": .count(least)],
      en: "The stock has been listed for {age} trading {age:day|days}; {least} are demanded.",
      zh: "该股票上市 {age} 个交易日，要求至少 {least} 个。")
  }
  fileprivate static func dailyLoss(_ loss: Double, _ limit: Double) -> Message {
    Message(
      "risk.daily-loss", ["loss": .ratio(loss), "limit": .ratio(limit)],
      en: "The account has lost {loss} today; buying ends at {limit}.", zh: "账户今日亏损 {loss}，达到 {limit} 即停止买入。")
  }
  fileprivate static func drawdown(_ fall: Double, _ limit: Double) -> Message {
    Message(
      "risk.drawdown", ["fall": .ratio(fall), "limit": .ratio(limit)],
      en: "The account stands {fall} below its peak; buying ends at {limit}.", zh: "账户自高点回撤 {fall}，达到 {limit} 即停止买入。")
  }
}
