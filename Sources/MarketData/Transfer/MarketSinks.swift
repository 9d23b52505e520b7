package import Primitives

/// Opens the sink that a place names: a folder, a `.csv` or a `.csv.gz`, a `.sqlite` or `postgresql://…`.
package enum MarketSinks {
  /// - Parameter announced: trading days behind the calendar.
  /// - Throws: `transfer.no-sink` for a place that is only read; what the sink says of its place.
  package static func open(_ place: String, announced: [TradingDay] = []) throws -> any MarketSink {
    if PostgreSQLAddress.isAddress(place) { return try PostgreSQLSink(address: place) }
    if SQLiteMarket.isFile(place) { return try SQLiteSink(path: place) }
    guard !place.contains("://"), MarketPlaces.prefix(of: place).isEmpty else { throw Diagnostic.noSink(place) }
    return CSVMarket.isFile(place)
      ? try CSVSink(path: place, announced: announced) : try BinSink(folder: place, announced: announced)
  }
}

extension Diagnostic {
  fileprivate static func noSink(_ place: String) -> Diagnostic {
    Diagnostic(
      "transfer.no-sink", .usage, ["place": .text(MarketPlaces.shown(place))],
      (en: "Nothing is written to '{place}'. It can only be read.", zh: "不能写入“{place}”，它只可读取。"),
      remedy: (
        en: "Name a folder, a .csv, a .sqlite or a `postgresql://` address. Nothing was written.",
        zh: "请指定文件夹、.csv、.sqlite 或 `postgresql://` 地址。未写入任何内容。"
      ))
  }
}
