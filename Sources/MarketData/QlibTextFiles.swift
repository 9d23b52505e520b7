import Foundation
import Primitives

/// `calendars/day.txt`: one date a line, ascending.
enum QlibCalendarFile {
  /// - Parameter check: refuses a day, with its line.
  static func read(
    _ path: String, check: (TradingDay, Int) throws -> Void = { _, _ in }
  ) throws -> TradingCalendar {
    guard FileReader.exists(path) else {
      throw Diagnostic(
        "market.calendar-missing", .absent, at: .init(path),
        (en: "The provider has no daily calendar.", zh: "行情目录没有日历文件。"),
        remedy: (
          en: "Name the folder that holds calendars/, instruments/ and features/.",
          zh: "请指定包含 calendars/、instruments/ 与 features/ 的文件夹。"
        ))
    }
    var days: [TradingDay] = []
    let bytes = try FileReader.bytes(path, as: .configuration)
    try QlibTextForms.checkEncoding(bytes, path)
    for (offset, line) in lines(bytes) {
      guard let day = TradingDay(utf8: line) else {
        throw Diagnostic(
          "market.calendar-date", .damaged, at: .init(path, line: offset),
          ["text": .text(String(decoding: line, as: UTF8.self))],
          (en: "'{text}' is not a date of the form YYYY-MM-DD.", zh: "“{text}”不是 YYYY-MM-DD 形式的日期。"),
          remedy: (en: "Repair the line.", zh: "请修复该行。"))
      }
      if let last = days.last, day <= last {
        throw Diagnostic(
          "market.calendar-order", .damaged, at: .init(path, line: offset), ["day": .day(day), "last": .day(last)],
          (
            en: "{day} stands behind {last}. Days must ascend without repetition.",
            zh: "{day} 排在 {last} 之后，日期须递增且不重复。"
          ),
          remedy: (
            en: "Restore the calendar. Bin files of a provider count their days by it.",
            zh: "请恢复日历；行情目录的 bin 文件都按它定位日期。"
          ))
      }
      try check(day, offset)
      days.append(day)
    }
    guard !days.isEmpty else {
      throw Diagnostic(
        "market.calendar-empty", .damaged, at: .init(path), (en: "The calendar has no day.", zh: "日历中没有日期。"),
        remedy: (en: "Restore the calendar.", zh: "请恢复日历。"))
    }
    return TradingCalendar(days: days)
  }

  /// Lines with content and their numbers from 1, carriage returns dropped.
  static func lines(_ bytes: [UInt8]) -> [(number: Int, line: ArraySlice<UInt8>)] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap { offset, line in
      let trimmed = line.last == 0x0D ? line.dropLast() : line
      return trimmed.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? nil : (offset + 1, trimmed)
    }
  }
}

/// `instruments/<name>.txt`: code, TAB, first day, TAB, last day; a code may have several lines.
enum QlibUniverseFile {
  static func read(_ path: String, name: String) throws -> Universe {
    let bytes = try FileReader.bytes(path, as: .configuration)
    try QlibTextForms.checkEncoding(bytes, path)
    return try read(bytes, path, name: name)
  }

  /// The universe in a file's bytes; `path` is for messages.
  static func read(_ bytes: [UInt8], _ path: String, name: String) throws -> Universe {
    var spans: [InstrumentID: [Universe.Span]] = [:]
    for (number, line) in QlibCalendarFile.lines(bytes) {
      let cells = line.split(separator: 0x09, omittingEmptySubsequences: false)
      guard cells.count >= 3, let instrument = InstrumentID(String(decoding: cells[0], as: UTF8.self)),
        let start = TradingDay(utf8: cells[1]), let end = TradingDay(utf8: cells[2])
      else { throw unreadable(String(decoding: line, as: UTF8.self), path: path, line: number) }
      guard start <= end else {
        throw Diagnostic(
          "market.universe-span", .damaged, at: .init(path, line: number),
          ["instrument": .instrument(instrument), "start": .day(start), "end": .day(end)],
          (en: "{instrument} starts on {start}, after its end {end}.", zh: "{instrument} 的起始日 {start} 晚于结束日 {end}。"),
          remedy: (en: "Correct the dates.", zh: "请更正日期。"))
      }
      spans[instrument, default: []].append(.init(start: start, end: end))
    }
    return Universe(name: name, members: spans.map { .init(instrument: $0.key, spans: $0.value) })
  }

  /// qlib reads tabs only; files with blanks or commas are in real use, so the repaired line is shown.
  private static func unreadable(_ text: String, path: String, line: Int) -> Diagnostic {
    let cells = text.split { $0 == " " || $0 == "," || $0 == "\t" || $0 == ";" }
    let repairable =
      cells.count >= 3 && InstrumentID(cells[0]) != nil && TradingDay(cells[1]) != nil && TradingDay(cells[2]) != nil
    guard repairable else {
      return Diagnostic(
        "market.universe-line", .damaged, at: .init(path, line: line), ["text": .text(String(text.prefix(60)))],
        (en: "'{text}' is not CODE<TAB>START<TAB>END.", zh: "“{text}”不是“代码<TAB>起始日<TAB>结束日”。"),
        remedy: (
          en: "Write a code and two dates YYYY-MM-DD, separated by tabs.",
          zh: "请写代码与两个 YYYY-MM-DD 日期，用制表符分隔。"
        ))
    }
    return Diagnostic(
      "market.universe-line", .damaged, at: .init(path, line: line),
      ["text": .text(String(text.prefix(60))), "line": .text(cells.prefix(3).joined(separator: "\\t"))],
      (en: "'{text}' is not CODE<TAB>START<TAB>END.", zh: "“{text}”不是“代码<TAB>起始日<TAB>结束日”。"),
      remedy: (en: "Separate by tabs, as qlib demands: {line}", zh: "请按 qlib 的要求用制表符分隔：{line}"))
  }
}
