import Primitives
import Records

/// Opens the market that an option or a configuration names.
package enum Markets {
  /// The first place that opens. Where that is not the first of the list, the market says so in its findings of form
  /// (`market.fallback`).
  ///
  /// - Throws: what the place says of its market; `market.none-opens` where none of several opens; what is wrong with the
  ///   file of the calendar.
  package static func open(_ places: MarketPlaces) throws -> any Market {
    let calendar = try places.calendarFile()
    func opened(_ market: any Market, _ failures: [(place: String, reason: Message)]) -> any Market {
      failures.isEmpty && calendar == nil ? market : OpenedMarket(market, failures, calendar: calendar)
    }
    guard places.names.count > 1 else { return opened(try place(places.names[0]), []) }
    var failures: [(place: String, reason: Message, diagnostic: Diagnostic)] = []
    for name in places.names {
      do {
        return opened(try place(name), failures.map { ($0.place, $0.reason) })
      } catch let error as any DiagnosableError {
        failures.append((MarketPlaces.shown(name), error.diagnostic.summary, error.diagnostic))
      }
    }
    throw Diagnostic.noneOpens(failures)
  }

  /// As one text, places are separated by commas.
  package static func open(_ text: String) throws -> any Market { try open(MarketPlaces(text)) }

  private static func place(_ name: String) throws -> any Market {
    if PostgreSQLAddress.isAddress(name) { return try PostgreSQLMarket(address: name) }
    if SQLiteMarket.isFile(name) { return try SQLiteMarket(path: name) }
    if name == "demo" { return DemoMarket.make() }
    if name.hasPrefix(TDXMarket.prefix) {
      let folder = MarketPlaces.path(of: name)
      return try factored(try TDXMarket.raw(folder), in: folder)
    }
    if name.hasPrefix(BridgeMarket.prefix) {
      let folder = MarketPlaces.path(of: name)
      return try factored(try BridgeMarket.raw(folder), in: folder)
    }
    if CSVMarket.isFile(name) { return try CSVMarket.file(name) }
    if CSVMarket.isFolder(name) { return try factored(try CSVMarket.folder(name), in: name) }
    return try QlibProvider(folder: name)
  }

  /// With the factors that lie beside the bars.
  private static func factored(_ market: MemoryMarket, in folder: String) throws -> any Market {
    guard let path = FactorFile.path(in: folder) else { return market }
    return try FactoredMarket(market, FactorFile(csv: path))
  }

  /// A cheap sign that what a market was read from is as it was: of files, their names, sizes and times; of a database,
  /// its revision.
  package static func stamp(of market: any Market) throws -> String {
    let fall = market.fallback.map { " " + $0.evidence.english } ?? ""
    // Days of a file of the user's decide with the market.
    let announced = market.announcer.map { "\($0) " + market.announcedDays.map(\.description).joined(separator: " ") }
    return try (market.revision() ?? ownStamp(of: market)) + fall
      + (announced.map { " " + SHA256Digest(hashing: $0).hex } ?? "")
  }

  private static func ownStamp(of market: any Market) throws -> String {
    let name = market.location
    if name.hasPrefix(BridgeMarket.prefix) {
      // No file tells what the bridge answered: the values themselves do.
      return try market.digest(
        universes: market.universeNames, fields: market.fieldNames() ?? [],
        instruments: market.recordedInstruments ?? [])
    }
    let path = MarketPlaces.path(of: name)
    if FileReader.isFolder(path) { return try FileStamp.of(folder: path, links: .follow) }
    if CSVMarket.isFile(path), FileReader.exists(path) {
      let companion = MarketCompanion.path(beside: path)
      return try FileStamp.of(path) + (FileReader.exists(companion) ? try FileStamp.of(companion) : "")
    }
    return "\(name) \(market.calendar.count) \(market.calendar.days.last?.description ?? "")" + ToolVersion.current
  }
}

extension Diagnostic {
  fileprivate static func noneOpens(_ failures: [(place: String, reason: Message, diagnostic: Diagnostic)])
    -> Diagnostic
  {
    Diagnostic(
      "market.none-opens", failures[0].diagnostic.kind, at: failures[0].diagnostic.place,
      [
        "places": .names(failures.map(\.place)),
        "reasons": .list(failures.map { .message(.reason($0.place, $0.reason)) }),
      ],
      (en: "None of the markets opens: {reasons}", zh: "没有一个行情可以打开：{reasons}"),
      remedy: (en: "Repair one of them: {places}.", zh: "请修复其中之一：{places}。"))
  }
}

extension Message {
  static func reason(_ place: String, _ reason: Message) -> Message {
    Message(
      "market.place-reason", ["place": .text(place), "reason": .message(reason)], en: "{place}: {reason}",
      zh: "{place}：{reason}")
  }
}
