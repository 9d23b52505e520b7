package import Primitives
import Records

extension PreviewSource {
  /// From files as a command line names them; throws `preview.source` where they do not suffice.
  package init(conf: String?, strategy: String?, pred: String?, model: String?) throws {
    guard let named = strategy ?? conf, pred != nil || model != nil,
      model.map({ conf != nil || FileReader.isFolder($0) }) ?? true
    else { throw Diagnostic.insufficient }
    try self.init(conf: conf, strategy: strategy, named: named, pred: pred, model: model)
  }

  /// What was made, and who scores the days behind its predictions.
  package func lines(of instance: PreviewInstance) -> [Message] {
    let definition = instance.definition
    let (id, start) = (instance.strategy.id, definition.startDay)
    return [
      definition.fees ? .made(id, start) : .madeWithoutFees(id, start),
      definition.model == nil ? .notScored(withoutModel ?? .modelOfOtherKind) : .scored,
    ]
  }
}

extension PreviewInstance {
  /// What a program is told of a preview that was made.
  package var json: JSONValue {
    [
      "id": .string(strategy.id), "start": .string(definition.startDay.description), "fees": .bool(definition.fees),
      "rules": .string(definition.rules.rawValue), "model": .optional(definition.model),
      "predictions_sha256": .optional(definition.predictionsSHA256),
    ]
  }
}

extension Message {
  fileprivate static func made(_ id: String, _ start: TradingDay) -> Message {
    Message(
      "preview.made", ["preview": .text(id), "start": .day(start)],
      en:
        "The preview '{preview}' is made; it starts on {start} and pays fees. Settle it with `aistock preview settle`.",
      zh: "模拟预览“{preview}”已创建，{start} 起，计费用。请用 `aistock preview settle` 结算。")
  }

  fileprivate static func madeWithoutFees(_ id: String, _ start: TradingDay) -> Message {
    Message(
      "preview.made-without-fees", ["preview": .text(id), "start": .day(start)],
      en:
        "The preview '{preview}' is made; it starts on {start} without fees. Settle it with `aistock preview settle`.",
      zh: "模拟预览“{preview}”已创建，{start} 起，不计费用。请用 `aistock preview settle` 结算。")
  }

  fileprivate static var scored: Message {
    Message(
      "preview.scored", en: "Its model is kept and scores the days behind its predictions.", zh: "模型已保存，用于其预测之后的交易日。")
  }

  fileprivate static func notScored(_ reason: Message) -> Message {
    Message(
      "preview.not-scored", ["reason": .message(reason)],
      en: "Days behind its predictions are not scored here. {reason}", zh: "其预测之后的交易日不会自动打分。{reason}")
  }

  fileprivate static var modelOfOtherKind: Message {
    Message("preview.model-of-other-kind", en: "The model is none of those built here.", zh: "模型不属于本程序支持的种类。")
  }
}

extension Diagnostic {
  fileprivate static var insufficient: Diagnostic {
    Diagnostic(
      "preview.source", .usage, [:],
      (
        en: "A preview needs a strategy, and predictions or a model with its configuration.",
        zh: "模拟预览需要策略，以及预测或带配置的模型。"
      ),
      remedy: (
        en: "Give --migration ID, or --conf and --pred, or --conf and --model, or --strategy and --pred.",
        zh: "请给 --migration ID，或 --conf 与 --pred，或 --conf 与 --model，或 --strategy 与 --pred。"
      ))
  }
}
