import FactorEngine
import MarketData
import Primitives
import RDAgent
import Records
import TestSupport

/// A folder of qlib's, one of whose files is damaged: opened, and read whole.
extension FuzzTarget {
  static let bins = FuzzTarget(
    "bins",
    seeds: {
      [MarketFolder.bin(start: 0, (0..<20).map { Float(10 + $0) }), MarketFolder.bin(start: 5, [1, .nan, 3])]
    },
    read: { try MarketFolder.read($0, as: "features/sh600000/close.day.bin") })

  static let calendar = FuzzTarget(
    "calendar", words: ["2024-01-02", "2199-12-31", "20240102"],
    seeds: { [Array(MarketFolder.days.joined(separator: "\n").utf8)] },
    read: { try MarketFolder.read($0, as: "calendars/day.txt") })

  static let universe = FuzzTarget(
    "universe", words: ["SH600000", "sh600000", "\t2024-01-02\t2024-01-20", "2024-01-20\t2024-01-02"],
    seeds: { [Array("SH600000\t2024-01-01\t2024-01-26\nSZ000001\t2024-01-03\t2024-01-19\n".utf8)] },
    read: { try MarketFolder.read($0, as: "instruments/all.txt") })

  /// RD-Agent's Python: what the audit makes of it.
  static let python = FuzzTarget(
    "python",
    words: [
      "import os", "from os import system as s", "lambda", "f\"{x!r:{y}}\"", "'''", "\\\n", "# -*- coding: utf-7 -*-",
      "getattr(", "__class__", "open(*a)", "match x:\n  case y:", "ｏｓ", "eval", "async", "@", ":=", "0b1", "1_0j",
    ],
    seeds: { [Array(pythonText.utf8)] },
    read: { bytes in _ = try Scratch.with(bytes, as: "factor.py") { try ReferenceAudit(path: $0) } })

  private static let pythonText = """
    import numpy as np
    import pandas as pd

    def calculate_momentum():
        df = pd.read_hdf("daily_pv.h5", key="data")
        close = df["$close"].unstack(level="instrument")
        value = close / close.shift(10) - 1
        result = value.stack().to_frame(name="momentum_10")
        result.to_hdf("result.h5", key="data", mode="w")

    if __name__ == "__main__":
        calculate_momentum()

    """
}

private enum MarketFolder {
  static let days = TinyMarket(from: "2024-01-01", days: 20).calendar.days.map(\.description)

  /// qlib's form: the first value is the calendar index, all are float32, little-endian.
  static func bin(start: Float, _ values: [Float]) -> [UInt8] {
    ([start] + values).flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
  }

  static func read(_ bytes: [UInt8], as name: String) throws {
    let folder = try Scratch.path("market")
    let sound: [String: [UInt8]] = [
      "calendars/day.txt": Array(days.joined(separator: "\n").utf8),
      "instruments/all.txt": Array("SH600000\t\(days[0])\t\(days[19])\n".utf8),
      "features/sh600000/close.day.bin": bin(start: 0, (0..<20).map { Float(10 + $0) }),
    ]
    for (file, content) in sound where file != name { try FileWriter.write(content, to: Path.join(folder, file)) }
    try FileWriter.write(bytes, to: Path.join(folder, name))
    let market = try QlibProvider(folder: folder)
    for universe in market.universeNames {
      for instrument in try market.universe(universe).instruments { _ = try market.series("close", of: instrument) }
    }
    _ = try market.series("close", of: InstrumentID(canonical: "SH600000"))
  }
}
