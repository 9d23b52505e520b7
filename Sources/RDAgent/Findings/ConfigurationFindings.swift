import Primitives
import Records

/// What the configuration that ran says against its own result.
enum ConfigurationFindings {
  static func all(of evidence: WorkspaceEvidence) -> [Finding] {
    guard let used = evidence.used else { return [] }
    let reading = Reading(root: used.configuration.document.root)
    return normaliser(reading)
      + [segments(reading), factorUnused(evidence, reading)].compactMap { $0 }
  }

  /// The dates and names of a `qrun` configuration that findings look at.
  struct Reading {
    let root: YAMLValue

    var handler: YAMLValue? { root["task"]?["dataset"]?["kwargs"]?["handler"]?["kwargs"] }

    func span(_ segment: String) -> (start: TradingDay, end: TradingDay)? {
      guard let pair = root["task"]?["dataset"]?["kwargs"]?["segments"]?[segment]?.items,
        pair.count == 2,
        let start = Reading.day(pair[0]), let end = Reading.day(pair[1])
      else { return nil }
      return (start, end)
    }

    typealias Fitted = (name: String, start: TradingDay?, end: TradingDay?)

    static func day(_ value: YAMLValue?) -> TradingDay? {
      value?.text.flatMap { TradingDay(String($0.prefix(10))) }
    }

    /// Processors that learn from a window of their own, with it.
    var fitted: [Fitted] {
      ["infer_processors", "learn_processors"].flatMap { handler?[$0]?.items ?? [] }.compactMap {
        item in
        guard let name = item["class"]?.text, let kwargs = item["kwargs"] else { return nil }
        let (start, end) = (
          Reading.day(kwargs["fit_start_time"]), Reading.day(kwargs["fit_end_time"])
        )
        return start == nil && end == nil ? nil : (name, start, end)
      }
    }
  }

  private static func normaliser(_ reading: Reading) -> [Finding] {
    let data = (
      start: Reading.day(reading.handler?["start_time"]),
      end: Reading.day(reading.handler?["end_time"])
    )
    let test = reading.span("test")
    return reading.fitted.flatMap { processor -> [Finding] in
      var found: [Finding] = []
      let startsBefore = processor.start.flatMap { fit in data.start.map { fit < $0 } } ?? false
      let endsBehind = processor.end.flatMap { fit in data.end.map { fit > $0 } } ?? false
      if startsBefore || endsBehind { found.append(.outsideData(processor, data)) }
      if let end = processor.end, let test, end >= test.start { found.append(.seesTest(processor, from: test.start)) }
      return found
    }
  }

  private static func segments(_ reading: Reading) -> Finding? {
    let known = ["train", "valid", "test"].compactMap { name in
      reading.span(name).map { (name: name, span: $0) }
    }
    for (first, second) in zip(known, known.dropFirst()) where first.span.end >= second.span.start {
      return Finding(
        "import.segments-overlap", .serious,
        [
          "first": .text(first.name), "end": .day(first.span.end), "second": .text(second.name),
          "start": .day(second.span.start),
        ],
        title: (en: "Segments share days", zh: "训练、验证、测试区间重叠"),
        evidence: (
          en: "Segment `{first}` ends on {end}. Segment `{second}` begins on {start}.",
          zh: "区间 `{first}` 止于 {end}，区间 `{second}` 始于 {start}。"
        ),
        consequence: (en: "The model has seen days that it is judged on.", zh: "模型见过用来评判它的交易日。"),
        remedy: (en: "Separate the segments and train again.", zh: "分开各区间后重新训练。"))
    }
    return nil
  }

  /// RD-Agent keeps generated factors in `combined_factors_df.parquet`; a baseline configuration
  /// beside it shows a result in which no factor of the loop took part.
  private static func factorUnused(_ evidence: WorkspaceEvidence, _ reading: Reading) -> Finding? {
    guard let file = evidence.names.first(where: { $0.hasPrefix("combined_factors_df") }),
      let used = evidence.used
    else {
      return nil
    }
    let text = String(decoding: reading.root.json.canonical, as: UTF8.self)
    guard !text.contains("combined_factors_df") else { return nil }
    return Finding(
      "import.factor-not-used", .serious,
      ["factors": .text(file), "file": .text(Path.lastComponent(used.path))],
      title: (en: "The loop's factor was made and not used", zh: "因子已生成却未使用"),
      evidence: (
        en: "{factors} lies in the workspace. {file}, which ran, does not read it.",
        zh: "工作区中有 {factors}，而实际运行的 {file} 没有读取它。"
      ),
      consequence: (
        en: "The result is the baseline's. The loop's factor took no part in it.", zh: "这是基线的结果，该循环的因子没有参与。"
      ),
      remedy: (
        en: "Run the loop again with the configuration that reads the factors.", zh: "用读取因子的配置重新运行该循环。"
      ))
  }
}

extension Finding {
  fileprivate static func outsideData(
    _ processor: ConfigurationFindings.Reading.Fitted, _ data: (start: TradingDay?, end: TradingDay?)
  ) -> Finding {
    Finding(
      "import.normaliser-outside-data", .warning,
      [
        "processor": .text(processor.name), "from": .start(processor.start), "to": .end(processor.end),
        "start": .start(data.start), "end": .end(data.end),
      ],
      title: (en: "The normaliser is fitted outside the data", zh: "标准化的拟合区间超出数据"),
      evidence: (
        en: "{processor} is fitted from {from} to {to}. The data run from {start} to {end}.",
        zh: "{processor} 在 {from} 至 {to} 上拟合，数据自 {start} 至 {end}。"
      ),
      consequence: (
        en: "It is fitted on fewer days than the configuration says.", zh: "实际拟合的天数少于配置所示。"
      ),
      remedy: (
        en: "Set `fit_start_time` and `fit_end_time` inside the handler's dates.",
        zh: "把 `fit_start_time` 与 `fit_end_time` 设在 handler 的日期之内。"
      ))
  }

  fileprivate static func seesTest(
    _ processor: ConfigurationFindings.Reading.Fitted, from test: TradingDay
  ) -> Finding {
    Finding(
      "import.normaliser-sees-test", .serious,
      [
        "processor": .text(processor.name), "from": .start(processor.start), "to": .end(processor.end),
        "test": .day(test),
      ],
      title: (en: "The normaliser has seen the test", zh: "标准化用到了测试区间"),
      evidence: (
        en: "{processor} is fitted from {from} to {to}. The test begins on {test}.",
        zh: "{processor} 在 {from} 至 {to} 上拟合，测试区间自 {test} 开始。"
      ),
      consequence: (
        en: "Features of the test know their own distribution. The result looks ahead.",
        zh: "测试特征已知自身分布，结果含前视偏差。"
      ),
      remedy: (en: "End `fit_end_time` before the test segment.", zh: "把 `fit_end_time` 设在测试区间之前。"))
  }
}

extension MessageArgument {
  fileprivate static func start(_ day: TradingDay?) -> MessageArgument {
    day.map { .day($0) } ?? .message(Message("import.first-day", en: "the first day", zh: "首日"))
  }

  fileprivate static func end(_ day: TradingDay?) -> MessageArgument {
    day.map { .day($0) } ?? .message(Message("import.last-day", en: "the last day", zh: "末日"))
  }
}
