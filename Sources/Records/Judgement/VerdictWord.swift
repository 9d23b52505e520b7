package import Primitives

extension Comparison.Verdict {
  /// The verdict as a reader is told it; on disk stands the raw value.
  package var word: Message {
    switch self {
    case .pass: Message("verdict.pass", en: "PASS", zh: "通过")
    case .passWithExceptions: Message("verdict.pass-with-exceptions", en: "PASS WITH EXCEPTIONS", zh: "有例外地通过")
    case .fail: Message("verdict.fail", en: "FAIL", zh: "未通过")
    case .notComparable: Message("verdict.not-comparable", en: "NOT COMPARABLE", zh: "无法比较")
    }
  }
}
