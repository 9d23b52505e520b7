import Primitives
import Records

/// The encoding of a provider's text files, and forms that are read here though qlib or its tools stumble over them.
enum QlibTextForms {
  /// Throws `market.text-encoding` for byte order marks and for bytes that are no UTF-8: qlib reads UTF-8 without a mark
  /// (`qlib/data/storage/file_storage.py`).
  static func checkEncoding(_ bytes: [UInt8], _ path: String) throws {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw Diagnostic.byteOrderMark("UTF-8", path) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Diagnostic.byteOrderMark("UTF-16", path)
    }
    // ASCII, which these files hold, is decided without decoding.
    guard let first = bytes.firstIndex(where: { $0 >= 0x80 }) else { return }
    let line = bytes[..<first].count { $0 == 0x0A } + 1
    if String(validating: bytes, as: UTF8.self) == nil { throw Diagnostic.foreignEncoding(path, line: line) }
  }

  /// Line ends of another system, codes in another form than qlib's own, cells behind the third.
  static func findings(calendar: String, universes: [String]) throws -> [HealthFinding] {
    var lineEnds: [HealthCase] = []
    var codes: [HealthCase] = []
    var further: [HealthCase] = []
    for path in [calendar] + universes {
      let bytes = try FileReader.bytes(path)
      let returns = bytes.count { $0 == 0x0D }
      if returns > 0 {
        lineEnds.append(HealthCase(subject: path, count: returns, weight: Double(returns), .lines(returns)))
      }
      guard path != calendar else { continue }
      var foreign: (count: Int, first: String) = (0, "")
      var longer = 0
      for (_, line) in QlibCalendarFile.lines(bytes) {
        let cells = line.split(separator: 0x09, omittingEmptySubsequences: false)
        guard let code = cells.first.map({ String(decoding: $0, as: UTF8.self) }), let instrument = InstrumentID(code)
        else { continue }
        if code != instrument.name {
          if foreign.count == 0 { foreign.first = code }
          foreign.count += 1
        }
        if cells.count > 3 { longer += 1 }
      }
      if foreign.count > 0 {
        codes.append(
          HealthCase(
            subject: path, count: foreign.count, weight: Double(foreign.count), .code(foreign.first, foreign.count)))
      }
      if longer > 0 { further.append(HealthCase(subject: path, count: longer, weight: Double(longer), .lines(longer))) }
    }
    return [
      health(lineEnds) { .lineEnds($0) }, health(codes) { .codes($0) }, health(further) { .furtherCells($0) },
    ].compactMap { $0 }
  }

  private static func health(_ cases: [HealthCase], _ make: (Tally) -> Finding) -> HealthFinding? {
    guard !cases.isEmpty else { return nil }
    var tally = Tally()
    tally.add(cases)
    return tally.finding(make(tally))
  }
}

extension Diagnostic {
  fileprivate static func byteOrderMark(_ encoding: String, _ path: String) -> Diagnostic {
    Diagnostic(
      "market.text-encoding", .damaged, at: .init(path, line: 1), ["encoding": .text(encoding)],
      (
        en: "The file begins with a byte order mark of {encoding}. qlib reads UTF-8 without one.",
        zh: "文件以 {encoding} 字节序标记开头，qlib 只读不带标记的 UTF-8。"
      ), remedy: (en: "Save it as UTF-8 without a byte order mark.", zh: "请另存为不带字节序标记的 UTF-8。"))
  }

  fileprivate static func foreignEncoding(_ path: String, line: Int) -> Diagnostic {
    Diagnostic(
      "market.text-encoding", .damaged, at: .init(path, line: line),
      (en: "The file is not UTF-8. It may be GBK.", zh: "文件不是 UTF-8，可能是 GBK。"),
      remedy: (en: "Convert it with `iconv -f GBK -t UTF-8`.", zh: "请用 `iconv -f GBK -t UTF-8` 转换。"))
  }
}

extension Finding {
  fileprivate static func lineEnds(_ tally: Tally) -> Finding {
    Finding(
      "market.text-line-ends", .note, ["count": .count(tally.caseCount), "worst": tally.named],
      title: (en: "Lines end as on Windows", zh: "行尾为 Windows 格式"),
      evidence: (
        en: "{count} {count:file has|files have} carriage returns: {worst}.", zh: "有 {count} 个文件含回车符：{worst}。"
      ), consequence: (en: "They are read as line ends, as in qlib.", zh: "与 qlib 一致，按换行读取。"),
      remedy: (en: "Convert them with `dos2unix`.", zh: "请用 `dos2unix` 转换。"))
  }

  fileprivate static func codes(_ tally: Tally) -> Finding {
    Finding(
      "market.code-form", .warning, ["count": .count(tally.total), "worst": tally.named],
      title: (en: "Codes are not in qlib's form", zh: "代码不是 qlib 的形式"),
      evidence: (
        en: "{count} {count:line has a code|lines have codes} in another form than SH600000: {worst}.",
        zh: "有 {count} 行的代码不是 SH600000 形式：{worst}。"
      ),
      consequence: (
        en: "They are read as SH600000 here; qlib keeps them, and finds no data or other names.",
        zh: "此处按 SH600000 读取；qlib 保留原样，可能找不到数据或名称不同。"
      ),
      remedy: (en: "Write codes such as SH600000 into these files.", zh: "请将这些文件中的代码改为 SH600000 形式。"))
  }

  fileprivate static func furtherCells(_ tally: Tally) -> Finding {
    Finding(
      "market.text-further-cells", .note, ["count": .count(tally.total), "worst": tally.named],
      title: (en: "Lines have more than three cells", zh: "行中多于三列"),
      evidence: (
        en: "{count} {count:line has|lines have} more than code, start and end: {worst}.",
        zh: "有 {count} 行除代码、起始日、结束日外还有其他列：{worst}。"
      ), consequence: (en: "The rest is not read.", zh: "其余内容不读取。"),
      remedy: (en: "Leave the further cells out.", zh: "请去掉多余的列。"))
  }
}

extension Message {
  fileprivate static func lines(_ count: Int) -> Message {
    Message("market.lines-label", ["count": .count(count)], en: "{count} {count:line|lines}", zh: "{count} 行")
  }

  fileprivate static func code(_ first: String, _ count: Int) -> Message {
    Message(
      "market.code-label", ["first": .text(first), "count": .count(count)], en: "{count}, first {first}",
      zh: "{count} 个，首个 {first}")
  }
}
