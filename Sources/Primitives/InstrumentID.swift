/// The name of a stock or an index, written `SH600000` everywhere on disk and on the command line.
///
/// All forms in real use are read: `SH600000`, `sh600000`, `sh.600000`, `600000.SH`, `600000..SH`
/// (a known bug of one exporter). Names that are no exchange code (`DAILY_ALL`) are kept in upper
/// case, as qlib keeps them; `isExchangeCode` tells the two apart.
package struct InstrumentID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The canonical name, upper case.
  package let name: String

  /// Reads any form; nil for empty text, for blanks or separators inside a name, and for six bare
  /// digits, which are ambiguous (`000001` is a bank in Shenzhen and the index in Shanghai).
  package init?(_ text: some StringProtocol) {
    let raw = Array(text.utf8)
    guard !raw.isEmpty, raw.count <= 32 else { return nil }
    var upper: [UInt8] = []
    upper.reserveCapacity(raw.count)
    for byte in raw {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): upper.append(byte - 32)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        upper.append(byte)
      default: return nil
      }
    }
    let pieces = upper.split(separator: UInt8(ascii: "."))
    switch pieces.count {
    case 1:
      if InstrumentID.isSixDigits(pieces[0]) { return nil }
      name = String(decoding: pieces[0], as: UTF8.self)
    case 2 where InstrumentID.isSixDigits(pieces[0]) && InstrumentID.isExchange(pieces[1]):
      name = String(decoding: pieces[1] + pieces[0], as: UTF8.self)
    case 2 where InstrumentID.isExchange(pieces[0]) && InstrumentID.isSixDigits(pieces[1]):
      name = String(decoding: pieces[0] + pieces[1], as: UTF8.self)
    default: return nil
    }
  }

  /// A name known to be canonical already.
  package init(canonical name: String) { self.name = name }

  /// Two letters of an exchange and six digits.
  package var isExchangeCode: Bool {
    let bytes = Array(name.utf8)
    return bytes.count == 8 && InstrumentID.isExchange(bytes[0..<2]) && InstrumentID.isSixDigits(bytes[2...])
  }

  /// qlib's folder name under `features/`.
  package var folder: String { name.lowercased() }

  package var description: String { name }

  package static func < (left: InstrumentID, right: InstrumentID) -> Bool { left.name < right.name }

  private static func isSixDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count == 6 && bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func isExchange(_ bytes: ArraySlice<UInt8>) -> Bool {
    ["SH", "SZ", "BJ"].contains { bytes.elementsEqual($0.utf8) }
  }
}
