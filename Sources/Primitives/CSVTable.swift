/// A comma separated file with a header line, read once, its cells as ranges of the bytes.
///
/// Quoted fields (RFC 4180) are understood; CRLF and a leading byte order mark are accepted. Refused with the
/// line: a row with another number of fields than the header, a quote in the middle of a field, text behind a
/// closing quote, a carriage return that ends a line by itself, a name that heads two columns, another separator
/// than the comma, and text that is not UTF-8.
package struct CSVTable: Sendable {
  package let path: String
  package let columns: [String]
  package let rowCount: Int
  private let bytes: [UInt8]
  private let starts: [UInt32]
  private let ends: [UInt32]

  /// The table in a file, gzip accepted.
  package init(file path: String) throws {
    try self.init(try FileReader.unpacked(path), path: path)
  }

  /// `path` is for messages only.
  package init(_ bytes: [UInt8], path: String) throws {
    var starts: [UInt32] = []
    var ends: [UInt32] = []
    starts.reserveCapacity(bytes.count / 8)
    ends.reserveCapacity(bytes.count / 8)
    guard bytes.count < Int(UInt32.max) else {
      throw Diagnostic(
        "csv.too-large", .unsupported, at: .init(path),
        (en: "The file is larger than 4 GiB.", zh: "文件超过 4 GiB。"),
        remedy: (en: "Split the file.", zh: "请拆分文件。"))
    }
    var width = 0
    var line = 1
    var index = try TextDecoder.start(of: bytes, path: path)
    let count = bytes.count
    try bytes.withUnsafeBufferPointer { buffer in
      while index < count {
        let first = starts.count
        let rowLine = line
        row: while true {
          if index < count, buffer[index] == 0x22 {
            // Quoted: doubled quotes stay doubled here and are undone when the cell is read.
            index += 1
            starts.append(UInt32(index))
            while index < count, buffer[index] != 0x22 || (index + 1 < count && buffer[index + 1] == 0x22) {
              if buffer[index] == 0x0A { line += 1 }
              index += buffer[index] == 0x22 ? 2 : 1
            }
            if index >= count {
              throw Diagnostic(
                "csv.quote", .damaged, at: .init(path, line: rowLine),
                (en: "A quoted field has no closing quote.", zh: "带引号的字段没有结束引号。"),
                remedy: (en: "Close the quote, or export the file again.", zh: "请补上引号，或重新导出文件。"))
            }
            ends.append(UInt32(index))
            index += 1
            if index < count, ![0x2C, 0x0A, 0x0D].contains(buffer[index]) {
              throw Diagnostic.afterQuote(at: .init(path, line: line))
            }
          } else {
            starts.append(UInt32(index))
            while index < count {
              let byte = buffer[index]
              // Digits and letters stand above the comma.
              if byte <= 0x2C {
                if byte == 0x2C || byte == 0x0A { break }
                if byte == 0x22 { throw Diagnostic.strayQuote(at: .init(path, line: line)) }
                if byte == 0x0D, index + 1 < count, buffer[index + 1] != 0x0A {
                  throw Diagnostic.carriageReturn(at: .init(path, line: line))
                }
              }
              index += 1
            }
            let end = index > Int(starts[starts.count - 1]) && buffer[index - 1] == 0x0D ? index - 1 : index
            ends.append(UInt32(end))
          }
          if index < count, buffer[index] == 0x0D {
            index += 1
            if index < count, buffer[index] != 0x0A { throw Diagnostic.carriageReturn(at: .init(path, line: line)) }
          }
          if index >= count { break row }
          if buffer[index] == 0x0A {
            index += 1
            line += 1
            break row
          }
          index += 1
          // A comma as the very last byte: one more, empty field.
          if index == count {
            starts.append(UInt32(index))
            ends.append(UInt32(index))
            break row
          }
        }
        let fields = starts.count - first
        if width == 0 {
          width = fields
        } else if fields == 1, starts[first] == ends[first], width > 1 {
          // A blank line carries nothing.
          starts.removeLast()
          ends.removeLast()
        } else if fields != width {
          throw Diagnostic(
            "csv.width", .damaged, at: .init(path, line: rowLine),
            ["fields": .count(fields), "width": .count(width)],
            (
              en: "The line has {fields} {fields:field|fields}. The header has {width}.",
              zh: "该行有 {fields} 个字段，表头有 {width} 个。"
            ),
            remedy: (en: "Repair the line, or export the file again.", zh: "请修复该行，或重新导出文件。"))
        }
      }
    }
    guard width > 0 else {
      throw Diagnostic(
        "csv.empty", .damaged, at: .init(path), (en: "The file has no header line.", zh: "文件没有表头行。"),
        remedy: (en: "Export the file again.", zh: "请重新导出文件。"))
    }
    self.path = path
    self.bytes = bytes
    self.starts = starts
    self.ends = ends
    columns = (0..<width).map { String(decoding: bytes[Int(starts[$0])..<Int(ends[$0])], as: UTF8.self) }
    try CSVTable.checkHeader(columns, path)
    rowCount = starts.count / width - 1
  }

  private static func checkHeader(_ columns: [String], _ path: String) throws {
    if columns.count == 1, let separator = columns[0].first(where: { $0 == ";" || $0 == "\t" || $0 == "|" }) {
      throw Diagnostic.separator(separator == "\t" ? "TAB" : String(separator), at: .init(path, line: 1))
    }
    var seen: Set<String> = []
    for name in columns where !name.isEmpty && !seen.insert(name).inserted {
      throw Diagnostic.columnTwice(name, at: .init(path, line: 1))
    }
  }

  /// The position of a column; the first of `names` that exists. Throws `csv.column`.
  package func column(_ names: String...) throws -> Int {
    for name in names {
      if let index = columns.firstIndex(of: name) { return index }
    }
    throw Diagnostic(
      "csv.column", .damaged, at: .init(path, line: 1),
      ["names": .text(names.joined(separator: "/")), "columns": .names(columns)],
      (
        en: "The table has no column {names}. Its columns are {columns}.",
        zh: "表中没有列 {names}，现有的列为 {columns}。"
      ),
      remedy: (en: "Export the file with this column.", zh: "请导出带有该列的文件。"))
  }

  package func optionalColumn(_ name: String) -> Int? { columns.firstIndex(of: name) }

  package func withBytes<R>(row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R {
    let cell = (row + 1) * columns.count + column
    return try bytes.withUnsafeBufferPointer {
      try body(UnsafeBufferPointer(rebasing: $0[Int(starts[cell])..<Int(ends[cell])]))
    }
  }

  package func slice(row: Int, column: Int) -> ArraySlice<UInt8> {
    let cell = (row + 1) * columns.count + column
    return bytes[Int(starts[cell])..<Int(ends[cell])]
  }

  package func text(row: Int, column: Int) -> String {
    let raw = String(decoding: slice(row: row, column: column), as: UTF8.self)
    return raw.contains("\"\"") ? raw.replacing("\"\"", with: "\"") : raw
  }

  /// NaN for an empty cell; throws `csv.number` with line and field.
  package func double(row: Int, column: Int) throws -> Double {
    if let value = withBytes(row: row, column: column, { NumberReader.double($0) }) { return value }
    throw Diagnostic.noNumber(text(row: row, column: column), at: place(row: row, column: column))
  }

  /// As `double`, of a text that stands for a float32.
  package func float32(row: Int, column: Int) throws -> Double {
    if let value = withBytes(row: row, column: column, { NumberReader.float32($0) }) { return value }
    throw Diagnostic.noNumber(text(row: row, column: column), at: place(row: row, column: column))
  }

  package func int(row: Int, column: Int) throws -> Int {
    let value = try double(row: row, column: column)
    guard value.rounded() == value, let whole = Int(exactly: value) else {
      throw Diagnostic.noWholeNumber(text(row: row, column: column), at: place(row: row, column: column))
    }
    return whole
  }

  package func day(row: Int, column: Int) throws -> TradingDay {
    if let day = TradingDay(utf8: slice(row: row, column: column)) { return day }
    throw Diagnostic.noDay(text(row: row, column: column), at: place(row: row, column: column))
  }

  package func instrument(row: Int, column: Int) throws -> InstrumentID {
    if let instrument = InstrumentID(String(decoding: slice(row: row, column: column), as: UTF8.self)) {
      return instrument
    }
    throw Diagnostic.noInstrument(text(row: row, column: column), at: place(row: row, column: column))
  }

  /// The place of a cell, for messages.
  package func place(row: Int, column: Int) -> Diagnostic.Place {
    let start = Int(starts[(row + 1) * columns.count + column])
    return .init(path, line: 1 + bytes[..<start].count { $0 == 0x0A }, field: columns[column])
  }
}

/// Rows and headers that cannot be taken apart.
extension Diagnostic {
  fileprivate static func afterQuote(at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.after-quote", .damaged, at: place,
      (en: "Text follows the closing quote of a field.", zh: "字段的结束引号之后还有文字。"),
      remedy: (en: "Double the quotes inside the field, or export the file again.", zh: "请将字段内的引号写成两个，或重新导出文件。"))
  }

  fileprivate static func strayQuote(at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.stray-quote", .damaged, at: place,
      (en: "A quote stands in the middle of a field that is not quoted.", zh: "未加引号的字段中间出现了引号。"),
      remedy: (en: "Quote the whole field, or export the file again.", zh: "请为整个字段加引号，或重新导出文件。"))
  }

  fileprivate static func carriageReturn(at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.carriage-return", .damaged, at: place,
      (en: "A carriage return without a line feed ends the line.", zh: "该行以单独的回车符结尾，没有换行符。"),
      remedy: (en: "Convert the line ends: `tr '\\r' '\\n' < old > new`.", zh: "请转换行尾：`tr '\\r' '\\n' < old > new`。"))
  }

  fileprivate static func separator(_ found: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.separator", .damaged, at: place, ["found": .text(found)],
      (en: "The header is separated by '{found}', not by commas.", zh: "表头以“{found}”分隔，而不是逗号。"),
      remedy: (en: "Export the table with commas and decimal points.", zh: "请以逗号分隔、以点作小数点重新导出。"))
  }

  fileprivate static func columnTwice(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.column-twice", .damaged, at: place, ["name": .text(name)],
      (en: "Two columns are called '{name}'.", zh: "有两列都叫“{name}”。"),
      remedy: (en: "Keep one of the two columns.", zh: "请保留其中一列。"))
  }
}

