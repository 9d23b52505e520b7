import Foundation
import Primitives

/// `calendars/day.txt`: one date a line, ascending.
enum QlibCalendarFile {
  static func read(_ path: String) throws -> TradingCalendar {
    guard FileReader.exists(path) else {
      throw Diagnostic(
        "market.calendar-missing", "the provider has no daily calendar", at: .init(path),
        remedy: "Name the folder that holds calendars/, instruments/ and features/.")
    }
    var days: [TradingDay] = []
    for (offset, line) in lines(try FileReader.bytes(path)) {
      guard let day = TradingDay(utf8: line) else {
        throw Diagnostic(
          "market.calendar-date", "'\(String(decoding: line, as: UTF8.self))' is no date of the form YYYY-MM-DD",
          at: .init(path, line: offset), remedy: "Repair the line.")
      }
      if let last = days.last, day <= last {
        throw Diagnostic(
          "market.calendar-order", "\(day) stands behind \(last): days must ascend without repetition",
          at: .init(path, line: offset), remedy: "Restore the calendar; every bin counts its days by it.")
      }
      days.append(day)
    }
    guard !days.isEmpty else {
      throw Diagnostic("market.calendar-empty", "the calendar has no day", at: .init(path), remedy: "Restore it.")
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
    var spans: [InstrumentID: [Universe.Span]] = [:]
    for (number, line) in QlibCalendarFile.lines(try FileReader.bytes(path)) {
      let cells = line.split(separator: 0x09, omittingEmptySubsequences: false)
      guard cells.count >= 3, let instrument = InstrumentID(String(decoding: cells[0], as: UTF8.self)),
        let start = TradingDay(utf8: cells[1]), let end = TradingDay(utf8: cells[2])
      else { throw unreadable(String(decoding: line, as: UTF8.self), path: path, line: number) }
      guard start <= end else {
        throw Diagnostic(
          "market.universe-span", "\(instrument) starts on \(start), after its end \(end)",
          at: .init(path, line: number), remedy: "Correct the dates.")
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
    return Diagnostic(
      "market.universe-line", "'\(text.prefix(60))' is not CODE<TAB>START<TAB>END", at: .init(path, line: line),
      remedy: repairable
        ? "Separate by tabs, as qlib demands: \(cells[0])\\t\(cells[1])\\t\(cells[2])"
        : "Write a code and two dates YYYY-MM-DD, separated by tabs.")
  }
}
