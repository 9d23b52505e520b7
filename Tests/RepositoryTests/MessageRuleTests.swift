import Testing

/// The scan and its rules fail on a source that breaks them, and on no other.
struct MessageRuleTests {
  private static func offences(_ source: String) -> [MessageRule] {
    let scan = MessageScan(source, file: "Sources/Metrics/X.swift")
    return (scan.offences + MessageRules.offences(in: scan.messages)).map(\.rule)
  }

  @Test(arguments: [
    #"Message("metric.none", en: "There are no days.", zh: "没有交易日。")"#,
    #"Message("metric.short", ["n": .count(days.count), "day": .day(last)], en: "Only {n} {n:day|days} until {day}.", zh: "截至 {day} 只有 {n} 天。")"#,
    #"Message("metric.why", ["reason": .message(why)], en: "Not available: {reason}", zh: "不可用：{reason}")"#,
    #"Message("metric.long", en: "One sentence that " + "goes on.", zh: "一句话" + "接着说。")"#,
    #"Message("metric.sharpe.name", en: "Sharpe ratio", zh: "夏普比率")"#,
    #"Message("metric.qlib", ["file": "a.csv"], en: "qlib reads '{file}' as `D.features` does.", zh: "qlib 像 `D.features of a b c` 一样读取 {file}。")"#,
    #"throw Diagnostic("metric.file", .damaged, at: .init(path, line: 3), ["name": .text(name)], (en: "The file has no {name}.", zh: "文件中没有 {name}。"), remedy: (en: "Add it.", zh: "请补上。"), exit: .usage)"#,
    #"Finding("metric.gap", severity, ["n": .count(3)], title: (en: "Gap", zh: "缺口"), evidence: (en: "{n} days.", zh: "{n} 天。"), consequence: (en: "Less.", zh: "变少。"), remedy: (en: "Do.", zh: "请补。"))"#,
    #"Diagnostic(id, .damaged, at: .init(path), (en: "The file is no JSON.", zh: "文件不是 JSON。"), remedy: (en: "Restore it.", zh: "请恢复。"))"#,
    #"Message("metric.copy", ["line": .text(line)], en: "Write this: {line}", zh: "请写成：{line}")"#,
    #"CauseStatement(.fees, .ownFees(day), evidence: [.fit(rate)])"#,
    #"Message("metric.other-name", en: "It has another name.", zh: "它的名称不同。")"#,
    "/// Message(stringLiteral: x) in a comment\nlet text = \"Message(en: 1)\"",
    "Message(json)", "Message(stored: row.text)", "Diagnostic(stored: json)",
    "extension Message {\n  static func x(_ a: Int) -> Message { y }\n}",
    ".verbatim(note)", #".verbatim("\(file): \(line)")"#, "func wording(en: String, zh: String) {}",
  ])
  func goodSourcePasses(source: String) {
    #expect(MessageRuleTests.offences(source) == [])
  }

