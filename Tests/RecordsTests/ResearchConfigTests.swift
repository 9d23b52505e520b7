import Primitives
import Records
import Testing

/// Documents of research: both shapes of a strategy, factor sets and requests.
struct ResearchConfigTests {
  private func config(_ text: String) throws -> ResearchConfig {
    try #require(ResearchConfig(try JSONReader.read(Array(text.utf8))))
  }

  private func problems(_ text: String) throws -> [String] {
    try config(text).problems.map { "\($0.path) \($0.message.id)" }
  }

  @Test("a document is known by its members, and unknown members are kept")
  func kinds() throws {
    let code = try config(#"{"strategy_type":"topk","trading_rule":{"topk":50,"n_drop":5},"own":[1]}"#)
    #expect(code.kind == .strategy && code.topk == 50 && code.nDrop == 5 && code.problems.isEmpty)
    #expect(try JSONReader.read(code.canonical) == code.document)
    let memo = try config(#"{"name":"a","type":"topk","execution":{"topk":30},"benchmark":"000300.SH"}"#)
    #expect(memo.kind == .memoStrategy && memo.strategyType == "topk" && memo.topk == 30 && memo.problems.isEmpty)
    #expect(try config(#"{"factors":[{"name":"KLEN"}]}"#).factors == ["KLEN"])
    let request = try config(
      #"{"strategy":{"strategy_type":"topk","benchmark":"SH000300"},"factor_set":{"factors":[{"name":"B"}]}}"#)
    #expect(request.kind == .request && request.benchmark == "SH000300" && request.factors == ["B"])
    #expect(ResearchConfig([]) == nil && ResearchConfig(["other": 1]) == nil)
  }

  @Test("what is wrong is named with its place")
  func problems() throws {
    #expect(
      try problems(#"{"kind":"try","strategy":{"name":"x"}}"#) == [
        "kind research.no-choice", "strategy.strategy_type research.demanded",
      ])
    #expect(
      try problems(#"{"factors":[{"name":"A"},{"source":"x"},{"name":"A","version":1}],"tags":"x"}"#) == [
        "factors[1].name research.factor-name", "factors[2].name research.factor-twice",
        "factors[2].version research.no-text",
        "tags research.no-list",
      ])
    #expect(
      try problems(#"{"strategy_type":"topk","benchmark":"000300","trading_rule":{"topk":5,"n_drop":6},"extra":[]}"#)
        == [
          "benchmark research.no-instrument", "extra research.no-object", "trading_rule.n_drop research.drops-more",
        ])
    #expect(
      try problems(
        #"{"train_test":{"train_start":"2020-01-01","train_end":"2019-12-31","test_end":"soon"},"dataset":{"segments":{"test":["2021-01-01"]}}}"#
      )
        == [
          "dataset.segments.test research.segment", "train_test.test_end research.day",
          "train_test.train_end research.backwards",
        ])
    #expect(
      try problems(#"{"execution":{"topk":0},"backtest_windows":[{"test":["2020-02-01","2020-01-01"]}]}"#)
        == ["backtest_windows[0].test[1] research.backwards", "execution.topk research.count"])
  }

  @Test("differences are told by path; null is absent, and 5 is 5.0")
  func differences() throws {
    let left = try config(
      #"{"strategy_type":"topk","trading_rule":{"topk":5,"n_drop":1},"name":null,"extra":{"a":[1,2]}}"#)
    let right = try config(#"{"strategy_type":"topk","trading_rule":{"topk":5.0,"n_drop":2},"extra":{"a":[1]}}"#)
    let found = left.differences(from: right)
    #expect(found.map(\.path) == ["extra.a[1]", "trading_rule.n_drop"])
    #expect(found[0].right == nil && found[1].left == 1 && found[1].right == 2)
    #expect(left.differences(from: left).isEmpty)
  }
}
