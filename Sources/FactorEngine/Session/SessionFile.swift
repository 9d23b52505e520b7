package import Primitives

/// A session's state in a file: a line that names it, a line of JSON that says what it belongs to, and the states
/// of all instruments as little-endian 64-bit words.
///
/// Kernel states are kept as they lie in memory, so a file is read only by the version that wrote it.
extension FactorSession {
  private static let title = "aistock factor state\n"

  /// Writes the state; the file appears whole or not at all.
  package func write(to path: String) throws {
    var words: [UInt64] = []
    for instrument in records.keys.sorted() {
      guard let record = records[instrument] else { continue }
      SessionWords.write(instrument, record, to: &words)
    }
    let header: JSONValue = [
      "schema": 1, "version": .string(ToolVersion.current),
      "factors": .string(FactorSession.digest(factors)),
      "start": .optional(start), "last_day": .optional(lastDay), "days": .integer(end),
      "instruments": .integer(records.count), "words": .integer(words.count),
      "check": .string(String(SessionWords.check(words), radix: 16)),
    ]
    var bytes = Array(FactorSession.title.utf8) + header.canonical
    if bytes.last != 10 { bytes.append(10) }
    words.withUnsafeBytes { bytes.append(contentsOf: $0) }
    try FileWriter.write(bytes, to: path)
  }

  /// Reads a state back; refuses one of another version, of other factors or of another start.
  package init(reading path: String, _ factors: [Factor], start: TradingDay? = nil) throws {
    let (header, body) = try FactorSession.parts(path)
    let version = header["version"]?.stringValue ?? ""
    if version != ToolVersion.current { throw Diagnostic.otherVersion(path, version, ToolVersion.current) }
    if header["factors"]?.stringValue != FactorSession.digest(factors) { throw Diagnostic.otherFactors(path) }
    let made = header["start"]?.stringValue
    if made != start?.description { throw Diagnostic.otherStart(path, made, start) }
    let words = [UInt64](unsafeUninitializedCapacity: body.count / 8) { buffer, count in
      body.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: .init(rebasing: $0[..<(body.count / 8 * 8)]))
      }
      count = body.count / 8
    }
    guard body.count % 8 == 0, header["words"]?.intValue == words.count,
      header["check"]?.stringValue == String(SessionWords.check(words), radix: 16),
      let end = header["days"]?.intValue, end >= 0,
      let records = SessionWords.records(words), records.count == header["instruments"]?.intValue
    else { throw FactorSession.damaged(path) }
    let lastDay = header["last_day"]?.stringValue.flatMap { TradingDay($0) }
    guard (lastDay == nil) == (end == 0) else { throw FactorSession.damaged(path) }
    try self.init(factors, start: start, lastDay: lastDay, end: end, records: records)
  }

  private static func parts(_ path: String) throws -> (header: JSONValue, body: ArraySlice<UInt8>) {
    let bytes = try FileReader.bytes(path)
    guard bytes.starts(with: title.utf8) else {
      throw Diagnostic(
        "factor.state-form", .damaged, at: .init(path),
        (en: "The file is not a state of factors.", zh: "该文件不是因子状态文件。"),
        remedy: (
          en: "Name a file that --state has written, or one that does not exist.",
          zh: "请指定 --state 写出的文件，或尚不存在的文件。"
        ))
    }
    let rest = bytes.dropFirst(title.utf8.count)
    guard let end = rest.firstIndex(of: 10) else { throw damaged(path) }
    do throws(JSONReader.Failure) {
      return (try JSONReader.read(Array(rest[..<end])), rest[(end + 1)...])
    } catch { throw damaged(path) }
  }

  private static func damaged(_ path: String) -> Diagnostic {
    Diagnostic(
      "factor.state-damaged", .damaged, at: .init(path),
      (en: "The state file is cut short or changed.", zh: "状态文件被截断或改动。"),
      remedy: (en: "Remove it and compute again.", zh: "请删除该文件后重新计算。"))
  }

  /// SHA-256 over names and canonical texts.
  private static func digest(_ factors: [Factor]) -> String {
    SHA256Digest(hashing: factors.map { "\($0.name)\t\($0.expression.canonicalText)\n" }.joined())
      .hex
  }
}

