import Primitives
package import Records

/// A processor of a handler's list, read and checked; a fresh `Processor` can be made from it.
package struct ProcessorConfig: Sendable {
  /// qlib's class name without its module.
  package let name: String
  /// The arguments as built, in a stable order: `clip_outlier=true, fields_group=feature`.
  package let arguments: String
  /// The days it learns from; nil for processors without memory.
  package private(set) var fitRange: FitRange?
  private let make: @Sendable (FitRange) -> any Processor

  package func processor() -> any Processor { make(fitRange ?? FitRange(start: nil, end: nil)) }

  /// The same processor, learning from other days; itself where it has no memory.
  func refitted(on range: FitRange) -> ProcessorConfig {
    var config = self
    if fitRange != nil { config.fitRange = range }
    return config
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
        "model.processor",
        "the processor '\(name)' is not built here\(Spelling.hint(name, among: ProcessorConfig.known)); "
          + "built are \(ProcessorConfig.known.joined(separator: ", "))",
        at: document.place(value, field: path + ".class"),
        remedy: "Correct the name, or compare the rungs that need no features.")
    }
    for (key, member) in kwargs.mapping?.members ?? [] where !names.contains(key) {
      throw Diagnostic(
        "config.unsupported", "'\(key)' is no argument of \(name)\(Spelling.hint(key, among: names))",
        at: document.place(member, field: kwargs.path + "." + key), remedy: "Remove or correct it.")
    }
    self.name = name
    fitRange =
      names.contains("fit_start_time")
      ? try handlerRange ?? ProcessorConfig.range(kwargs, of: name) : nil
    make = try ProcessorConfig.maker(name, kwargs)
    arguments = ProcessorConfig.describe(kwargs, fitRange)
  }

  /// A processor that qlib puts in by default.
  init(standard name: String, group: String? = nil, range: FitRange? = nil) {
    self.name = name
    fitRange = range
    arguments = group.map { "fields_group=\($0)" } ?? ""
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
        throw kwargs.wrong("method", kwargs["method"], "zscore or robust")
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
    case "MinMaxNorm": return { range in MinMaxNorm(range: range, group: group) }
    case "ZScoreNorm": return { range in ZScoreNorm(range: range, group: group) }
    case "RobustZScoreNorm":
      let clips = try kwargs.bool("clip_outlier") ?? true
      return { range in RobustZScoreNorm(range: range, group: group, clipsOutliers: clips) }
    case "ProcessInf": return { _ in ReplaceInfinite() }
    default: return { _ in TanhProcess() }
    }
  }

  /// `fields_group` of CSZScoreNorm: nothing, a name, or a list of names.
  private static func groups(_ kwargs: YAMLFields) throws -> [String?] {
    guard let items = kwargs["fields_group"]?.items else { return [try kwargs.text("fields_group")] }
    return try items.map { item in
      guard let text = item.text else { throw kwargs.wrong("fields_group", item, "a group's name") }
      return text
    }
  }

  private static func list(_ kwargs: YAMLFields, _ name: String) throws -> [String] {
    guard let value = kwargs[name] else { return [] }
    guard let items = value.items else { throw kwargs.wrong(name, value, "a list of column names") }
    return try items.map { item in
      guard let text = item.text else { throw kwargs.wrong(name, item, "a column name") }
      return text
    }
  }

  /// Outside the Alpha handlers the processor itself must say what it learns from: qlib raises where
  /// a key is absent. A null is an open end.
  private static func range(_ kwargs: YAMLFields, of name: String) throws -> FitRange {
    for key in ["fit_start_time", "fit_end_time"] where kwargs[key] == nil { throw kwargs.missing(key) }
    return FitRange(start: try kwargs.day("fit_start_time"), end: try kwargs.day("fit_end_time"))
  }

  private static func describe(_ kwargs: YAMLFields, _ range: FitRange?) -> String {
    var pieces: [String] = []
    for (key, value) in (kwargs.mapping?.members ?? []).sorted(by: { $0.key < $1.key })
    where !key.hasPrefix("fit_") {
      pieces.append("\(key)=\(value.text ?? String(decoding: value.json.canonical, as: UTF8.self))")
    }
    if let range {
      pieces.append("fit=\(range.start?.description ?? "")..\(range.end?.description ?? "")")
    }
    return pieces.joined(separator: ", ")
  }
}
