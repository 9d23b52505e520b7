package import MarketData
import Primitives

extension FactorScope.Members {
  /// The members that a universe's name or a list of instruments means, exactly one of them.
  ///
  /// - Parameter instruments: separated by commas.
  /// - Throws: `factor.scope` and `factor.instrument` (exit 2), `factor.instrument-missing` for one that the market
  ///   does not have, and what the market says of a universe.
  package init(universe: String?, instruments: String?, in market: any Market) throws {
    switch (universe, instruments) {
    case (let name?, nil): self = .universe(try market.universe(name))
    case (nil, let list?):
      self = .instruments(
        try list.split(separator: ",").map { text in
          guard let instrument = InstrumentID(text.trimmed) else { throw Diagnostic.noInstrument(String(text)) }
          guard market.hasData(instrument) else { throw Diagnostic.noData(instrument, market.location) }
          return instrument
        })
    default:
      throw Diagnostic(
        "factor.scope", .usage,
        (
          en: "Exactly one of --universe and --instruments is needed.", zh: "--universe 与 --instruments 须且只须给出一个。"
        ),
        remedy: (
          en: "Give `--universe csi300`, or `--instruments SH600000,SZ000001`.",
          zh: "请给出 `--universe csi300`，或 `--instruments SH600000,SZ000001`。"
        ))
    }
  }
}

extension Diagnostic {
  fileprivate static func noInstrument(_ text: String) -> Diagnostic {
    Diagnostic(
      "factor.instrument", .usage, ["text": .text(text)],
      (en: "'{text}' is not an instrument.", zh: "“{text}”不是证券代码。"),
      remedy: (en: "Write it as SH600000.", zh: "请写成 SH600000 的形式。"))
  }

  fileprivate static func noData(_ instrument: InstrumentID, _ market: String) -> Diagnostic {
    Diagnostic(
      "factor.instrument-missing", .absent, at: .init(market), ["instrument": .instrument(instrument)],
      (en: "The market has no data of {instrument}.", zh: "行情中没有 {instrument} 的数据。"),
      remedy: (en: "Check the code, or load the instrument.", zh: "请检查代码，或载入该证券。"))
  }
}
