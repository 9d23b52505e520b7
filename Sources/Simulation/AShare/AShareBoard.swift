package import Primitives

/// The board a stock is listed on, as its code says; the boards differ in limits and lots.
///
/// Code ranges: "Guidelines for Allocating Securities Codes" of the Shanghai exchange (600-605 main
/// board, 688/689 STAR), the Shenzhen exchange's code plan (000-003 main board, 300/301 ChiNext) and
/// the Beijing exchange's (43, 83, 87, 88 and, since 2023-2024, 920).
package enum AShareBoard: String, Sendable, CaseIterable {
  case shanghaiMain, shenzhenMain, chiNext, star, beijing

  /// Nil for indexes, funds, B shares and names that are no exchange code.
  package init?(_ instrument: InstrumentID) {
    guard instrument.isExchangeCode else { return nil }
    let exchange = instrument.name.prefix(2)
    let digits = instrument.name.dropFirst(2)
    func starts(with prefixes: [String]) -> Bool { prefixes.contains { digits.hasPrefix($0) } }
    switch exchange {
    case "SH" where starts(with: ["600", "601", "603", "605"]): self = .shanghaiMain
    case "SH" where starts(with: ["688", "689"]): self = .star
    case "SZ" where starts(with: ["000", "001", "002", "003"]): self = .shenzhenMain
    case "SZ" where starts(with: ["300", "301", "302"]): self = .chiNext
    case "BJ" where starts(with: ["43", "83", "87", "88", "92"]): self = .beijing
    default: return nil
    }
  }

  /// Whether the main boards' rules apply.
  package var isMain: Bool { self == .shanghaiMain || self == .shenzhenMain }
}
