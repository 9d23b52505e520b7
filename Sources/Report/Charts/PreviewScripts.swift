import Primitives
import Records

/// What the page of previews needs to zoom: its curves as data.
enum PreviewScripts {
  /// Colours that differ on white also for eyes that see few colours (Okabe and Ito 2008); beyond eight
  /// they repeat.
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#8a5a00", "#000000",
  ]
  /// Greys and browns: an index is never taken for a preview.
  private static let indexColours = ["#7a828a", "#a08060", "#5a6a5a", "#9a8aa0", "#4a4a4a"]

  /// Net values, drawdowns and the index, one value a day; JSON without a character that means
  /// something to a page.
  ///
  /// - Parameter indexes: the first is shown at once, the others when they are ticked.
  static func data(_ previews: [NightResult.Preview], _ indexes: [NightResult.Index]) -> String {
    let days = Set(previews.flatMap { $0.accounts.map(\.tradingDay) }).sorted()
    let lines = previews.enumerated().map { ordinal, preview -> JSONValue in
      let initial = preview.strategy.initialCapital.yuan
      let byDay = Dictionary(preview.accounts.map { ($0.tradingDay, $0) }) { first, _ in first }
      return [
        "id": .string(preview.strategy.id), "name": .string(preview.strategy.displayName),
        "colour": .string(colours[ordinal % colours.count]),
        "nav": .array(days.map { .optional(byDay[$0].map { millionths($0.totalValue.yuan / initial) }) }),
        "fall": .array(days.map { .optional(byDay[$0].map { millionths($0.drawdown) }) }),
      ]
    }
    let references = indexes.enumerated().compactMap { ordinal, index -> JSONValue? in
      let closes = days.map { index.closes[$0] ?? .nan }
      guard let base = closes.first(where: \.isFinite) else { return nil }
      return [
        "id": .string(index.instrument.name), "name": .string(index.instrument.name),
        "colour": .string(indexColours[ordinal % indexColours.count]), "off": .bool(ordinal > 0),
        "nav": .array(closes.map { .optional(millionths($0 / base)) }),
      ]
    }
    let document: JSONValue = [
      "days": .array(days.map { .string($0.description) }), "previews": .array(lines), "indexes": .array(references),
    ]
    return escaped(document.canonical)
  }

  /// Six decimals are finer than any pixel.
  private static func millionths(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }

  /// JSON in an element of a page: `<`, `>` and `&` only occur inside texts, where an escape stands for
  /// them.
  static func escaped(_ bytes: [UInt8]) -> String {
    var writer = ByteWriter(capacity: bytes.count)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "<"): writer.text("\\u003c")
      case UInt8(ascii: ">"): writer.text("\\u003e")
      case UInt8(ascii: "&"): writer.text("\\u0026")
      default: writer.byte(byte)
      }
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
