import Primitives
package import Records

extension DatasetConfig {
  /// The dataset block of a configuration.
  ///
  /// Throws `model.dataset` for classes that are not built here, `config.…` for bad values, always
  /// with file, line and field.
  package init(_ configuration: QrunConfiguration) throws {
    var reader = try DatasetReader(configuration.document)
    self = try reader.read()
  }
}

/// Reads a dataset block and keeps account of every field.
private struct DatasetReader {
  private let document: YAMLDocument
  private let dataset: YAMLFields
  private let handler: YAMLFields
  private let kwargs: YAMLFields
  private var account: [FieldAccount] = []

  init(_ document: YAMLDocument) throws {
    self.document = document
    dataset = YAMLFields(document, document.root, path: "").fields("task").fields("dataset")
    handler = dataset.fields("kwargs").fields("handler")
    kwargs = handler.fields("kwargs")
    guard dataset.mapping?.members != nil else { throw dataset.missing("class") }
  }

  /// Arguments of the handlers that change no number of a daily run, or only its storage.
  private static let inert: Set<String> = ["freq", "drop_raw", "fetch_orig", "module_path"]
  private static let handled: Set<String> = [
    "start_time", "end_time", "fit_start_time", "fit_end_time", "instruments", "label", "data_loader",
    "infer_processors", "learn_processors", "shared_processors", "process_type",
  ]

  mutating func read() throws -> DatasetConfig {
    let datasetName = try className(dataset, among: ["DatasetH", "TSDatasetH"])
    note(dataset.path + ".class", datasetName, datasetName, .written)
    let handlerName = try className(handler, among: ["Alpha158", "Alpha360", "DataHandlerLP"])
    note(handler.path + ".class", handlerName, handlerName, .written)
    try refuseUnknown()
    let isAlpha = handlerName != "DataHandlerLP"
    let (source, labels) = isAlpha ? try alpha(handlerName) : try DatasetLoaders(document).read(kwargs)
    let range = isAlpha ? FitRange(start: try kwargs.day("fit_start_time"), end: try kwargs.day("fit_end_time")) : nil
    let shared = try processors("shared_processors", range) ?? []
    let infer = try processors("infer_processors", range) ?? standardInfer(handlerName, range)
    let learn = try processors("learn_processors", range) ?? (isAlpha ? standardLearn() : [])
    try requireRange(range, (shared + infer + learn).filter { $0.fitRange != nil })
    var config = DatasetConfig(
      handler: handlerName, universe: nil, instruments: [], start: try kwargs.day("start_time"),
      end: try kwargs.day("end_time"), source: source, labels: labels, sharedProcessors: shared,
      inferProcessors: infer, learnProcessors: learn, processType: try processType(),
      steps: datasetName == "TSDatasetH" ? try steps() : nil, segments: try segments(),
      account: [], findings: [])
    (config.universe, config.instruments) = try universe()
    for name in ["start_time", "end_time"] { noteText(kwargs, name, standard: "-") }
    if isAlpha { for name in ["fit_start_time", "fit_end_time"] { noteText(kwargs, name, standard: "-") } }
    noteLabels(labels)
    config.findings = DatasetFindings.of(config)
    config.account = account
    return config
  }

  private func className(_ fields: YAMLFields, among known: [String]) throws -> String {
    guard let written = try fields.text("class") else { throw fields.missing("class") }
    let name = written.split(separator: ".").last.map(String.init) ?? written
    guard known.contains(name) else {
      throw Diagnostic(
        "model.dataset", .unsupported, at: document.place(fields["class"], field: fields.path + ".class"),
        ["class": .text(name), "known": .names(known), "hint": Spelling.suggestion(for: name, among: known)],
        (
          en: "The class '{class}' is not built here. Built here: {known}.{hint}",
          zh: "此处未实现类“{class}”，已实现：{known}。{hint}"
        ),
        remedy: (
          en: "Compare the rungs that need no features, or export the predictions.",
          zh: "请只对比不需要特征的级，或导出预测。"
        ))
    }
    return name
  }

