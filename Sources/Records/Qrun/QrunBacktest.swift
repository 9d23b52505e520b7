import Primitives

/// The backtest and executor blocks of a portfolio configuration, with qlib's defaults for region cn.
enum QrunBacktest {
  /// - Parameter open: what takes the place of an end that is `null`.
  static func read(_ portfolio: YAMLFields, _ document: YAMLDocument, open: OpenWindow?) throws -> BacktestConfig {
    let block = portfolio.fields("backtest")
    let start = try day(block, "start_time", open?.start)
    let end = try day(block, "end_time", open?.end)
    guard start <= end else {
      throw Diagnostic(
        "config.window", .damaged, at: document.place(block["start_time"], field: block.path + ".start_time"),
        ["start": .day(start), "end": .day(end)],
        (en: "The backtest starts on {start}, after its end {end}.", zh: "回测开始日 {start} 晚于结束日 {end}。"),
        remedy: (en: "Correct the dates.", zh: "请更正日期。"))
    }
    let (cash, positions) = try account(block)
    var config = BacktestConfig(start: start, end: end, account: cash, benchmark: try benchmark(block))
    config.startPositions = positions
    config.exchange = try QrunExchange.read(block.fields("exchange_kwargs"), start: start, end: end)
    let executor = portfolio.fields("executor").fields("kwargs")
    config.buysFirst = try choice(executor, "trade_type", ["serial": false, "parallel": true]) ?? false
    config.delaysProceeds = try choice(executor, "settle_type", ["None": false, "cash": true]) ?? false
    return config
  }

  /// qlib raises on a key that is not there, and takes a `null` from the predictions.
  private static func day(_ block: YAMLFields, _ name: String, _ open: TradingDay?) throws -> TradingDay {
    if let day = try block.day(name) { return day }
    guard block[name] != nil else { throw block.missing(name) }
    guard let open else {
      throw Diagnostic(
        "config.open-window", .absent,
        at: block.document.place(block[name], field: block.path + "." + name),
        (
          en: "The backtest's window is open here. Without predictions nothing says which day is meant.",
          zh: "回测区间在此处留空，没有预测就无法确定是哪一天。"
        ),
        remedy: (en: "Write the date, or give the predictions.", zh: "请写明日期，或提供预测。"))
    }
    return open
  }

  /// Which ends are `null`.
  static func openEnds(_ portfolio: YAMLFields) -> (start: Bool, end: Bool) {
    let block = portfolio.fields("backtest")
    return (block["start_time"]?.isNull == true, block["end_time"]?.isNull == true)
  }

  /// The one index of the backtest; nil where there are several, or none that can be read.
  static func benchmark(of portfolio: YAMLFields) -> InstrumentID? {
    guard let names = try? benchmark(portfolio.fields("backtest")).instruments, names.count == 1 else { return nil }
    return names[0]
  }

  private static func choice(_ fields: YAMLFields, _ name: String, _ choices: [String: Bool]) throws -> Bool? {
    guard let text = try fields.text(name) else { return nil }
    guard let choice = choices[text] else {
      throw fields.wrong(name, fields[name], .oneOf(choices.keys.sorted()))
    }
    return choice
  }

  private static func account(_ block: YAMLFields) throws -> (Double, [BacktestConfig.StartPosition]) {
    guard let value = block["account"] else { return (QlibDefaults.account, []) }
    guard let members = value.members else {
      guard let cash = try block.double("account") else { throw block.missing("account") }
      guard cash > 0 else { throw block.wrong("account", value, .numberAboveZero) }
      return (cash, [])
    }
    let fields = block.fields("account")
    guard let cash = try fields.double("cash") else { throw fields.missing("cash") }
    var positions: [BacktestConfig.StartPosition] = []
    for (key, value) in members where key != "cash" {
      guard let instrument = InstrumentID(key) else { throw fields.wrong(key, value, .instrumentAsKey) }
      let holding = fields.fields(key)
      guard let amount = try holding.double("amount") else { throw holding.missing("amount") }
      guard let price = try holding.double("price") else { throw holding.missing("price") }
      positions.append(.init(instrument: instrument, amount: amount, price: price))
    }
    return (cash, positions.sorted { $0.instrument < $1.instrument })
  }

  private static func benchmark(_ block: YAMLFields) throws -> BacktestConfig.Benchmark {
    guard let value = block["benchmark"], !value.isNull else { return .qlibDefault }
    let names = value.items ?? [value]
    let instruments = try names.map { item in
      guard let text = item.text, let instrument = InstrumentID(text) else {
        throw block.wrong("benchmark", item, .instrument)
      }
      return instrument
    }
    guard !instruments.isEmpty else { throw block.wrong("benchmark", value, .instruments) }
    return .instruments(instruments)
  }
}

extension Message {
  fileprivate static func oneOf(_ choices: [String]) -> Message {
    Message("config.one-of", ["choices": .names(choices)], en: "one of {choices}", zh: "以下之一：{choices}")
  }

  fileprivate static let instrumentAsKey = Message(
    "config.instrument-as-key", en: "a holding under an instrument's code", zh: "以证券代码为键的持仓")
  fileprivate static let instrument = Message(
    "config.instrument", en: "an instrument such as SH000300 or 000300.SH", zh: "证券代码，如 SH000300 或 000300.SH")
  fileprivate static let instruments = Message(
    "config.instruments", en: "at least one instrument", zh: "至少一个证券代码")
}
