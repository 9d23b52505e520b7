/// Judges what the scan found.
struct MessageRules {
  /// Names that begin a sentence as they are written.
  private static let lowerCaseNames: Set<String> = [
    "aistock", "qlib", "pyqlib", "pandas", "numpy", "pip", "bubblewrap", "libcrypto", "libxml", "zlib", "libjs",
  ]

  /// Last words of the identifiers of texts that may be a few words instead of a sentence: they stand on a label, or
  /// inside of another text.
  private static let fragmentWords = ["name", "title", "label", "unit", "word"]

  /// Further such identifiers by what they are; `*` is any ending.
  static let fragments: [String] = [
    // What a setting should be, named behind "expected".
    "config.*", "night.settings", "night.list-of*", "night.mapping-of", "night.one-of", "night.some-of",
    "night.unique-id",
    "night.file-name", "night.tolerance", "night.whole-from-zero", "night.level", "night.instrument", "night.seeds",
    "yaml.key-twice",
    // Parts of a document.
    "backtest.stored", "backtest.exchange", "strategy.stored", "strategy.block",
    // States.
    "verdict.*", "archive.note", "archive.warning", "archive.serious", "models.state-*", "review.state-*",
    "review.none", "stage.rung-*",
    // Units, prices and days inside of a sentence.
    "panel.yuan", "panel.ten-thousand-yuan", "panel.shares", "panel.lots", "panel.amount", "panel.volume",
    "metrics.start", "import.first-day", "import.last-day", "signal.*", "ashare.last-priced", "ashare.rule-not-applied",
    // Counts inside of a sentence.
    "archive.judged", "archive.file", "archive.verdicts", "archive.rungs", "archive.migrations", "archive.findings",
    "archive.metrics", "archive.holdings", "archive.digests", "archive.versions", "archive.files",
    "orders.refused-quotes",
    "catalog.best-loop*", "models.*-labels", "catalog.without-field", "registry.*-without-*",
    "night.used-configuration",
    // Lines of the terminal that a room lays out for its commands.
    "doctor.*", "data.extent", "data.note", "data.warning", "data.serious", "nightly.damaged", "finding.*-line",
    "review.night", "review.verdict", "review.finding", "review.exception-*", "review.note",
  ]

  private static func mayBeFragment(_ message: WrittenMessage) -> Bool {
    // Lines of the terminal are laid out: headings, values, progress.
    message.form == .message
      && (message.room == "Commands"
        || fragmentWords.contains { message.id.hasSuffix("." + $0) || message.id.hasSuffix("-" + $0) }
        || fragments.contains { isMatch(message.id, $0) })
  }

  static func offences(in messages: [WrittenMessage]) -> [Offence] {
    messages.flatMap(offences(of:)) + sharedIdentifiers(messages)
  }

