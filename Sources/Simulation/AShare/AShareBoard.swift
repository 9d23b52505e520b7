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
    let letters = instrument.name.utf8
    // SH, SZ and BJ differ in their second letter; of six digits the first three tell the board.
    guard let exchange = letters.dropFirst().first.map(Unicode.Scalar.init) else { return nil }
    switch (exchange, letters.dropFirst(2).prefix(3).reduce(0) { 10 * $0 + Int($1) - 48 }) {
    case ("H", 600), ("H", 601), ("H", 603), ("H", 605): self = .shanghaiMain
    case ("H", 688...689): self = .star
    case ("Z", 0...3): self = .shenzhenMain
    case ("Z", 300...302): self = .chiNext
    case ("J", 430...439), ("J", 830...839), ("J", 870...889), ("J", 920...929): self = .beijing
    default: return nil
    }
  }

  /// Whether the main boards' rules apply.
  package var isMain: Bool { self == .shanghaiMain || self == .shenzhenMain }
}
