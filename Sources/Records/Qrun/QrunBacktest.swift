import Primitives

/// The backtest and executor blocks of a portfolio configuration, with qlib's defaults for region cn.
enum QrunBacktest {
  static func read(_ portfolio: YAMLFields, _ document: YAMLDocument) throws -> BacktestConfig {
    let block = portfolio.fields("backtest")
    guard let start = try block.day("start_time") else { throw block.missing("start_time") }
    guard let end = try block.day("end_time") else { throw block.missing("end_time") }
    guard start <= end else {
      throw Diagnostic(
        "config.window", "the backtest starts on \(start), after its end \(end)",
        at: document.place(block["start_time"], field: block.path + ".start_time"), remedy: "Correct the dates.")
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

  private static func choice(_ fields: YAMLFields, _ name: String, _ choices: [String: Bool]) throws -> Bool? {
    guard let text = try fields.text(name) else { return nil }
    guard let choice = choices[text] else {
      throw fields.wrong(name, fields[name], "one of \(choices.keys.sorted().joined(separator: ", "))")
    }
    return choice
  }

  private static func account(_ block: YAMLFields) throws -> (Double, [BacktestConfig.StartPosition]) {
    guard let value = block["account"] else { return (1e9, []) }
    guard let members = value.members else {
      guard let cash = try block.double("account") else { throw block.missing("account") }
      guard cash > 0 else { throw block.wrong("account", value, "an amount above 0") }
      return (cash, [])
    }
    let fields = block.fields("account")
    guard let cash = try fields.double("cash") else { throw fields.missing("cash") }
    var positions: [BacktestConfig.StartPosition] = []
    for (key, value) in members where key != "cash" {
      guard let instrument = InstrumentID(key) else { throw fields.wrong(key, value, "an instrument code as key") }
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
        throw block.wrong("benchmark", item, "an instrument such as SH000300 or 000300.SH")
      }
      return instrument
    }
    guard !instruments.isEmpty else { throw block.wrong("benchmark", value, "at least one instrument") }
    return .instruments(instruments)
  }
}