  private static let broken: [(source: String, rule: MessageRule)] = [
    (#"Message("metric.none", en: "There are \(n) days.", zh: "有 \(n) 天。")"#, MessageRule.untyped),
    (#"Message(id, en: "There are days.", zh: "有。")"#, .untyped),
    (#"Message("metric.none", arguments, en: "There are days.", zh: "有。")"#, .untyped),
    (#"Message("metric.none", [key: .count(1)], en: "There are days.", zh: "有。")"#, .untyped),
    (#"Message("metric.none", en: isShort ? "A." : "B.", zh: "有。")"#, .untyped),
    (#"Diagnostic("metric.file", "no such file", remedy: "Name one.")"#, .untyped),
    (#"Finding(id: "metric.gap", severity: .note, evidence: "a", consequence: "b", remedy: "c")"#, .untyped),
    (#"let text: Wording = (en: "There are days.", zh: "有。")"#, .strayWording),
    (#".verbatim("There are no days.")"#, .literalConversion),
    (#"Message(stringLiteral: text)"#, .literalConversion),
    (#"CauseStatement(.fees, "The fees differ.")"#, .literalConversion),
    (#"Message("none", en: "There are no days.", zh: "没有交易日。")"#, .idForm),
    (#"Message("metric.noDays", en: "There are no days.", zh: "没有交易日。")"#, .idForm),
    (
      #"[Message("metric.none", en: "No days.", zh: "没有。"), Message("metric.none", en: "No rows.", zh: "没有。")]"#,
      .idOfTwo
    ),
    (#"Message("metric.none", ["n": .count(1)], en: "There are {n}.", zh: "有。")"#, .holes),
    (#"Message("metric.none", en: "There are {n}.", zh: "有 {n}。")"#, .missingArgument),
    (#"Message("metric.none", ["n": .count(1)], en: "There are no days.", zh: "没有交易日。")"#, .unusedArgument),
    (#"Message("metric.none", ["n": .count(1)], en: "There {n:is} {n}.", zh: "有 {n}。")"#, .plural),
    (#"Message("metric.none", ["n": .count(1)], en: "There is {n}.", zh: "有 {n:天|天}。")"#, .plural),
    (#"Message("metric.none", ["n": .text(a)], en: "There {n:is|are} {n}.", zh: "有 {n}。")"#, .plural),
    (#"Message("metric.none", en: "There is a {.", zh: "有 {。")"#, .brace),
    (#"Message("metric.none", en: "There are no 交易日.", zh: "没有交易日。")"#, .englishText),
    (#"Message("metric.none", en: "There are no days.", zh: "RD-Agent。")"#, .chineseText),
    (#"Message("metric.none", en: "There are no days.", zh: "没有 days of trading。")"#, .englishInChinese),
    (#"Message("metric.none", en: "There are no days.", zh: "没有交易日, 也没有记录。")"#, .chinesePunctuation),
    (#"Message("metric.none", en: "There are no days.", zh: "没有交易日(记录)。")"#, .chinesePunctuation),
    (#"Message("metric.none", en: "there are no days.", zh: "没有交易日。")"#, .capital),
    (#"Message("metric.none", en: "There are days. none counts.", zh: "没有交易日。")"#, .capital),
    (#"Message("metric.none", en: "There are no days", zh: "没有交易日。")"#, .fullStop),
    (#"Message("metric.none", en: "There are no days.", zh: "没有交易日")"#, .fullStop),
    (#"Message("metric.none", ["n": .text(a)], en: "There is {n}", zh: "有 {n}")"#, .fullStop),
    (#"Message("metric.sharpe.name", en: "No days.", zh: "没有交易日")"#, .fullStop),
    (
      #"Finding("metric.gap", .note, title: (en: "Gap.", zh: "缺口"), evidence: (en: "A.", zh: "有。"), consequence: (en: "B.", zh: "有。"), remedy: (en: "C.", zh: "有。"))"#,
      .fragment
    ),
    (#"Message("metric.none", en: "A b c d e f g h i j k l m n o p q r s t u.", zh: "没有交易日。")"#, .length),
  ]

  @Test(arguments: broken)
  func badSourceFails(source: String, rule: MessageRule) {
    #expect(MessageRuleTests.offences(source) == [rule])
  }

  @Test func everyRuleHasASourceThatBreaksIt() {
    #expect(Set(MessageRuleTests.broken.map(\.rule)) == Set(MessageRule.allCases))
  }

  @Test func aMessageInsideOfAnInterpolationIsFound() {
    let scan = MessageScan(
      #"let a = "\(Message("metric.none", en: "none", zh: "无"))""#, file: "Sources/Metrics/X.swift")
    #expect(scan.messages.count == 1)
    #expect(MessageRules.offences(in: scan.messages).map(\.rule) == [.capital, .fullStop])
  }

  @Test func blockTextsAndRawTextsAreRead() {
    let source = "Message(\"metric.none\", en: \"\"\"\n    One \\\n    line.\n    \"\"\", zh: #\"一\"行\"。\"#)"
    let messages = MessageScan(source, file: "Sources/Metrics/X.swift").messages
    #expect(messages.first?.parts.first?.english == "One line.")
    #expect(messages.first?.parts.first?.chinese == "一\"行\"。")
  }
}