/// Cells that cannot be read.
extension Diagnostic {
  fileprivate static func noNumber(_ cell: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.number", .damaged, at: place, ["cell": .text(cell)],
      (en: "'{cell}' is not a number.", zh: "“{cell}”不是数字。"),
      remedy: (en: "Repair the cell, or export the file again.", zh: "请修复该单元格，或重新导出文件。"))
  }

  fileprivate static func noWholeNumber(_ cell: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.integer", .damaged, at: place, ["cell": .text(cell)],
      (en: "'{cell}' is not a whole number.", zh: "“{cell}”不是整数。"),
      remedy: (en: "Repair the cell, or export the file again.", zh: "请修复该单元格，或重新导出文件。"))
  }

  fileprivate static func noDay(_ cell: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.day", .damaged, at: place, ["cell": .text(cell)],
      (en: "'{cell}' is not a date of the form YYYY-MM-DD.", zh: "“{cell}”不是 YYYY-MM-DD 形式的日期。"),
      remedy: (en: "Repair the cell, or export the file again.", zh: "请修复该单元格，或重新导出文件。"))
  }

  fileprivate static func noInstrument(_ cell: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "csv.instrument", .damaged, at: place, ["cell": .text(cell)],
      (en: "'{cell}' is not an instrument.", zh: "“{cell}”不是证券代码。"),
      remedy: (en: "Write it as SH600000 or 600000.SH.", zh: "请写成 SH600000 或 600000.SH。"))
  }
}
