import Primitives

/// What a code is to 通达信 (TDX): by its first digits the kind, and by the kind the units of its files.
///
/// The units are those of pytdx 1.72 (`reader/daily_bar_reader.py`): prices are hundredths of a yuan, thousandths for
/// funds, bonds and B shares in Shanghai; volumes are shares, and lots of a hundred for indexes, and for funds and bonds in
/// Shanghai.
struct TDXCode {
  enum Kind { case stock, index, other }

  let instrument: InstrumentID
  let kind: Kind
  /// Units of a yuan.
  let priceUnit: Double
  /// Shares that a volume of 1 stands for.
  let volumeUnit: Double

  /// Nil for a file whose name is no code of a kind that is known.
  init?(file name: String) {
    guard name.hasSuffix(".day") || name.hasSuffix(".lc1") || name.hasSuffix(".lc5"),
      let instrument = InstrumentID(name.dropLast(4)), instrument.isExchangeCode
    else { return nil }
    self.init(instrument)
  }

  init?(_ instrument: InstrumentID) {
    let (exchange, head) = (instrument.name.prefix(2), String(instrument.name.dropFirst(2).prefix(2)))
    let (kind, price, volume): (Kind, Double, Double)
    switch (exchange, head) {
    case ("SH", "60"), ("SH", "68"), ("SZ", "00"), ("SZ", "30"): (kind, price, volume) = (.stock, 100, 1)
    case ("BJ", "43"), ("BJ", "83"), ("BJ", "87"), ("BJ", "88"), ("BJ", "92"): (kind, price, volume) = (.stock, 100, 1)
    case ("SH", "00"), ("SH", "88"), ("SH", "95"), ("SH", "99"), ("SZ", "39"), ("SZ", "97"), ("BJ", "89"):
      (kind, price, volume) = (.index, 100, 100)
    case ("SH", "90"): (kind, price, volume) = (.other, 1000, 1)
    case ("SZ", "20"): (kind, price, volume) = (.other, 100, 1)
    case ("SH", "50"), ("SH", "51"), ("SH", "52"), ("SH", "56"), ("SH", "58"):
      (kind, price, volume) = (.other, 1000, 100)
    case ("SZ", "15"), ("SZ", "16"), ("SZ", "18"): (kind, price, volume) = (.other, 1000, 1)
    case ("SH", "01"), ("SH", "10"), ("SH", "11"), ("SH", "12"), ("SH", "13"), ("SH", "14"):
      (kind, price, volume) = (.other, 1000, 100)
    case ("SZ", "10"), ("SZ", "11"), ("SZ", "12"), ("SZ", "13"), ("SZ", "14"): (kind, price, volume) = (.other, 1000, 1)
    default: return nil
    }
    self.instrument = instrument
    self.kind = kind
    priceUnit = price
    volumeUnit = volume
  }
}
