import Foundation
package import Primitives
import Synchronization

/// Minute bars of 通达信 as quotes: `{sh,sz,bj}/minline/sh600000.lc1`, or `fzline/sh600000.lc5` where there is no other.
///
/// 32 bytes a bar, little-endian: a date of 16 bits, (year - 2004) x 2048 + month x 100 + day; the minute of the day at
/// which the bar ends, 16 bits; open, high, low, close, amount (float32); volume (uint32); four bytes that are reserved. A
/// quote is the last bar that has ended: its close, and the shares traded since the day's opening.
package final class TDXMinuteBars: QuoteSource {
  package let name: String
  package let stalenessMax: Int
  private let folder: String
  private let current = Mutex<DayOfBars?>(nil)

  /// What was asked for of one day, each stock's by time.
  private struct DayOfBars: Sendable {
    var day: TradingDay
    var bars: [InstrumentID: [RawQuote]] = [:]
  }

  /// - Parameter stalenessMax: seconds in session, as for `MinuteBars`.
  package init(folder: String, name: String = "bars", stalenessMax: Int = 600) {
    self.folder = folder
    self.name = name
    self.stalenessMax = stalenessMax
  }

  package func snapshot(of instruments: [InstrumentID], at now: MarketTime) throws -> [RawQuote] {
    try current.withLock { held in
      var day = held.flatMap { $0.day == now.day ? $0 : nil } ?? DayOfBars(day: now.day)
      for instrument in instruments where day.bars[instrument] == nil {
        day.bars[instrument] = try bars(of: instrument, on: now.day)
      }
      held = day
      return instruments.compactMap { instrument in
        guard let bars = day.bars[instrument] else { return nil }
        let next = bars.partitioningIndex { $0.time > now }
        return next > 0 ? bars[next - 1] : nil
      }
    }
  }

  private func bars(of instrument: InstrumentID, on day: TradingDay) throws -> [RawQuote] {
    guard let code = TDXCode(instrument) else { return [] }
    let exchange = instrument.folder.prefix(2)
    let places = ["minline/\(instrument.folder).lc1", "fzline/\(instrument.folder).lc5"]
    for path in places.map({ Path.join(folder, "\(exchange)/\($0)") }) {
      guard let file = try HeldFile(path) else { continue }
      return try TDXMinuteBars.bars(file.bytes, path, code, on: day)
    }
    return []
  }

  private static func bars(
    _ bytes: UnsafeRawBufferPointer, _ path: String, _ code: TDXCode, on wanted: TradingDay
  ) throws -> [RawQuote] {
    let length = TDXDayFile.recordLength
    guard bytes.count % length == 0 else { throw Diagnostic.length(path, bytes.count) }
    func half(_ record: Int, _ offset: Int) -> Int {
      Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: record * length + offset, as: UInt16.self)))
    }
    func word(_ record: Int, _ offset: Int) -> UInt32 {
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: record * length + offset, as: UInt32.self))
    }
    var (bars, shares): ([RawQuote], Double) = ([], 0)
    var last: (day: TradingDay, minute: Int)?
    for record in 0..<(bytes.count / length) {
      let (date, minute) = (half(record, 0), half(record, 2))
      guard let day = TradingDay(year: date / 2048 + 2004, month: date % 2048 / 100, day: date % 2048 % 100),
        minute < 1440
      else { throw Diagnostic.minute(path, record + 1) }
      if let last, (last.day, last.minute) >= (day, minute) { throw Diagnostic.minuteOrder(path, record + 1) }
      last = (day, minute)
      guard day == wanted else { continue }
      shares += Double(word(record, 24)) * code.volumeUnit
      bars.append(
        RawQuote(
          instrument: code.instrument, price: TDXMinuteBars.price(Float(bitPattern: word(record, 16)), code),
          volume: shares, time: MarketTime(day, minute: minute)))
    }
    return bars
  }

  /// The decimal price that a float32 stands for.
  private static func price(_ value: Float, _ code: TDXCode) -> Double {
    let units = (Double(value) * code.priceUnit).rounded()
    return units / code.priceUnit
  }
}

extension Diagnostic {
  fileprivate static func minute(_ path: String, _ record: Int) -> Diagnostic {
    Diagnostic(
      "tdx.minute", .damaged, at: .init(path), ["record": .count(record)],
      (en: "Record {record} has no possible date and minute.", zh: "第 {record} 条记录的日期与分钟不可能存在。"),
      remedy: (en: "Download the data again in TDX, or copy the file again.", zh: "请在通达信中重新下载数据，或重新复制文件。"))
  }

  fileprivate static func minuteOrder(_ path: String, _ record: Int) -> Diagnostic {
    Diagnostic(
      "tdx.minute-order", .damaged, at: .init(path), ["record": .count(record)],
      (en: "Record {record} does not follow the one before in time.", zh: "第 {record} 条记录未按时间顺序排列。"),
      remedy: (en: "Download the data again in TDX, or copy the file again.", zh: "请在通达信中重新下载数据，或重新复制文件。"))
  }
}

/// Minute bars in a folder, whichever form they have.
package enum MinuteBarFolder {
  /// 通达信's `vipdoc` where the folder holds an exchange with minutes, else a CSV a day (`MinuteBars`).
  package static func source(_ folder: String) -> any QuoteSource {
    let isTDX = ["sh", "sz", "bj"].contains { exchange in
      ["minline", "fzline"].contains { FileReader.isFolder(Path.join(folder, "\(exchange)/\($0)")) }
    }
    return isTDX ? TDXMinuteBars(folder: folder) : MinuteBars(folder: folder)
  }
}