  private mutating func refuseUnknown() throws {
    for (key, value) in kwargs.mapping?.members ?? [] where !Self.handled.contains(key) {
      guard Self.inert.contains(key) || value.isNull || value.items?.isEmpty == true else {
        throw Diagnostic(
          "config.unsupported", .unsupported, at: document.place(value, field: kwargs.path + "." + key),
          ["key": .text(key)],
          (en: "The handler's key '{key}' is not built here.", zh: "此处未实现处理程序的键“{key}”。"),
          remedy: (en: "Remove the key or correct it.", zh: "请删除或更正该键。"))
      }
      note(kwargs.path + "." + key, shown(value), "-", .inert)
    }
  }

  private func alpha(_ name: String) throws -> (FeatureSource, [NamedExpression]) {
    guard kwargs["data_loader"] == nil else {
      throw kwargs.wrong("data_loader", kwargs["data_loader"], .noLoaderBeside(name))
    }
    let label = try DatasetLoaders(document).expressions(kwargs, "label")
    return (.named(name), label ?? [NamedExpression(name: "LABEL0", expression: "Ref($close, -2)/Ref($close, -1) - 1")])
  }

  private mutating func processors(_ name: String, _ range: FitRange?) throws -> [ProcessorConfig]? {
    guard let value = kwargs[name] else { return nil }
    let path = kwargs.path + "." + name
    guard let items = value.items ?? (value.isNull ? [] : nil) else {
      throw kwargs.wrong(name, value, .processors)
    }
    return try items.enumerated().map { index, item in
      let place = "\(path)[\(index)]"
      let config = try ProcessorConfig(item, path: place, document: document, handlerRange: range)
      let own = item["kwargs"]?["fit_start_time"] ?? item["kwargs"]?["fit_end_time"]
      let isReplaced = range != nil && own != nil && config.fitRange != nil
      note(place, shown(item), "\(config.name)(\(config.arguments))", isReplaced ? .replaced : .written)
      return config
    }
  }

  private mutating func standardInfer(_ handler: String, _ range: FitRange?) -> [ProcessorConfig] {
    guard handler == "Alpha360" else { return [] }
    note(kwargs.path + ".infer_processors", nil, "ProcessInf, ZScoreNorm, Fillna", .standard)
    return [
      ProcessorConfig(standard: "ProcessInf"), ProcessorConfig(standard: "ZScoreNorm", range: range),
      ProcessorConfig(standard: "Fillna"),
    ]
  }

  private mutating func standardLearn() -> [ProcessorConfig] {
    note(kwargs.path + ".learn_processors", nil, "DropnaLabel, CSZScoreNorm(fields_group=label)", .standard)
    return [
      ProcessorConfig(standard: "DropnaLabel"), ProcessorConfig(standard: "CSZScoreNorm", group: "label"),
    ]
  }

  /// The Alpha handlers insist on both ends where a processor learns from a range.
  private func requireRange(_ range: FitRange?, _ learning: [ProcessorConfig]) throws {
    guard let range, !learning.isEmpty else { return }
    if range.start == nil { throw kwargs.missing("fit_start_time") }
    if range.end == nil { throw kwargs.missing("fit_end_time") }
  }

  private mutating func processType() throws -> DatasetConfig.ProcessType {
    let text = try kwargs.text("process_type") ?? "append"
    guard let type = DatasetConfig.ProcessType(rawValue: text) else {
      throw kwargs.wrong("process_type", kwargs["process_type"], .processTypes)
    }
    noteText(kwargs, "process_type", standard: "append")
    return type
  }

  /// qlib's own number where none is written (`TSDatasetH.DEFAULT_STEP_LEN`).
  private mutating func steps() throws -> Int {
    let fields = dataset.fields("kwargs")
    if let filter = fields["flt_col"], !filter.isNull {
      throw Diagnostic(
        "config.unsupported", .unsupported, at: document.place(filter, field: fields.path + ".flt_col"),
        ["key": .text("flt_col")],
        (en: "The dataset's key '{key}' is not built here.", zh: "此处未实现数据集的键“{key}”。"),
        remedy: (en: "Remove the key or correct it.", zh: "请删除或更正该键。"))
    }
    let steps = try fields.int("step_len") ?? 30
    guard (1...1000).contains(steps) else { throw fields.wrong("step_len", fields["step_len"], .stepCount) }
    noteText(fields, "step_len", standard: "30")
    return steps
  }

