package import Primitives

/// What is wrong with a research document, by name and place.
package struct ResearchConfigProblem: Equatable, Sendable {
  /// `factor_set.factors[1].name`.
  package var path: String
  package var message: Message

  package var json: JSONValue { ["path": .string(path), "problem": message.json] }
}

extension ResearchConfig {
  /// Sorted by path; empty where the document is what its kind says. Unknown members are no problem.
  package var problems: [ResearchConfigProblem] {
    var check = ResearchConfigCheck()
    switch kind {
    case .strategy: check.strategy(document, "")
    case .memoStrategy: check.memo(document)
    case .factorSet: check.factorSet(document, "")
    case .request: check.request(document)
    }
    return check.problems.sorted { ($0.path, $0.message.id) < ($1.path, $1.message.id) }
  }
}

/// The rules of `Contracts.md`, experiment requests: one after the other.
private struct ResearchConfigCheck {
  var problems: [ResearchConfigProblem] = []

  mutating func strategy(_ json: JSONValue, _ path: String) {
    demand(json, path, "strategy_type")
    texts(json, path, ["strategy_type", "name", "description", "benchmark", "prompt_template_id"])
    objects(json, path, ["risk_model", "trading_rule", "extra"])
    rule(json["trading_rule"], at(path, "trading_rule"))
    instrument(json["benchmark"], at(path, "benchmark"))
  }

  mutating func memo(_ json: JSONValue) {
    texts(json, "", ["strategy_id", "name", "type", "universe", "benchmark", "horizon", "prompt_template_id"])
    objects(json, "", ["execution", "objectives"])
    rule(json["execution"], "execution")
    texts(json["execution"] ?? .null, "execution", ["strategy_class", "rebalance_freq"])
    instrument(json["benchmark"], "benchmark")
    for (place, window) in list(json, "", "backtest_windows").enumerated() {
      for name in ["train", "valid", "test"] { segment(window[name], "backtest_windows[\(place)].\(name)") }
    }
  }

  mutating func factorSet(_ json: JSONValue, _ path: String) {
    var seen: Set<String> = []
    for (place, factor) in list(json, path, "factors").enumerated() {
      let own = at(path, "factors") + "[\(place)]"
      // RD-Agent drops an entry without a name without a word.
      guard let name = factor["name"]?.stringValue, !name.isEmpty else {
        add(at(own, "name"), .noName)
        continue
      }
      texts(factor, own, ["source", "version"])
      if !seen.insert(name).inserted { add(at(own, "name"), .twice(name)) }
    }
    strings(json, path, "tags")
    objects(json, path, ["extra"])
  }

  mutating func request(_ json: JSONValue) {
    objects(json, "", ["strategy", "factor_set", "train_test", "model", "dataset", "objective", "extra"])
    texts(json, "", ["name", "description"])
    strings(json, "", "user_tags")
    // RD-Agent reads any other word as `research`.
    choice(json["kind"], "kind", ["research", "benchmark", "ab_test"])
    if let own = json["strategy"], own.objectValue != nil { strategy(own, "strategy") }
    if let own = json["factor_set"], own.objectValue != nil { factorSet(own, "factor_set") }
    if let own = json["objective"], own.objectValue != nil {
      texts(own, "objective", ["primary_metric"])
      choice(own["direction"], "objective.direction", ["maximize", "minimize"])
      objects(own, "objective", ["constraints"])
    }
    if let own = json["train_test"], own.objectValue != nil { trainTest(own) }
    if let own = json["model"], own.objectValue != nil {
      texts(own, "model", ["model_type", "model_class"])
      objects(own, "model", ["kwargs", "extra"])
    }
    if let own = json["dataset"], own.objectValue != nil {
      texts(own, "dataset", ["class_name", "handler_class"])
      objects(own, "dataset", ["handler_kwargs", "extra", "segments"])
      for (name, pair) in (own["segments"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
        segment(pair, "dataset.segments." + name)
      }
    }
  }

  private mutating func trainTest(_ json: JSONValue) {
    objects(json, "train_test", ["dataset_extra"])
    var before: (name: String, day: TradingDay)?
    for name in ["train_start", "train_end", "valid_start", "valid_end", "test_start", "test_end"] {
      guard let day = day(json[name], "train_test." + name) else { continue }
      if let before, day < before.day { add("train_test." + name, .backwards(day, before.name, before.day)) }
      before = (name, day)
    }
  }

  // MARK: - Types

  private mutating func rule(_ json: JSONValue?, _ path: String) {
    for name in ["topk", "n_drop"] {
      guard let value = json?[name], value != .null else { continue }
      guard let count = value.intValue, count >= (name == "topk" ? 1 : 0) else {
        add(at(path, name), .wrongCount(value))
        continue
      }
    }
    if let topk = json?["topk"]?.intValue, let drop = json?["n_drop"]?.intValue, drop > topk {
      add(at(path, "n_drop"), .dropsMore(drop, topk))
    }
  }

  private mutating func instrument(_ json: JSONValue?, _ path: String) {
    guard let text = json?.stringValue, InstrumentID(text) == nil else { return }
    add(path, .noInstrument(text))
  }

  private mutating func segment(_ json: JSONValue?, _ path: String) {
    guard let json, json != .null else { return }
    guard let pair = json.arrayValue, pair.count == 2 else { return add(path, .noSegment(json)) }
    if let start = day(pair[0], path + "[0]"), let end = day(pair[1], path + "[1]"), end < start {
      add(path + "[1]", .backwards(end, path + "[0]", start))
    }
  }

  private mutating func day(_ json: JSONValue?, _ path: String) -> TradingDay? {
    guard let json, json != .null else { return nil }
    guard let text = json.stringValue, text.utf8.count == 10, let day = TradingDay(text) else {
      add(path, .noDay(json))
      return nil
    }
    return day
  }

  private mutating func demand(_ json: JSONValue, _ path: String, _ name: String) {
    if json[name]?.stringValue?.isEmpty != false { add(at(path, name), .demanded) }
  }

  private mutating func texts(_ json: JSONValue, _ path: String, _ names: [String]) {
    for name in names {
      if let value = json[name], value != .null, value.stringValue == nil { add(at(path, name), .noText(value)) }
    }
  }

  private mutating func objects(_ json: JSONValue, _ path: String, _ names: [String]) {
    for name in names {
      if let value = json[name], value != .null, value.objectValue == nil { add(at(path, name), .noObject(value)) }
    }
  }

  private mutating func strings(_ json: JSONValue, _ path: String, _ name: String) {
    for (place, item) in list(json, path, name).enumerated() where item.stringValue == nil {
      add(at(path, name) + "[\(place)]", .noText(item))
    }
  }

  private mutating func list(_ json: JSONValue, _ path: String, _ name: String) -> [JSONValue] {
    guard let value = json[name], value != .null else { return [] }
    if value.arrayValue == nil { add(at(path, name), .noList(value)) }
    return value.arrayValue ?? []
  }

  private mutating func choice(_ json: JSONValue?, _ path: String, _ known: [String]) {
    guard let json, json != .null, !known.contains(json.stringValue ?? "") else { return }
    add(path, .noChoice(json, known))
  }

  private func at(_ path: String, _ name: String) -> String { path.isEmpty ? name : path + "." + name }

  private mutating func add(_ path: String, _ message: Message) { problems.append(.init(path: path, message: message)) }
}

extension Message {
  private static func shown(_ json: JSONValue) -> MessageArgument {
    .text(String(String(decoding: json.canonical, as: UTF8.self).prefix(60)))
  }

