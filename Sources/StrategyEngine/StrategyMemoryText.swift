package import Primitives
import Records

/// A strategy's memory as text, so that a preview goes on tomorrow with what it knew today. Stocks are
/// written by their code: their numbers change with the list they are numbered in.
extension StrategyMemory {
  /// - Parameter name: the code of a stock's number.
  package func text(_ name: (Int32) -> InstrumentID) -> String {
    func map(_ values: [Int32: Double]) -> JSONValue {
      .object(Dictionary(values.map { (name($0.key).name, .number($0.value)) }) { first, _ in first })
    }
    let document: JSONValue = [
      "schema": 1, "days_with_scores": .integer(daysWithScores),
      "enhanced": [
        "entry_price": map(enhanced.entryPrice), "entry_amount": map(enhanced.entryAmount),
        "sold_twice": .array(enhanced.soldTwice.map { name($0).name }.sorted().map { .string($0) }),
        "ordered": .object(
          Dictionary(
            enhanced.ordered.map {
              (name($0.key).name, ["price": .number($0.value.price), "before": .number($0.value.before)])
            }
          ) { first, _ in first }),
        "acted": .object(
          Dictionary(enhanced.acted.map { ($0.key.rawValue, .integer($0.value)) }) { first, _ in first }),
      ],
      "rules": [
        "entry_price": map(rules.entryPrice), "peak": .number(rules.peak),
        "acted": .object(rules.acted.mapValues { .integer($0) }),
      ],
    ]
    return String(decoding: document.canonical, as: UTF8.self)
  }

  /// Reads what `text` writes. Throws `strategy.memory` for anything else, also where a stock has no
  /// number.
  package init(text: String, _ place: (InstrumentID) -> Int32?) throws {
    guard let json = try? JSONReader.read(Array(text.utf8)), json["schema"]?.intValue == 1 else {
      throw Diagnostic.memoryForm
    }
    func stock(_ name: String) throws -> Int32 {
      guard let stock = place(InstrumentID(canonical: name)) else { throw Diagnostic.memoryStock(name) }
      return stock
    }
    func members(_ block: String, _ field: String) throws -> [String: JSONValue] {
      guard let members = json[block]?[field]?.objectValue else { throw Diagnostic.memoryField("\(block).\(field)") }
      return members
    }
    func map<Value>(_ block: String, _ field: String, _ read: (JSONValue) -> Value?) throws -> [Int32: Value] {
      try Dictionary(
        members(block, field).map { name, value in
          guard let value = read(value) else { throw Diagnostic.memoryField("\(block).\(field).\(name)") }
          return (try stock(name), value)
        }
      ) { first, _ in first }
    }
    self.init()
    guard let days = json["days_with_scores"]?.intValue, let peak = json["rules"]?["peak"]?.doubleValue,
      let twice = json["enhanced"]?["sold_twice"]?.arrayValue?.compactMap(\.stringValue)
    else { throw Diagnostic.memoryForm }
    daysWithScores = days
    // A price that was missing was written as null.
    func number(_ value: JSONValue) -> Double? { value == .null ? .nan : value.doubleValue }
    enhanced.entryPrice = try map("enhanced", "entry_price", number)
    enhanced.entryAmount = try map("enhanced", "entry_amount", number)
    enhanced.soldTwice = Set(try twice.map(stock))
    enhanced.ordered = try map("enhanced", "ordered") { value in
      guard let price = value["price"].flatMap(number), let before = value["before"].flatMap(number) else { return nil }
      return Enhanced.Purchase(price: price, before: before)
    }
    for (name, count) in try members("enhanced", "acted") {
      guard let quirk = EnhancedTopkDropoutParameters.Quirk(rawValue: name) else {
        throw Diagnostic.memoryField("enhanced.acted.\(name)")
      }
      enhanced.acted[quirk] = count.intValue
    }
    rules.entryPrice = try map("rules", "entry_price", number)
    rules.peak = peak
    rules.acted = try members("rules", "acted").compactMapValues(\.intValue)
  }
}

extension Diagnostic {
  fileprivate static var memoryForm: Diagnostic {
    Diagnostic(
      "strategy.memory", .damaged, [:],
      (en: "The strategy's memory cannot be read: it has another form.", zh: "无法读取策略记忆：格式不符。"),
      remedy: (en: "Settle the preview again from its start.", zh: "从起始日重新结算该模拟预览。"))
  }

  fileprivate static func memoryField(_ field: String) -> Diagnostic {
    Diagnostic(
      "strategy.memory", .damaged, ["field": .text(field)],
      (en: "The strategy's memory cannot be read at {field}.", zh: "无法读取策略记忆中的 {field}。"),
      remedy: (en: "Settle the preview again from its start.", zh: "从起始日重新结算该模拟预览。"))
  }

  fileprivate static func memoryStock(_ name: String) -> Diagnostic {
    Diagnostic(
      "strategy.memory", .damaged, ["stock": .text(name)],
      (en: "The strategy remembers {stock}, which is neither held nor predicted.", zh: "策略记得 {stock}，但它既无持仓也无预测。"),
      remedy: (en: "Settle the preview again from its start.", zh: "从起始日重新结算该模拟预览。"))
  }
}
