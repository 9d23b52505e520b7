import Primitives
import Records

/// The `data_loader` of a plain handler: qlib's own, and the two of the users' templates.
struct DatasetLoaders {
  private let document: YAMLDocument

  /// `NestedDataLoader` of `Alpha158DL` and `StaticDataLoader`.
  private static let known = [
    "QlibDataLoader", "CombinedAlpha158DynamicFactorsLoader", "CombinedAlpha158StaticLoader", "NestedDataLoader",
  ]

  init(_ document: YAMLDocument) { self.document = document }

  func read(_ kwargs: YAMLFields) throws -> (FeatureSource, [NamedExpression]) {
    let loader = kwargs.fields("data_loader")
    guard let written = try loader.text("class") else { throw loader.missing("class") }
    let arguments = loader.fields("kwargs")
    switch written.split(separator: ".").last.map(String.init) ?? written {
    case "QlibDataLoader":
      let config = arguments.fields("config")
      return (.expressions(try features(config)), try labels(config))
    case "CombinedAlpha158DynamicFactorsLoader":
      return try combined(arguments, file: "dynamic_path", join: "left", checks: true)
    case "CombinedAlpha158StaticLoader":
      return try combined(arguments, file: "static_path", join: "outer", checks: false)
    case "NestedDataLoader":
      return try nested(arguments)
    default:
      throw Diagnostic(
        "model.dataset", .unsupported, at: document.place(loader["class"], field: loader.path + ".class"),
        ["loader": .text(written), "known": .names(DatasetLoaders.known)],
        (
          en: "The loader '{loader}' is not built here. Built here: {known}.",
          zh: "此处未实现加载器“{loader}”，已实现：{known}。"
        ),
        remedy: (
          en: "Compare the rungs that need no features, or export the predictions.",
          zh: "请只对比不需要特征的级，或导出预测。"
        ))
    }
  }

  /// A list of expressions, which are then their own names, or a pair of expressions and names
  /// (`QlibDataLoader._parse_fields_info`); nil where the field is absent.
  func expressions(_ fields: YAMLFields, _ name: String) throws -> [NamedExpression]? {
    guard let value = fields[name], !value.isNull else { return nil }
    guard let items = value.items, let first = items.first else {
      throw fields.wrong(name, value, .expressions)
    }
    func texts(_ value: YAMLValue) throws -> [String] {
      guard let items = value.items else { throw fields.wrong(name, value, .texts) }
      return try items.map { item in
        guard let text = item.text else { throw fields.wrong(name, item, .oneText) }
        return text
      }
    }
    if first.items == nil {
      return try texts(value).map { NamedExpression(name: $0, expression: $0) }
    }
    guard items.count == 2 else { throw fields.wrong(name, value, .expressionsAndNames) }
    let (expressions, names) = (try texts(items[0]), try texts(items[1]))
    guard expressions.count == names.count else {
      throw Diagnostic(
        "config.value", .absent, at: document.place(value, field: fields.path + "." + name),
        ["expressions": .count(expressions.count), "names": .count(names.count)],
        (
          en: "There are {expressions} {expressions:expression|expressions} with {names} {names:name|names}.",
          zh: "有 {expressions} 个表达式，而名称有 {names} 个。"
        ), remedy: (en: "Name each expression once.", zh: "请为每个表达式各写一个名称。"))
    }
    if let twice = names.enumerated().first(where: { names[..<$0.offset].contains($0.element) }) {
      throw Diagnostic(
        "config.value", .absent, at: document.place(value, field: fields.path + "." + name),
        ["name": .text(twice.element)],
        (en: "The name '{name}' is given to two expressions.", zh: "名称“{name}”用于两个表达式。"),
        remedy: (en: "Give each column its own name.", zh: "请为每列取不同的名称。"))
    }
    return zip(names, expressions).map { NamedExpression(name: $0, expression: $1) }
  }

  private func features(_ fields: YAMLFields) throws -> [NamedExpression] {
    guard let features = try expressions(fields, "feature") else { throw fields.missing("feature") }
    return features
  }

  private func labels(_ fields: YAMLFields) throws -> [NamedExpression] {
    guard let labels = try expressions(fields, "label") else { throw fields.missing("label") }
    return labels
  }

  /// `Alpha158DL` takes its own features where the configuration names none
  /// (`qlib/contrib/data/loader.py`).
  private func base(_ alpha: YAMLFields) throws -> (FeatureSource.Base, [NamedExpression]) {
    let features = try expressions(alpha, "feature").map { FeatureSource.Base.expressions($0) } ?? .named("Alpha158")
    return (features, try labels(alpha))
  }

