package import Primitives

/// Quotes over HTTP: one `GET` a minute with all symbols.
///
/// The address gets `symbols=SH600000,SZ000001` behind its query; the answer is the JSON or CSV of a dropped file.
/// Nothing is sent but symbols and the token, to the address that was configured and nowhere else. Only an answer with
/// status 200 and a type of text is read, within the limits of one exchange.
///
/// With a token the source is a bridge beside a QMT client: it takes codes of an exchange only, and so many a request.
package struct HTTPQuotes: QuoteSource {
  package let name: String
  package let stalenessMax: Int
  private let address: String
  private let token: String?
  private let limits: BoundedRequest.Limits

  /// - Parameters:
  ///   - token: sent as `Authorization: Bearer`; it stands in no message.
  ///   - stalenessMax: seconds in session.
  ///   - limits: 5,000 stocks take less than a megabyte.
  package init(
    address: String, token: String? = nil, name: String = "bridge", stalenessMax: Int = 120,
    limits: BoundedRequest.Limits = BoundedRequest.Limits()
  ) {
    self.address = address
    self.token = token
    self.name = name
    self.stalenessMax = stalenessMax
    self.limits = limits
  }

  package func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    guard token != nil else { return try part(instruments[...], at: now) }
    let asked = instruments.filter(\.isExchangeCode)
    var quotes: [RawQuote] = []
    for start in stride(from: 0, to: asked.count, by: HTTPQuotes.bridgeMax) {
      quotes += try part(asked[start..<min(asked.count, start + HTTPQuotes.bridgeMax)], at: now)
    }
    return quotes
  }

  /// One request.
  private func part(_ instruments: ArraySlice<InstrumentID>, at now: MarketTime) throws -> [RawQuote] {
    let symbols = instruments.map(\.name).joined(separator: ",")
    var request = BoundedRequest(.get, address + (address.contains("?") ? "&" : "?") + "symbols=" + symbols)
    if let token { request.headers["Authorization"] = "Bearer " + token }
    request.statuses = [200]
    request.types = HTTPQuotes.types
    request.limits = limits
    request.limits.refusal = 0
    let wanted = Set(instruments)
    return try QuoteFile.parse(try answer(request).body, path: shown).filter { wanted.contains($0.instrument) }
  }

  private func answer(_ request: BoundedRequest) throws(Diagnostic) -> BoundedRequest.Answer {
    do throws(HTTPFailure) { return try request.answer() } catch { throw diagnostic(error) }
  }

  private func diagnostic(_ failure: HTTPFailure) -> Diagnostic {
    switch failure.reason {
    case .address: .address(shown)
    case .status where failure.status == 401: .token(shown)
    case .status: .status(shown, failure.status ?? 0)
    case .type(let type): .contentType(shown, type)
    case .tooLarge(let most): .tooLarge(shown, most)
    default: .unreachable(shown, failure.message)
    }
  }

  /// Instruments that a bridge answers at once: its own limit is 500.
  private static let bridgeMax = 400

  /// Types under which JSON and CSV are sent in practice; none at all is one of them.
  private static let types = ["json", "csv", "text/plain", "octet-stream"]

  /// Without its query, which may hold a secret.
  private var shown: String { String(address.prefix { $0 != "?" }) }
}

extension Diagnostic {
  fileprivate static func address(_ address: String) -> Diagnostic {
    Diagnostic(
      "quotes.address", .usage, at: .init(address),
      (en: "The address of the quotes is not an http address.", zh: "报价地址不是 http 地址。"),
      remedy: (en: "Write it as `http://host:port/path`.", zh: "请写成 `http://主机:端口/路径`。"))
  }

  fileprivate static func unreachable(_ address: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "quotes.unreachable", .environment, at: .init(address), ["reason": .message(reason)],
      (en: "The source does not answer: {reason}", zh: "数据源没有响应：{reason}"),
      remedy: (en: "Start the source, or check its address.", zh: "请启动数据源，或检查其地址。"))
  }

  fileprivate static func status(_ address: String, _ status: Int) -> Diagnostic {
    Diagnostic(
      "quotes.status", .environment, at: .init(address), ["status": .text("\(status)")],
      (en: "The source answers with status {status}.", zh: "数据源返回状态码 {status}。"),
      remedy: (en: "Read the log of the source.", zh: "请查看数据源的日志。"))
  }

  fileprivate static func token(_ address: String) -> Diagnostic {
    Diagnostic(
      "quotes.token", .environment, at: .init(address),
      (en: "The source does not accept the token.", zh: "数据源不接受该令牌。"),
      remedy: (
        en: "Set `previews.quote_token` to the token that the source was started with.",
        zh: "请将 `previews.quote_token` 设为该数据源启动时所用的令牌。"
      ))
  }

  fileprivate static func tooLarge(_ address: String, _ most: Int) -> Diagnostic {
    Diagnostic(
      "quotes.too-large", .damaged, at: .init(address), ["most": .count(most)],
      (en: "The answer is larger than {most} bytes.", zh: "应答超过 {most} 字节。"),
      remedy: (en: "Let the source answer with the asked symbols only.", zh: "请让数据源只返回所请求的代码。"))
  }

  fileprivate static func contentType(_ address: String, _ type: String) -> Diagnostic {
    Diagnostic(
      "quotes.content-type", .damaged, at: .init(address), ["type": .text(type)],
      (en: "The answer is of type {type}, not JSON or CSV.", zh: "应答类型为 {type}，不是 JSON 或 CSV。"),
      remedy: (en: "Check that the address is that of the quotes.", zh: "请检查该地址是否为报价地址。"))
  }
}