  fileprivate static let demanded = Message(
    "research.demanded", en: "It is missing. RD-Agent drops the whole strategy without it.",
    zh: "缺失；RD-Agent 会因此丢弃整个策略。")
  fileprivate static let noName = Message(
    "research.factor-name", en: "The factor has no name. RD-Agent drops it without a word.",
    zh: "因子没有名称，RD-Agent 会直接丢弃。")

  fileprivate static func twice(_ name: String) -> Message {
    Message(
      "research.factor-twice", ["name": .text(name)], en: "The factor {name} occurs twice.", zh: "因子 {name} 出现两次。")
  }

  fileprivate static func wrongCount(_ json: JSONValue) -> Message {
    Message("research.count", ["value": shown(json)], en: "{value} is no count.", zh: "{value} 不是个数。")
  }

  fileprivate static func dropsMore(_ drop: Int, _ topk: Int) -> Message {
    Message(
      "research.drops-more", ["drop": .count(drop), "topk": .count(topk)],
      en: "It replaces {drop} a day and holds {topk}.", zh: "每日替换 {drop} 只，而持有 {topk} 只。")
  }

  fileprivate static func noInstrument(_ text: String) -> Message {
    Message(
      "research.no-instrument", ["text": .text(text)], en: "'{text}' is no instrument such as SH000300.",
      zh: "“{text}”不是 SH000300 这样的证券代码。")
  }

  fileprivate static func noSegment(_ json: JSONValue) -> Message {
    Message(
      "research.segment", ["value": shown(json)], en: "{value} is no pair of a first and a last day.",
      zh: "{value} 不是首日与末日的组合。")
  }

  fileprivate static func noDay(_ json: JSONValue) -> Message {
    Message(
      "research.day", ["value": shown(json)], en: "{value} is no day YYYY-MM-DD.", zh: "{value} 不是 YYYY-MM-DD 形式的日期。")
  }

  fileprivate static func backwards(_ day: TradingDay, _ name: String, _ before: TradingDay) -> Message {
    Message(
      "research.backwards", ["day": .day(day), "name": .text(name), "before": .day(before)],
      en: "{day} lies before {name}, {before}.", zh: "{day} 早于 {name} 的 {before}。")
  }

  fileprivate static func noText(_ json: JSONValue) -> Message {
    Message("research.no-text", ["value": shown(json)], en: "{value} is no text.", zh: "{value} 不是文本。")
  }

  fileprivate static func noObject(_ json: JSONValue) -> Message {
    Message("research.no-object", ["value": shown(json)], en: "{value} is no object.", zh: "{value} 不是对象。")
  }

  fileprivate static func noList(_ json: JSONValue) -> Message {
    Message("research.no-list", ["value": shown(json)], en: "{value} is no list.", zh: "{value} 不是列表。")
  }

  fileprivate static func noChoice(_ json: JSONValue, _ known: [String]) -> Message {
    Message(
      "research.no-choice", ["value": shown(json), "known": .names(known)],
      en: "{value} is none of {known}. RD-Agent takes the first of them.", zh: "{value} 不在可用值之内：{known}；RD-Agent 会取第一个。"
    )
  }
}