  private func combined(
    _ arguments: YAMLFields, file: String, join: String, checks: Bool
  ) throws -> (FeatureSource, [NamedExpression]) {
    let ratios =
      checks ? ["min_dynamic_non_nan_ratio", "min_instrument_overlap_ratio", "enforce_instrument_format"] : []
    try refuseUnknown(arguments, ["alpha158_config", file, "join"] + ratios)
    let (base, labels) = try base(arguments.fields("alpha158_config"))
    guard let path = try arguments.text(file) else { throw arguments.missing(file) }
    var factors = FeatureSource.FactorFile(path: path, join: try self.join(arguments, standard: join))
    if checks {
      factors.nonMissingRatioMin = try arguments.double("min_dynamic_non_nan_ratio") ?? 0.01
      factors.instrumentOverlapMin = try arguments.double("min_instrument_overlap_ratio") ?? 0.8
      factors.checksInstrumentFormat = try arguments.bool("enforce_instrument_format") ?? true
    }
    return (.combined(base, factors), labels)
  }

  /// The older combined form: `Alpha158DL`, then one `StaticDataLoader`.
  private func nested(_ arguments: YAMLFields) throws -> (FeatureSource, [NamedExpression]) {
    try refuseUnknown(arguments, ["dataloader_l", "join"])
    let path = arguments.path + ".dataloader_l"
    guard let items = arguments["dataloader_l"]?.items, items.count == 2 else {
      throw arguments.wrong("dataloader_l", arguments["dataloader_l"], .twoLoaders)
    }
    let blocks = items.enumerated().map { YAMLFields(document, $0.element, path: "\(path)[\($0.offset)]") }
    for (block, name) in zip(blocks, ["Alpha158DL", "StaticDataLoader"]) {
      guard let written = try block.text("class"), written.split(separator: ".").last == name[...] else {
        throw block.wrong("class", block["class"], .loader(name))
      }
    }
    let (base, labels) = try base(blocks[0].fields("kwargs").fields("config"))
    let config = blocks[1].fields("kwargs")
    guard let file = config["config"]?.text ?? config["config"]?["feature"]?.text else {
      throw config.wrong("config", config["config"], .featureFile)
    }
    return (
      .combined(
        base,
        FeatureSource.FactorFile(path: file, join: try join(arguments, standard: "left"), sortsColumns: true)),
      labels
    )
  }

  private func join(_ arguments: YAMLFields, standard: String) throws -> String {
    let join = try arguments.text("join") ?? standard
    guard FrameJoin.Kind(rawValue: join) != nil else {
      throw arguments.wrong("join", arguments["join"], .joins)
    }
    return join
  }

  private func refuseUnknown(_ fields: YAMLFields, _ known: [String]) throws {
    for (key, value) in fields.mapping?.members ?? [] where !known.contains(key) {
      throw Diagnostic(
        "config.unsupported", .unsupported, at: document.place(value, field: fields.path + "." + key),
        ["key": .text(key), "hint": Spelling.suggestion(for: key, among: known)],
        (en: "The loader has no argument '{key}'.{hint}", zh: "加载器没有参数“{key}”。{hint}"),
        remedy: (en: "Remove or correct it.", zh: "请删除或更正。"))
    }
  }
}

/// What a field can be.
extension Message {
  fileprivate static let expressions = Message("config.expressions-word", en: "a list of expressions", zh: "表达式列表")
  fileprivate static let texts = Message("config.texts-word", en: "a list of texts", zh: "文本列表")
  fileprivate static let oneText = Message("config.one-text-word", en: "a text", zh: "文本")
  fileprivate static let expressionsAndNames = Message(
    "config.expressions-and-names-word", en: "expressions and their names", zh: "表达式及其名称")
  fileprivate static let twoLoaders = Message(
    "config.two-loaders-word", en: "Alpha158DL and then StaticDataLoader", zh: "先 Alpha158DL，后 StaticDataLoader")
  fileprivate static let featureFile = Message(
    "config.feature-file-word", en: "the path of a file of features", zh: "特征文件的路径")
  fileprivate static let joins = Message(
    "config.joins-word", en: "left, right, outer or inner", zh: "left、right、outer 或 inner")

  fileprivate static func loader(_ name: String) -> Message {
    Message("config.loader-word", ["name": .text(name)], en: "the loader {name}", zh: "加载器 {name}")
  }
}
