package import Primitives

extension LibraryFactor {
  /// All that is known of the factor in words, its name first.
  package var lines: [Message] {
    var lines: [Message] = [.head(label, state.name.word)]
    func add(_ name: Message, _ value: String?) {
      if let value { lines.append(.row(name, .text(value))) }
    }
    if let reason = state.reason { lines.append(.row(.reason, .message(reason))) }
    add(.by, state.by)
    add(.at, state.at)
    if let against = state.against { lines.append(.row(.against, .message(.cells(against.count, against.verdict)))) }
    add(.expression, expression)
    add(.implementation, implementation)
    add(.fields, code.map { $0.fields.joined(separator: " ") })
    if let code { lines.append(.row(.lookback, .count(code.lookback))) }
    if let declaredLookback { lines.append(.row(.declaredLookback, .count(declaredLookback))) }
    add(.source, source)
    add(.descriptionName, description)
    add(.formula, formulaHint)
    let reference = [implModule, implFunction, implVersion].compactMap(\.self)
    add(.reference, reference.isEmpty ? nil : reference.joined(separator: " "))
    add(.rawNames, rawNames.isEmpty ? nil : rawNames.joined(separator: ", "))
    return lines
  }
}

extension Message {
  fileprivate static func head(_ label: String, _ state: Message) -> Message {
    Message(
      "library.head-name", ["label": .text(label), "state": .message(state)], en: "{label}: {state}",
      zh: "{label}：{state}")
  }

  fileprivate static func row(_ name: Message, _ value: MessageArgument) -> Message {
    Message(
      "library.row-name", ["name": .message(name), "value": value], en: "  {name}: {value}", zh: "  {name}：{value}")
  }

  fileprivate static func cells(_ count: Int, _ verdict: String) -> Message {
    Message(
      "library.cells-name", ["count": .count(count), "verdict": .text(verdict)],
      en: "{count} {count:cell|cells}, {verdict}", zh: "{count} 个单元，{verdict}")
  }

  fileprivate static let reason = Message("library.reason-name", en: "reason", zh: "原因")
  fileprivate static let by = Message("library.by-name", en: "by", zh: "操作人")
  fileprivate static let at = Message("library.at-name", en: "at", zh: "时间")
  fileprivate static let against = Message("library.against-name", en: "against", zh: "对比")
  fileprivate static let expression = Message("library.expression-name", en: "expression", zh: "表达式")
  fileprivate static let implementation = Message("library.implementation-name", en: "implementation", zh: "实现")
  fileprivate static let fields = Message("library.fields-name", en: "fields", zh: "字段")
  fileprivate static let lookback = Message("library.lookback-name", en: "rows of lookback", zh: "回看行数")
  fileprivate static let declaredLookback = Message(
    "library.declared-lookback-name", en: "lookback declared", zh: "声明的回看行数")
  fileprivate static let source = Message("library.source-name", en: "source", zh: "来源")
  fileprivate static let descriptionName = Message("library.description-name", en: "description", zh: "说明")
  fileprivate static let formula = Message("library.formula-name", en: "formula", zh: "公式")
  fileprivate static let reference = Message("library.reference-name", en: "reference", zh: "参考实现")
  fileprivate static let rawNames = Message("library.raw-names-name", en: "raw names", zh: "原始名称")
}
