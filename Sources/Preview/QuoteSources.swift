package import MarketData
import Primitives

/// The sources of quotes that a configuration or an option names, in their order.
package struct QuoteSources: Sendable {
  /// What a configuration may name.
  package static let names = ["bridge", "file", "bars"]

  /// Of `names`, in the order in which they are asked.
  package var order: [String]
  /// Where each lies; nil where the configuration does not say.
  package var bridge: String?
  /// What the bridge demands with each request; nil: a source that demands nothing.
  package var token: String?
  package var file: String?
  package var bars: String?

  package init(
    _ order: [String], bridge: String? = nil, token: String? = nil, file: String? = nil, bars: String? = nil
  ) {
    self.order = order
    self.bridge = bridge
    self.token = token
    self.file = file
    self.bars = bars
  }

  package var cascade: QuoteCascade { QuoteCascade(order.map(source)) }

  /// One source from an option: a folder of minute bars, an http address, or a dropped file.
  package static func cascade(option: String) -> QuoteCascade {
    if option.hasPrefix("http://") || option.hasPrefix("https://") {
      return QuoteCascade([HTTPQuotes(address: option)])
    }
    return FileReader.isFolder(option)
      ? QuoteCascade([MinuteBarFolder.source(option)]) : QuoteCascade([QuoteFile(path: option)])
  }

  /// The quotes of a bridge beside a QMT client, where its address alone is given.
  private static func route(_ bridge: String) -> String {
    let start = bridge.firstRange(of: "://")?.upperBound ?? bridge.startIndex
    let path = bridge[start...].drop { $0 != "/" && $0 != "?" }
    return path.isEmpty || path == "/" ? bridge.prefix(bridge.count - path.count) + "/v1/quotes" : bridge
  }

  private func source(_ name: String) -> any QuoteSource {
    switch name {
    case "bridge":
      bridge.map { HTTPQuotes(address: token == nil ? $0 : QuoteSources.route($0), token: token) as any QuoteSource }
        ?? UnplacedSource(name: name, key: "previews.quote_url")
    case "bars":
      bars.map { MinuteBarFolder.source($0) }
        ?? UnplacedSource(name: name, key: "previews.minute_bars")
    default:
      file.map { QuoteFile(path: $0) as any QuoteSource } ?? UnplacedSource(name: name, key: "previews.quote_file")
    }
  }
}

/// A source that the configuration lists and does not place: each batch falls through it, seen.
private struct UnplacedSource: QuoteSource {
  var name: String
  var key: String
  var stalenessMax: Int { 0 }

  func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    throw Diagnostic(
      "quotes.not-configured", .usage, ["key": .text(key), "source": .text(name)],
      (en: "The configuration has no {key}.", zh: "配置中没有 {key}。"),
      remedy: (
        en: "Set {key}, or take '{source}' out of previews.quotes.", zh: "请设置 {key}，或从 previews.quotes 去掉“{source}”。"
      ))
  }
}
