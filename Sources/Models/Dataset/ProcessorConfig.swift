import Primitives
package import Records

/// A processor of a handler's list, read and checked; a fresh `Processor` can be made from it.
package struct ProcessorConfig: Sendable {
  /// qlib's class name without its module.
  package let name: String
  /// The days it learns from; nil for processors without memory.
  package let fitRange: FitRange?
  /// The other arguments as built.
  private let settings: [String]
  private let make: @Sendable (FitRange) -> any Processor

  /// The arguments as built, in a stable order: `clip_outlier=true, fields_group=feature`.
  package var arguments: String {
    let fit = fitRange.map { ["fit=\($0.start?.description ?? "")..\($0.end?.description ?? "")"] } ?? []
    return (settings + fit).joined(separator: ", ")
  }

  /// A fresh processor, which has learned nothing.
  package func processor() -> any Processor { make(fitRange ?? FitRange(start: nil, end: nil)) }

  /// The same processor learning from other days; one without memory stays as it is.
  package func refitted(on range: FitRange) -> ProcessorConfig {
    fitRange == nil ? self : ProcessorConfig(name: name, fitRange: range, settings: settings, make: make)
  }

  private init(
    name: String, fitRange: FitRange?, settings: [String], make: @escaping @Sendable (FitRange) -> any Processor
  ) {
    self.name = name
    self.fitRange = fitRange
    self.settings = settings
    self.make = make
  }

  /// The classes of qlib that are built here.
  package static let known = [
    "CSRankNorm", "CSZFillna", "CSZScoreNorm", "DropCol", "DropnaLabel", "DropnaProcessor", "Fillna",
    "FilterCol", "MinMaxNorm", "ProcessInf", "RobustZScoreNorm", "TanhProcess", "ZScoreNorm",
  ]

  /// - Parameters:
  ///   - value: `{class, kwargs}`, or the bare class name.
  ///   - handlerRange: given by `Alpha158` and `Alpha360`, which fill it into every processor that
  ///     takes a range, over what the processor itself says.
  /// - Throws: `model.processor` for a class that is not built here, `config.…` for bad arguments.
  package init(
    _ value: YAMLValue, path: String, document: YAMLDocument, handlerRange: FitRange?
  ) throws {
    let block = YAMLFields(document, value, path: path)
    guard let written = value.text ?? value["class"]?.text else { throw block.missing("class") }
    let name = written.split(separator: ".").last.map(String.init) ?? written
    let kwargs = block.fields("kwargs")
    guard let names = ProcessorConfig.argumentNames[name] else {
      throw Diagnostic(
        "model.processor", .unsupported, at: document.place(value, field: path + ".class"),
        [
          "processor": .text(name), "known": .names(ProcessorConfig.known),
          "hint": Spelling.suggestion(for: name, among: ProcessorConfig.known),
        ],
        (
          en: "The processor '{processor}' is not built here. Built here: {known}.{hint}",
          zh: "此处未实现处理器“{processor}”，已实现：{known}。{hint}"
        ),
        remedy: (
          en: "Correct the name, or compare the rungs that need no features.",
          zh: "请更正名称，或只对比不需要特征的级。"
        ))
    }
    for (key, member) in kwargs.mapping?.members ?? [] where !names.contains(key) {
      throw Diagnostic(
        "config.unsupported", .unsupported, at: document.place(member, field: kwargs.path + "." + key),
        ["processor": .text(name), "key": .text(key), "hint": Spelling.suggestion(for: key, among: names)],
        (en: "{processor} has no argument '{key}'.{hint}", zh: "{processor} 没有参数“{key}”。{hint}"),
        remedy: (en: "Remove or correct it.", zh: "请删除或更正。"))
    }
    self.name = name
    fitRange =
      names.contains("fit_start_time")
      ? try handlerRange ?? ProcessorConfig.range(kwargs, of: name) : nil
    make = try ProcessorConfig.maker(name, kwargs)
    settings = ProcessorConfig.describe(kwargs)
  }

  /// A processor that qlib puts in by default.
  init(standard name: String, group: String? = nil, range: FitRange? = nil) {
    self.name = name
    fitRange = range
    settings = group.map { ["fields_group=\($0)"] } ?? []
    make = { range in
      switch name {
      case "DropnaLabel": DropMissingRows.label()
      case "ProcessInf": ReplaceInfinite()
      case "ZScoreNorm": ZScoreNorm(range: range, group: group)
      case "Fillna": FillMissing(group: group)
      default: DayZScore(groups: [group])
      }
    }
  }

  private static let argumentNames: [String: [String]] = [
    "CSRankNorm": ["fields_group"], "CSZFillna": ["fields_group"],
    "CSZScoreNorm": ["fields_group", "method"], "DropCol": ["col_list"],
    "DropnaLabel": ["fields_group"], "DropnaProcessor": ["fields_group"],
    "Fillna": ["fields_group", "fill_value"], "FilterCol": ["fields_group", "col_list"],
    "MinMaxNorm": ["fit_start_time", "fit_end_time", "fields_group"], "ProcessInf": [],
    "RobustZScoreNorm": ["fit_start_time", "fit_end_time", "fields_group", "clip_outlier"],
    "TanhProcess": [], "ZScoreNorm": ["fit_start_time", "fit_end_time", "fields_group"],
  ]

  private static func maker(
    _ name: String, _ kwargs: YAMLFields
  ) throws -> @Sendable (FitRange) -> any Processor {
    let isWritten = kwargs["fields_group"] != nil
    if name == "CSZScoreNorm" {
      let groups = try groups(kwargs)
      let method = try kwargs.text("method") ?? "zscore"
      guard let method = DayZScore.Method(rawValue: method) else {
        throw kwargs.wrong("method", kwargs["method"], .methods)
      }
      return { _ in DayZScore(groups: groups, method: method) }
    }
    let group = try kwargs.text("fields_group")
    switch name {
    case "CSRankNorm": return { _ in DayRank(group: group) }
    case "CSZFillna": return { _ in FillWithDayMean(group: group) }
    case "DropnaLabel": return { _ in .label(group: isWritten ? group : "label") as DropMissingRows }
    case "DropnaProcessor": return { _ in .anywhere(group: group) as DropMissingRows }
    case "DropCol":
      let columns = try list(kwargs, "col_list")
      return { _ in DropColumns(columns) }
    case "FilterCol":
      let columns = try list(kwargs, "col_list")
      return { _ in KeepColumns(group: isWritten ? group : "feature", columns) }
    case "Fillna":
      let value = try kwargs.double("fill_value") ?? 0
      return { _ in FillMissing(group: group, value: value) }
    case "MinMaxNorm": return { MinMaxNorm(range: $0, group: group) }
    case "ZScoreNorm": return { ZScoreNorm(range: $0, group: group) }
    case "RobustZScoreNorm":
      let clips = try kwargs.bool("clip_outlier") ?? true
      return { RobustZScoreNorm(range: $0, group: group, clipsOutliers: clips) }
    case "ProcessInf": return { _ in ReplaceInfinite() }
    default: return { _ in TanhProcess() }
    }
  }

  /// `fields_group` of CSZScoreNorm: nothing, a name, or a list of names.
  private static func groups(_ kwargs: YAMLFields) throws -> [String?] {
    guard let items = kwargs["fields_group"]?.items else { return [try kwargs.text("fields_group")] }
    return try items.map { item in
      guard let text = item.text else { throw kwargs.wrong("fields_group", item, .groupName) }
      return text
    }
  }

  private static func list(_ kwargs: YAMLFields, _ name: String) throws -> [String] {
    guard let value = kwargs[name] else { return [] }
    guard let items = value.items else { throw kwargs.wrong(name, value, .columnNames) }
    return try items.map { item in
      guard let text = item.text else { throw kwargs.wrong(name, item, .columnName) }
      return text
    }
  }

  /// Outside the Alpha handlers the processor itself must say what it learns from: qlib raises where
  /// a key is absent. A null is an open end.
  private static func range(_ kwargs: YAMLFields, of name: String) throws -> FitRange {
    for key in ["fit_start_time", "fit_end_time"] where kwargs[key] == nil { throw kwargs.missing(key) }
    return FitRange(start: try kwargs.day("fit_start_time"), end: try kwargs.day("fit_end_time"))
  }

  /// All arguments but the fit range.
  private static func describe(_ kwargs: YAMLFields) -> [String] {
    (kwargs.mapping?.members ?? []).sorted { $0.key < $1.key }.filter { !$0.key.hasPrefix("fit_") }.map { key, value in
      "\(key)=\(value.text ?? String(decoding: value.json.canonical, as: UTF8.self))"
    }
  }
}

/// What an argument can be.
extension Message {
  fileprivate static let methods = Message("config.methods-word", en: "zscore or robust", zh: "zscore 或 robust")
  fileprivate static let groupName = Message("config.group-name-word", en: "the name of a group", zh: "组名")
  fileprivate static let columnNames = Message("config.column-names-word", en: "a list of column names", zh: "列名列表")
  fileprivate static let columnName = Message("config.column-name-word", en: "a column name", zh: "列名")
}
