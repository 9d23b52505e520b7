import Foundation
import Primitives

/// A `.day` file of 通达信: 32 bytes a day, little-endian: date as yyyymmdd, open, high, low, close (uint32), amount
/// (float32, yuan), volume (uint32), four bytes that are reserved.
struct TDXDayFile {
  static let recordLength = 32
  static let fields = ["open", "high", "low", "close", "volume", "amount"]

  let path: String
  let code: TDXCode
  private(set) var days: [TradingDay] = []
  /// In the order of `fields`.
  private var values: [[Float]] = fields.map { _ in [] }

  /// - Throws: `tdx.length`, `tdx.date`, `tdx.order`, each with the record counted from 1.
  init(_ path: String, code: TDXCode) throws {
    guard let file = try HeldFile(path) else { throw Diagnostic.gone(path) }
    self.path = path
    self.code = code
    let bytes = file.bytes
    guard bytes.count % TDXDayFile.recordLength == 0 else { throw Diagnostic.length(path, bytes.count) }
    func word(_ record: Int, _ place: Int) -> UInt32 {
      UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: record * TDXDayFile.recordLength + 4 * place, as: UInt32.self)
      )
    }
    for record in 0..<(bytes.count / TDXDayFile.recordLength) {
      let date = Int(word(record, 0))
      guard let day = TradingDay(year: date / 10_000, month: date / 100 % 100, day: date % 100), day.weekday < 5 else {
        throw Diagnostic.date(path, record + 1, date)
      }
      if let last = days.last, last >= day { throw Diagnostic.order(path, record + 1, last, day) }
      days.append(day)
      for place in 0..<4 { values[place].append(Float(Double(word(record, place + 1)) / code.priceUnit)) }
      values[4].append(Float(Double(word(record, 6)) * code.volumeUnit))
      values[5].append(Float(bitPattern: word(record, 5)))
    }
  }

  /// The values on a calendar that has all days of the file.
  func series(on calendar: TradingCalendar) -> [String: FieldSeries] {
    let places = days.compactMap { calendar.index(of: $0) }
    guard let first = places.first, let last = places.last else { return [:] }
    var series: [String: FieldSeries] = [:]
    for (name, column) in zip(TDXDayFile.fields, values) {
      var row = [Float](repeating: .nan, count: last - first + 1)
      for (place, value) in zip(places, column) { row[place - first] = value }
      series[name] = FieldSeries(start: first, values: row)
    }
    return series
  }
}

extension Diagnostic {
  fileprivate static func gone(_ path: String) -> Diagnostic {
    Diagnostic(
      "tdx.gone", .absent, at: .init(path), (en: "The file is gone.", zh: "文件已不存在。"),
      remedy: (en: "Repeat the command.", zh: "请重复该命令。"))
  }

  static func length(_ path: String, _ bytes: Int) -> Diagnostic {
    Diagnostic(
      "tdx.length", .damaged, at: .init(path), ["bytes": .count(bytes)],
      (
        en: "The file is cut or damaged: {bytes} {bytes:byte is|bytes are} no whole number of 32-byte records.",
        zh: "文件被截断或损坏：{bytes} 字节不是 32 字节记录的整数倍。"
      ), remedy: (en: "Download the data again in TDX, or copy the file again.", zh: "请在通达信中重新下载数据，或重新复制文件。"))
  }

  fileprivate static func date(_ path: String, _ record: Int, _ date: Int) -> Diagnostic {
    Diagnostic(
      "tdx.date", .damaged, at: .init(path), ["record": .count(record), "date": .text(String(date))],
      (en: "Record {record} has the date {date}, which is no trading day.", zh: "第 {record} 条记录的日期为 {date}，不可能是交易日。"),
      remedy: (en: "Download the data again in TDX, or copy the file again.", zh: "请在通达信中重新下载数据，或重新复制文件。"))
  }

  fileprivate static func order(_ path: String, _ record: Int, _ last: TradingDay, _ day: TradingDay) -> Diagnostic {
    Diagnostic(
      "tdx.order", .damaged, at: .init(path), ["record": .count(record), "last": .day(last), "day": .day(day)],
      (en: "Record {record} of {day} follows one of {last}.", zh: "第 {record} 条记录（{day}）排在 {last} 之后。"),
      remedy: (en: "Download the data again in TDX, or copy the file again.", zh: "请在通达信中重新下载数据，或重新复制文件。"))
  }
}
