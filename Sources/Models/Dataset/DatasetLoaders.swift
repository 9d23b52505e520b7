import Primitives
import Records

/// The `data_loader` of a plain handler: qlib's own, and the two of the users' templates.
struct DatasetLoaders {
  private let document: YAMLDocument

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
      return try combined(arguments, file: "dynamic_path", join: "left")
    case "CombinedAlpha158StaticLoader":
      return try combined(arguments, file: "static_path", join: "outer")
    default:
      throw Diagnostic(
        "model.dataset",
        "the loader '\(written)' is not built here; built are QlibDataLoader, "
          + "CombinedAlpha158DynamicFactorsLoader, CombinedAlpha158StaticLoader",
        at: document.place(loader["class"], field: loader.path + ".class"),
        remedy: "Compare the rungs that need no features, or export the predictions.")
    }
  }

  /// A list of expressions, which are then their own names, or a pair of expressions and names
  /// (`QlibDataLoader._parse_fields_info`); nil where the field is absent.
  func expressions(_ fields: YAMLFields, _ name: String) throws -> [NamedExpression]? {
    guard let value = fields[name], !value.isNull else { return nil }
    guard let items = value.items, let first = items.first else {
      throw fields.wrong(name, value, "a list of expressions")
    }
    func texts(_ value: YAMLValue) throws -> [String] {
      guard let items = value.items else { throw fields.wrong(name, value, "a list of texts") }
      return try items.map { item in
        guard let text = item.text else { throw fields.wrong(name, item, "a text") }
        return text
      }
    }
    if first.items == nil {
      return try texts(value).map { NamedExpression(name: $0, expression: $0) }
    }
    guard items.count == 2 else { throw fields.wrong(name, value, "expressions and their names") }
    let (expressions, names) = (try texts(items[0]), try texts(items[1]))
    guard expressions.count == names.count else {
      throw Diagnostic(
        "config.value", "\(expressions.count) expressions with \(names.count) names",
        at: document.place(value, field: fields.path + "." + name), remedy: "Name each expression once.")
    }
    if let twice = names.enumerated().first(where: { names[..<$0.offset].contains($0.element) }) {
      throw Diagnostic(
        "config.value", "the name '\(twice.element)' is given to two expressions",
        at: document.place(value, field: fields.path + "." + name), remedy: "Give each column its own name.")
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

  private func combined(
    _ arguments: YAMLFields, file: String, join: String
  ) throws -> (FeatureSource, [NamedExpression]) {
    let alpha = arguments.fields("alpha158_config")
    guard let path = try arguments.text(file) else { throw arguments.missing(file) }
    let join = try arguments.text("join") ?? join
    guard ["left", "outer", "inner"].contains(join) else {
      throw arguments.wrong("join", arguments["join"], "left, outer or inner")
    }
    let factors = FeatureSource.FactorFile(
      path: path, join: join,
      nonMissingRatioMin: try arguments.double("min_dynamic_non_nan_ratio"),
      instrumentOverlapMin: try arguments.double("min_instrument_overlap_ratio"))
    return (.combined(try features(alpha), factors), try labels(alpha))
  }
}