  private mutating func universe() throws -> (String?, [InstrumentID]) {
    let path = kwargs.path + ".instruments"
    guard let value = kwargs["instruments"] else {
      note(path, nil, "csi500", .standard)
      return ("csi500", [])
    }
    note(path, shown(value), shown(value), .written)
    if let items = value.items {
      return (
        nil,
        try items.map { item in
          guard let instrument = item.text.flatMap({ InstrumentID($0) }) else {
            throw kwargs.wrong("instruments", item, .instrument)
          }
          return instrument
        }.sorted()
      )
    }
    // What `D.instruments` gives: a market, and filters, of which none is built here.
    if let name = value["market"]?.text,
      (value.members ?? []).allSatisfy({ ["market", "filter_pipe"].contains($0.key) }),
      value["filter_pipe"].map({ $0.isNull || $0.items?.isEmpty == true }) ?? true
    {
      return (name, [])
    }
    guard let name = value.text else { throw kwargs.wrong("instruments", value, .universeOrList) }
    return (name, [])
  }

  private mutating func segments() throws -> [DatasetConfig.Segment] {
    let fields = dataset.fields("kwargs").fields("segments")
    var segments: [DatasetConfig.Segment] = []
    for (name, value) in fields.mapping?.members ?? [] {
      guard let pair = value.items, pair.count == 2, let start = pair[0].day, pair[1].isNull || pair[1].day != nil
      else { throw fields.wrong(name, value, .twoDates) }
      // qlib takes an open end to the end of the handler's data.
      let end = try pair[1].day ?? kwargs.day("end_time") ?? OpenWindow.anyDays.end
      guard start <= end else {
        throw Diagnostic(
          "config.segment", .absent, at: document.place(value, field: fields.path + "." + name),
          ["segment": .text(name), "start": .day(start), "end": .day(end)],
          (
            en: "The segment '{segment}' is empty. It starts on {start}, after its end {end}.",
            zh: "区段“{segment}”为空：开始日 {start} 晚于结束日 {end}。"
          ), remedy: (en: "Correct the dates.", zh: "请更正日期。"))
      }
      segments.append(.init(name: name, start: start, end: end))
      note(fields.path + "." + name, shown(value), "\(start)..\(end)", .written)
    }
    guard !segments.isEmpty else { throw fields.missing("train") }
    return segments
  }

  private mutating func noteLabels(_ labels: [NamedExpression]) {
    let isWritten = kwargs["label"] != nil || kwargs["data_loader"] != nil
    note(
      kwargs.path + ".label", kwargs["label"].map { shown($0) },
      labels.map { "\($0.name): \($0.expression)" }.joined(separator: "; "), isWritten ? .written : .standard)
  }

  private mutating func noteText(_ fields: YAMLFields, _ name: String, standard: String) {
    let text = fields[name]?.text
    note(fields.path + "." + name, text, text ?? standard, text == nil ? .standard : .written)
  }

  private mutating func note(_ field: String, _ asked: String?, _ built: String, _ origin: FieldAccount.Origin) {
    account.append(FieldAccount(field: field, asked: asked, built: built, origin: origin))
  }

  private func shown(_ value: YAMLValue) -> String {
    value.text ?? String(decoding: value.json.canonical, as: UTF8.self)
  }
}

/// What a field can be.
extension Message {
  fileprivate static let processors = Message("config.processors-word", en: "a list of processors", zh: "处理器列表")
  fileprivate static let processTypes = Message(
    "config.process-types-word", en: "append or independent", zh: "append 或 independent")
  fileprivate static let instrument = Message(
    "config.instrument-word", en: "an instrument such as SH600000", zh: "证券代码，如 SH600000")
  fileprivate static let universeOrList = Message(
    "config.universe-or-list-word", en: "the name of a universe or a list", zh: "股票池名称或列表")
  fileprivate static let stepCount = Message(
    "config.step-count-word", en: "a whole number of days from 1 to 1000", zh: "1 到 1000 的整数天数")
  fileprivate static let twoDates = Message(
    "config.two-dates-word", en: "two dates [YYYY-MM-DD, YYYY-MM-DD]", zh: "两个日期 [YYYY-MM-DD, YYYY-MM-DD]")

  fileprivate static func noLoaderBeside(_ handler: String) -> Message {
    Message(
      "config.no-loader-beside-word", ["handler": .text(handler)], en: "left out beside {handler}",
      zh: "空（{handler} 自带数据加载器）")
  }
}
