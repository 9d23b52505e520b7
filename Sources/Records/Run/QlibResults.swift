import Primitives

/// RD-Agent's `qlib_res.csv`: header `,0`, then `name,value` rows in any order.
package struct QlibResults: Equatable, Sendable {
  /// Values by trimmed name; NaN is an empty value (missing).
  package var values: [String: Double]

  package init(values: [String: Double]) { self.values = values }

  /// Throws `qlib-res.empty` for a file of no bytes, `qlib-res.no-metric` for a header without rows (a
  /// run that recorded nothing) and `qlib-res.misparsed` for the shapes that faulty readers leave behind: a one-row table whose
  /// columns are called `Unnamed: 0` and `0`, or a header that is itself a metric.
  package init(file path: String) throws {
    let text = String(decoding: try FileReader.unpacked(path), as: UTF8.self)
    try self.init(text, path: path)
  }

  package init(_ text: String, path: String) throws {
    func misparsed(_ line: Int, _ what: String) -> Diagnostic {
      Diagnostic(
        "qlib-res.misparsed", what, at: .init(path, line: line),
        remedy: "Take the file from the workspace itself; its first line is ',0' and each line below is 'metric,value'."
      )
    }
    var trimmed = text
    if trimmed.hasPrefix("\u{FEFF}") { trimmed.removeFirst() }
    let lines = trimmed.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    let header = (lines.first ?? "").trimmingBlanks
    guard header == ",0" || header == "\"\",0" else {
      if header.isEmpty {
        throw Diagnostic("qlib-res.empty", "the file is empty", at: .init(path), remedy: QlibResults.emptyRemedy)
      }
      throw misparsed(1, "the first line is '\(header.prefix(60))', not ',0': a reader took a row for the header")
    }
    var values: [String: Double] = [:]
    for (offset, line) in lines.enumerated().dropFirst() where !line.trimmingBlanks.isEmpty {
      guard let comma = line.lastIndex(of: ",") else {
        throw misparsed(offset + 1, "'\(line.prefix(60))' is no 'metric,value' pair")
      }
      let name = String(line[..<comma]).trimmingBlanks.trimmingQuotes
      let cell = String(line[line.index(after: comma)...]).trimmingBlanks
      if ["Unnamed: 0", "0", ""].contains(name) {
        throw misparsed(offset + 1, "'\(name)' is no metric: the table was read back without its first row")
      }
      guard let value = NumberReader.double(cell) else {
        throw misparsed(offset + 1, "'\(cell.prefix(40))' is no number")
      }
      if let earlier = values[name], !(earlier == value || earlier.isNaN && value.isNaN) {
        throw misparsed(offset + 1, "'\(name)' occurs twice with different values")
      }
      values[name] = value
    }
    if values.isEmpty {
      throw Diagnostic(
        "qlib-res.no-metric", "the file holds its header and no metric: the run failed before it recorded one",
        at: .init(path), remedy: QlibResults.emptyRemedy)
    }
    self.values = values
  }

  /// The file's own form, names sorted.
  package var csv: [UInt8] {
    var writer = ByteWriter()
    writer.text(",0\n")
    for name in values.keys.sorted() {
      writer.field(name)
      writer.comma()
      writer.number(values[name] ?? .nan)
      writer.newline()
    }
    return writer.bytes
  }

  private static let emptyRemedy = "Look at the run's log; there is nothing to compare with."
}

extension StringProtocol {
  /// Without blanks, tabs and carriage returns at both ends.
  package var trimmingBlanks: String {
    var view = self[...]
    while let first = view.first, first == " " || first == "\t" || first == "\r" { view = view.dropFirst() }
    while let last = view.last, last == " " || last == "\t" || last == "\r" { view = view.dropLast() }
    return String(view)
  }

  fileprivate var trimmingQuotes: String {
    if count >= 2, first == "\"", last == "\"" {
      return String(dropFirst().dropLast()).trimmingBlanks
    }
    return String(self)
  }
}
