package import Primitives

/// Writes a qlib provider folder, whole or not at all (`StagedFolder`).
///
/// A transfer that was interrupted leaves the folder as it was; the next one clears its staging away and begins again.
package struct BinSink: MarketSink {
  private let folder: StagedFolder
  private let announced: [TradingDay]
  private var last: InstrumentID?

  /// - Parameter announced: trading days behind the calendar, for `calendars/day_future.txt`.
  /// - Throws: what `StagedFolder` says of a folder that may not be replaced.
  package init(folder: String, announced: [TradingDay] = []) throws {
    self.folder = try StagedFolder(replacing: folder, as: .market)
    self.announced = announced
  }

  package mutating func begin(calendar: TradingCalendar, universes: [Universe], fields: [String]) throws {
    for name in universes.map(\.name) + fields where !SinkName.isSafe(name) { throw Diagnostic.unsafe(name) }
    try folder.write(QlibTextFiles.calendar(calendar), to: "calendars/day.txt")
    let later = announced.filter { day in calendar.days.last.map { $0 < day } ?? true }
    if !later.isEmpty {
      // qlib's file of the future holds the past too.
      let whole = TradingCalendar(days: calendar.days + later)
      try folder.write(QlibTextFiles.calendar(whole), to: "calendars/day_future.txt")
    }
    for universe in universes {
      try folder.write(QlibTextFiles.universe(universe), to: "instruments/\(universe.name).txt")
    }
  }

  package mutating func write(_ instrument: InstrumentID, _ series: [String: FieldSeries]) throws {
    precondition(last.map { $0 < instrument } ?? true, "instruments ascend")
    last = instrument
    for (field, values) in series.sorted(by: { $0.key < $1.key }) {
      try folder.write(QlibTextFiles.bin(values), to: "features/\(instrument.folder)/\(field).day.bin")
    }
  }

  package mutating func commit() throws { try folder.commit() }
}

/// Names of universes and fields as parts of file names.
enum SinkName {
  /// Letters, digits, `_`, `-` and points behind the first character.
  static func isSafe(_ name: String) -> Bool {
    let isPlain = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isPlain && !name.isEmpty && !name.hasPrefix(".")
  }
}

extension Diagnostic {
  fileprivate static func unsafe(_ name: String) -> Diagnostic {
    Diagnostic(
      "transfer.name", .damaged, ["name": .text(name)],
      (
        en: "'{name}' cannot be the name of a universe's or a field's file.", zh: "“{name}”不能用作股票池或字段的文件名。"
      ),
      remedy: (
        en: "Rename it with letters, digits, '_' and '-'. Nothing was written.",
        zh: "请只用字母、数字、“_”与“-”重新命名。未写入任何内容。"
      ))
  }
}
