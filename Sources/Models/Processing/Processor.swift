package import Primitives

/// A step of a handler's chain: fitted on the frame it is about to transform, then applied to it
/// (`DataHandlerLP.fit_process_data`, `fit_seq`).
package protocol Processor: Sendable {
  /// qlib's class name.
  var name: String { get }
  /// False for processors that use the label and are refused in an infer chain.
  var isForInference: Bool { get }
  /// Whether a row's result depends on other rows of its day.
  var needsWholeDay: Bool { get }
  /// Learns what the transformation needs; does nothing for processors without memory.
  mutating func fit(_ frame: Frame) throws
  func apply(to frame: inout Frame) throws
}

extension Processor {
  package var isForInference: Bool { true }
  package var needsWholeDay: Bool { false }
  package func fit(_ frame: Frame) throws {}
}

/// The days a processor learns from, both included; nil is open.
package struct FitRange: Equatable, Sendable {
  package var start: TradingDay?
  package var end: TradingDay?

  package init(start: TradingDay?, end: TradingDay?) {
    self.start = start
    self.end = end
  }

  /// The rows of the range. Empty where the range lies outside the data, as pandas slices it.
  func rows(of keys: RowKeys) -> Range<Int> {
    keys.rows(
      from: start ?? TradingDay(daysSince1970: .min), through: end ?? TradingDay(daysSince1970: .max))
  }
}

/// A chain of processors in order.
package struct ProcessorChain: Sendable {
  package internal(set) var processors: [any Processor]

  package init(_ processors: [any Processor]) { self.processors = processors }

  /// Fits and applies each processor in turn. Throws `model.processor-infer` for a label-dependent
  /// processor in an infer chain, where qlib raises a TypeError.
  package mutating func fitAndApply(to frame: Frame, forInference: Bool) throws -> Frame {
    var frame = frame
    for index in processors.indices {
      if forInference, !processors[index].isForInference {
        throw Diagnostic(
          "model.processor-infer", .unsupported, ["processor": .text(processors[index].name)],
          (
            en: "{processor} uses the label. It cannot run in `infer_processors`.",
            zh: "{processor} 用到标签，不能放在 `infer_processors` 中。"
          ), remedy: (en: "Move it to `learn_processors`.", zh: "请移到 `learn_processors`。"))
      }
      try processors[index].fit(frame)
      try processors[index].apply(to: &frame)
    }
    return frame
  }

  /// Applies processors that have learned already.
  package func apply(to frame: Frame) throws -> Frame {
    var frame = frame
    for processor in processors { try processor.apply(to: &frame) }
    return frame
  }
}
