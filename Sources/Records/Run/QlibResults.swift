import Primitives

/// RD-Agent's `qlib_res.csv`: header `,0`, then `name,value` rows in any order.
package struct QlibResults: Equatable, Sendable {
  /// Values by trimmed name; NaN is an empty value (missing).
  package var values: [String: Double]

  package init(values: [String: Double]) { self.values = values }

  /// Throws `qlib-res.empty` for a file of no bytes, `qlib-res.no-metric` for a header without rows (a
  /// run that recorded nothing) and `qlib-res.misparsed` for the shapes that faulty readers leave behind: a one-row table whose
  /// columns are called `Unnamed: 0` and `0`, or a header that is itself a metric; `text.encoding` for other than UTF-8.
  package init(file path: String) throws {
    let text = try TextDecoder.text(try FileReader.unpacked(path, as: .configuration), path: path)
    try self.init(text, path: path)
  }

  package init(_ text: String, path: String) throws {
    func misparsed(_ line: Int, _ problem: Message) -> Diagnostic { .misparsed(problem, at: .init(path, line: line)) }
    var trimmed = text
    if trimmed.hasPrefix("\u{FEFF}") { trimmed.removeFirst() }
    let lines = trimmed.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    let header = (lines.first ?? "").trimmingBlanks
    guard header == ",0" || header == "\"\",0" else {
      if header.isEmpty {
        throw Diagnostic(
          "qlib-res.empty", .damaged, at: .init(path), (en: "The file is empty.", zh: "文件为空。"),
          remedy: (en: "Look at the log of the run.", zh: "请查看该次运行的日志。"))
      }
      throw misparsed(1, .wrongHeader(String(header.prefix(60))))
    }
    var values: [String: Double] = [:]
    for (offset, line) in lines.enumerated().dropFirst() where !line.trimmingBlanks.isEmpty {
      guard let comma = line.lastIndex(of: ",") else {
        throw misparsed(offset + 1, .noPair(String(line.prefix(60))))
      }
      let name = String(line[..<comma]).trimmingBlanks.trimmingQuotes
      let cell = String(line[line.index(after: comma)...]).trimmingBlanks
      if ["Unnamed: 0", "0", ""].contains(name) {
        throw misparsed(offset + 1, .noMetric(name))
      }
      guard let value = NumberReader.double(cell) else {
        throw misparsed(offset + 1, .noNumber(String(cell.prefix(40))))
      }
      if value.isInfinite { throw misparsed(offset + 1, .infinite(String(cell.prefix(40)), of: name)) }
      if let earlier = values[name], !(earlier == value || earlier.isNaN && value.isNaN) {
        throw misparsed(offset + 1, .twoValues(of: name))
      }
      values[name] = value
    }
    if values.isEmpty {
      throw Diagnostic(
        "qlib-res.no-metric", .absent, at: .init(path),
        (
          en: "The file holds its header and no metric. The run failed before it recorded one.",
          zh: "文件只有表头，没有指标。运行在记录指标之前就失败了。"
        ),
        remedy: (en: "Look at the log of the run.", zh: "请查看该次运行的日志。"))
    }
    self.values = values
  }

  /// What qlib's analysis of orders writes: means over days, weighted with the number of orders.
  package static let indicators = ["1day.ffr", "1day.pa", "1day.pos"]

  /// What qlib's portfolio analysis, its signal analysis and its analysis of orders write, each as a whole.
  package static let analyses: [[String]] =
    ["without", "with"].map { cost in
      ["mean", "std", "annualized_return", "information_ratio", "max_drawdown"].map {
        "1day.excess_return_\(cost)_cost.\($0)"
      }
    } + [["IC", "ICIR", "Rank IC", "Rank ICIR"], indicators]

  /// Whether a name is none that qlib or its models write: neither of an analysis nor a loss of a segment.
  package static func isForeign(_ name: String) -> Bool {
    if analyses.joined().contains(name) { return false }
    let parts = name.split(separator: ".")
    let segments: Set<Substring> = ["train", "valid", "test"]
    return !(parts.last.map(segments.contains) ?? false) && !name.hasPrefix("1day.return_")
      && !["Long-Short", "Long-Avg"].contains { name.hasPrefix($0) }
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

extension Diagnostic {
  fileprivate static func misparsed(_ problem: Message, at place: Place) -> Diagnostic {
    Diagnostic(
      "qlib-res.misparsed", .damaged, at: place, ["problem": .message(problem)], (en: "{problem}", zh: "{problem}"),
      remedy: (
        en: "Take the file from the workspace itself. Its first line is ',0' and each line below is 'metric,value'.",
        zh: "请使用工作区中的原文件：首行为“,0”，其后每行为“指标,数值”。"
      ))
  }
}

extension Message {
  fileprivate static func wrongHeader(_ header: String) -> Message {
    Message(
      "qlib-res.wrong-header", ["header": .text(header)],
      en: "The first line is '{header}', not ',0'. A reader took a row for the header.",
      zh: "首行是“{header}”而不是“,0”，读取程序把数据行当成了表头。")
  }

  fileprivate static func noPair(_ line: String) -> Message {
    Message(
      "qlib-res.no-pair", ["line": .text(line)], en: "'{line}' is not a pair of metric and value.",
      zh: "“{line}”不是“指标,数值”。")
  }

  fileprivate static func noMetric(_ name: String) -> Message {
    Message(
      "qlib-res.no-metric-name", ["name": .text(name)],
      en: "'{name}' is not a metric. The table was read back without its first row.",
      zh: "“{name}”不是指标，表格在读回时丢了首行。")
  }

  fileprivate static func noNumber(_ cell: String) -> Message {
    Message("qlib-res.no-number", ["cell": .text(cell)], en: "'{cell}' is not a number.", zh: "“{cell}”不是数字。")
  }

  fileprivate static func infinite(_ cell: String, of name: String) -> Message {
    Message(
      "qlib-res.infinite", ["name": .text(name), "cell": .text(cell)],
      en: "'{name}' is '{cell}'. No metric is infinite.",
      zh: "“{name}”为“{cell}”，指标不可能为无穷大。")
  }

  fileprivate static func twoValues(of name: String) -> Message {
    Message(
      "qlib-res.two-values", ["name": .text(name)], en: "'{name}' occurs twice with different values.",
      zh: "“{name}”出现两次且数值不同。")
  }
}