  private static func offences(of message: WrittenMessage) -> [Offence] {
    var found: [Offence] = []
    func offend(_ rule: MessageRule, _ subject: String, _ line: Int? = nil) {
      found.append(
        Offence(rule: rule, file: message.file, line: line ?? message.line, subject: "\(message.id): \(subject)"))
    }
    if message.id != MessageScan.foreignID,
      message.id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*/) == nil
        || (message.form != .diagnostic && !message.id.contains("."))
    {
      offend(.idForm, message.id)
    }
    var used: Set<String> = []
    for part in message.parts {
      let (english, chinese) = (PatternText(part.english), PatternText(part.chinese))
      used.formUnion(english.names)
      for rule in broken(english, chinese, message) {
        offend(rule, rule.isChinese ? part.chinese : part.english, part.line)
      }
      let isTitle = part.name == "title"
      let areFragments = isFragment(english, ".?!") && isFragment(chinese, "。？！")
      if !isTitle, mayBeFragment(message), areFragments { continue }
      for rule in isTitle ? titleRules(english, chinese) : sentenceRules(english, chinese, message) {
        offend(rule, rule.isChinese ? part.chinese : part.english, part.line)
      }
    }
    for name in message.arguments.keys.sorted() where !used.contains(name) { offend(.unusedArgument, name) }
    return found
  }

  /// What holds for every text.
  private static func broken(
    _ english: PatternText, _ chinese: PatternText, _ message: WrittenMessage
  ) -> [MessageRule] {
    var rules: [MessageRule] = []
    if english.names != chinese.names { rules.append(.holes) }
    if !english.names.union(chinese.names).isSubset(of: message.arguments.keys) { rules.append(.missingArgument) }
    if english.hasStrayBrace || chinese.hasStrayBrace { rules.append(.brace) }
    for hole in english.holes {
      guard let forms = hole.forms else { continue }
      let words = forms.split(separator: "|", omittingEmptySubsequences: false)
      // A kind that the expression does not show is left to the rendering.
      let kind = (message.arguments[hole.name] ?? nil) ?? "count"
      if words.count != 2 || words.contains(where: \.isEmpty) || kind != "count" { rules.append(.plural) }
    }
    if chinese.holes.contains(where: { $0.forms != nil }) { rules.append(.plural) }
    if english.text.contains(where: { $0.isHan || $0.isChineseMark }) { rules.append(.englishText) }
    if !chinese.hasChinese, english.hasWords { rules.append(.chineseText) }
    if chinese.longestLatinRun >= 3 { rules.append(.englishInChinese) }
    if !hasChinesePunctuation(chinese) { rules.append(.chinesePunctuation) }
    return rules
  }

  /// A Latin mark behind a Chinese character, or one that ends the text.
  private static func hasChinesePunctuation(_ text: PatternText) -> Bool {
    let characters = Array(text.unquoted)
    for place in characters.indices.dropFirst() where ",;:?!()".contains(characters[place]) {
      if characters[place - 1].isHan { return false }
      if place + 1 < characters.count, characters[place] == ")", characters[place + 1].isHan { return false }
    }
    return characters.last != "."
  }

  private static func isMatch(_ id: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return id == pattern }
    return id.hasPrefix(parts[0]) && id.hasSuffix(parts[parts.count - 1])
      && parts.allSatisfy { $0.isEmpty || id.contains($0) }
  }

  private static func isFragment(_ text: PatternText, _ marks: String) -> Bool {
    text.plain.last.map { !marks.contains($0) } ?? true
  }

  private static func titleRules(_ english: PatternText, _ chinese: PatternText) -> [MessageRule] {
    english.text.hasSuffix(".") || chinese.text.hasSuffix("。") ? [.fragment] : []
  }

  private static func sentenceRules(
    _ english: PatternText, _ chinese: PatternText, _ message: WrittenMessage
  ) -> [MessageRule] {
    var rules: [MessageRule] = []
    if !english.sentences.allSatisfy(beginsWell) { rules.append(.capital) }
    if english.sentences.contains(where: { $0.split(whereSeparator: \.isWhitespace).count > 20 }) {
      rules.append(.length)
    }
    for (text, marks) in [(english, ".?!"), (chinese, "。？！")] {
      guard let last = text.plain.last, !marks.contains(last) else { continue }
      // What another program or a person said.
      if text.plain == "{}" { continue }
      // A value behind a colon stands as it is, to be copied.
      if text.plain.hasSuffix(": {}") || text.plain.hasSuffix("：{}") { continue }
      // A sentence inside the sentence brings its own.
      if let hole = text.lastHole, (message.arguments[hole] ?? nil) ?? "message" == "message" { continue }
      rules.append(.fullStop)
      break
    }
    return rules
  }

  private static func beginsWell(_ sentence: Substring) -> Bool {
    guard let first = sentence.first else { return true }
    if first.isUppercase || !first.isLetter { return true }
    return lowerCaseNames.contains(String(sentence.prefix { $0.isLetter }))
  }

  /// The identifier of a diagnostic or of a finding names a kind of problem, which may have several wordings.
  private static func sharedIdentifiers(_ messages: [WrittenMessage]) -> [Offence] {
    var wordings: [String: WrittenMessage] = [:]
    var found: [Offence] = []
    for message in messages where message.form == .message {
      let key = message.room + " " + message.id
      guard let first = wordings[key] else {
        wordings[key] = message
        continue
      }
      if first.parts.map(\.english) != message.parts.map(\.english)
        || first.parts.map(\.chinese) != message.parts.map(\.chinese)
      {
        found.append(
          Offence(
            rule: .idOfTwo, file: message.file, line: message.line,
            subject: "\(message.id), also in \(first.file):\(first.line)"))
      }
    }
    return found
  }
}

extension MessageRule {
  /// Whether the Chinese text shows the breach.
  fileprivate var isChinese: Bool {
    switch self {
    case .chineseText, .englishInChinese, .chinesePunctuation: true
    default: false
    }
  }
}