/// Records as 64-bit words and back.
enum SessionWords {
  static func write(
    _ instrument: InstrumentID, _ record: InstrumentRecord, to words: inout [UInt64]
  ) {
    let name = Array(instrument.name.utf8)
    words.append(UInt64(name.count))
    for byte in name { words.append(UInt64(byte)) }
    words += [UInt64(record.end), UInt64(record.marks.count)]
    for mark in record.marks {
      words += [UInt64(mark.start), UInt64(mark.end)]
      for lane in 0..<4 { words.append(mark.lanes[lane]) }
    }
    words.append(UInt64(record.memory.states.count))
    for lower in record.memory.states.keys.sorted() {
      let states = record.memory.states[lower] ?? [:]
      words += [UInt64(lower), UInt64(states.count)]
      for step in states.keys.sorted() {
        guard let state = states[step] else { continue }
        words += [
          UInt64(step), UInt64(state.end), UInt64(state.words.count), UInt64(state.tail.count),
        ]
        words += state.words
        words += state.tail.map(\.bitPattern)
      }
    }
  }

  /// Nil where the words do not fit together.
  static func records(_ words: [UInt64]) -> [InstrumentID: InstrumentRecord]? {
    var reader = Reader(words: words[...])
    var records: [InstrumentID: InstrumentRecord] = [:]
    while !reader.words.isEmpty {
      guard let length = reader.number(limit: 64), let name = reader.take(length),
        let instrument = InstrumentID(
          String(decoding: name.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)),
        let record = reader.record()
      else { return nil }
      records[instrument] = record
    }
    return records
  }

  /// A number over all words; order matters.
  static func check(_ words: [UInt64]) -> UInt64 {
    words.reduce(UInt64(words.count)) { FactorTable.mix($0, $1) }
  }

  private struct Reader {
    var words: ArraySlice<UInt64>

    mutating func take(_ count: Int) -> ArraySlice<UInt64>? {
      guard count <= words.count else { return nil }
      defer { words = words.dropFirst(count) }
      return words.prefix(count)
    }

    mutating func number(limit: Int = 1 << 40) -> Int? {
      guard let word = words.first, word <= UInt64(limit) else { return nil }
      words = words.dropFirst()
      return Int(word)
    }

    mutating func record() -> InstrumentRecord? {
      guard let end = number(), let count = number(limit: words.count) else { return nil }
      var marks: [FieldMark] = []
      for _ in 0..<count {
        guard let start = number(), let last = number(), let lanes = take(4) else { return nil }
        marks.append(FieldMark(start: start, end: last, lanes: SIMD4(lanes)))
      }
      var memory = InstrumentMemory()
      guard let groups = number(limit: words.count) else { return nil }
      for _ in 0..<groups {
        guard let lower = number(), let states = number(limit: words.count) else { return nil }
        for _ in 0..<states {
          guard let step = number(), let end = number(), let own = number(limit: words.count),
            let tail = number(limit: words.count), let kernel = take(own), let last = take(tail)
          else { return nil }
          memory.keep(
            lower, step,
            KernelState(end: end, words: Array(kernel), tail: last.map { Double(bitPattern: $0) }))
        }
      }
      return InstrumentRecord(marks: marks, end: end, memory: memory)
    }
  }
}

extension Diagnostic {
  fileprivate static func otherVersion(_ path: String, _ made: String, _ now: String) -> Diagnostic {
    Diagnostic(
      "factor.state-other", .damaged, at: .init(path, field: "version"), ["made": .text(made), "now": .text(now)],
      (
        en: "Version {made} of the program wrote the state. This is version {now}.",
        zh: "状态文件由 {made} 版程序写出，当前为 {now} 版。"
      ),
      remedy: (
        en: "Name another state file, or remove this one and compute again.",
        zh: "请指定另一个状态文件，或删除此文件后重新计算。"
      ))
  }

  fileprivate static func otherFactors(_ path: String) -> Diagnostic {
    Diagnostic(
      "factor.state-other", .damaged, at: .init(path, field: "factors"),
      (en: "The state belongs to other factors.", zh: "状态文件属于另一组因子。"),
      remedy: (
        en: "Name another state file, or remove this one and compute again.",
        zh: "请指定另一个状态文件，或删除此文件后重新计算。"
      ))
  }

  fileprivate static func otherStart(_ path: String, _ made: String?, _ asked: TradingDay?) -> Diagnostic {
    Diagnostic(
      "factor.state-other", .damaged, at: .init(path, field: "start"),
      ["made": .text(made ?? "-"), "asked": asked.map { .day($0) } ?? .text("-")],
      (en: "The state starts on {made}, not on {asked}.", zh: "状态文件的起始日为 {made}，而不是 {asked}。"),
      remedy: (
        en: "Name another state file, or remove this one and compute again.",
        zh: "请指定另一个状态文件，或删除此文件后重新计算。"
      ))
  }
}
