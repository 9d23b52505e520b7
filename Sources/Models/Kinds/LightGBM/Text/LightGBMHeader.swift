import Primitives

/// The lines above the first tree.
struct LightGBMHeader {
  let classCount: Int
  let objective: String
  let featureNames: [String]
  let averagesTrees: Bool
  /// In bytes, from `Tree=` up to the next.
  let treeSizes: [Int]

  private static let known: Set<String> = [
    "version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective", "average_output",
    "feature_names", "monotone_constraints", "feature_infos", "tree_sizes",
  ]
  private static let versions = ["v2", "v3", "v4"]
  private static let featuresMax = 1_000_000
  private static let treesMax = 1_000_000
  private static let classesMax = 10_000

  /// The names that LightGBM writes (`ObjectiveFunction::CreateObjectiveFunction`), never their aliases.
  private static let objectives = [
    "regression", "regression_l1", "quantile", "huber", "fair", "poisson", "binary", "lambdarank", "rank_xendcg",
    "multiclass", "multiclassova", "cross_entropy", "cross_entropy_lambda", "mape", "gamma", "tweedie", "custom",
  ]

  /// Reads up to the empty line in front of the first tree.
  init(_ lines: inout LightGBMLines) throws {
    var fields = LightGBMFields(known: LightGBMHeader.known, owner: "")
    while let line = lines.next(), !line.isEmpty { try fields.add(line, of: lines) }
    let version = try fields.required("version", lines)
    guard LightGBMHeader.versions.contains(version.text) else {
      throw version.damaged(.unknownValue(version.text, LightGBMHeader.versions))
    }
    classCount = try fields.required("num_class", lines).whole(1...LightGBMHeader.classesMax)
    _ = try fields.required("num_tree_per_iteration", lines).whole(classCount...classCount)
    _ = try fields.required("label_index", lines).whole(0...LightGBMHeader.featuresMax)
    objective = try fields["objective"].map { [classCount] in try LightGBMHeader.objective($0, classCount) } ?? ""
    averagesTrees = fields["average_output"] != nil
    if let field = fields["average_output"], !field.value.isEmpty { throw field.damaged(.foreignLine(field.text)) }
    let count = try fields.required("max_feature_idx", lines).whole(0...(LightGBMHeader.featuresMax - 1)) + 1
    featureNames = try LightGBMHeader.names(fields.required("feature_names", lines), count)
    try LightGBMHeader.checkInfos(fields.required("feature_infos", lines), count)
    _ = try fields["monotone_constraints"]?.wholes(-1...1, count: count)
    let sizes = try fields.required("tree_sizes", lines)
    let treeCount = sizes.value.isEmpty ? 0 : 1 + sizes.value.count { $0 == UInt8(ascii: " ") }
    guard (1...LightGBMHeader.treesMax).contains(treeCount), treeCount.isMultiple(of: classCount) else {
      throw sizes.damaged(.treeCount(treeCount, classes: classCount))
    }
    treeSizes = try sizes.wholes(1...Int(Int32.max), count: treeCount)
  }

  /// A name and its options: `binary sigmoid:1`, `multiclass num_class:3`, `regression sqrt`.
  private static func objective(_ field: LightGBMField, _ classCount: Int) throws -> String {
    let pieces = field.text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard let name = pieces.first, objectives.contains(name) else {
      throw field.damaged(.unknownValue(field.text, objectives))
    }
    var seen: Set<String> = []
    for piece in pieces.dropFirst() {
      let option = piece.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let value = option.count == 2 ? Array(option[1].utf8) : []
      let isSound =
        switch String(option[0]) {
        case "sqrt": option.count == 1
        case "sigmoid": LightGBMField.number(value[...], infinite: false).map { $0 > 0 } == true
        case "num_class": LightGBMField.whole(value[...]) == classCount
        default: false
        }
      guard isSound, seen.insert(String(option[0])).inserted else {
        throw field.damaged(.unknownValue(piece, ["sqrt", "sigmoid:1", "num_class:3"]))
      }
    }
    // The library reads these options without a standard value.
    let needed = ["binary": ["sigmoid"], "multiclass": ["num_class"], "multiclassova": ["num_class", "sigmoid"]]
    guard Set(needed[name] ?? []).isSubset(of: seen), classCount == 1 || !["binary"].contains(name) else {
      throw field.damaged(.unknownValue(field.text, ["binary sigmoid:1", "multiclass num_class:3"]))
    }
    return field.text
  }

  private static func names(_ field: LightGBMField, _ count: Int) throws -> [String] {
    let tokens = field.value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard tokens.count == count, tokens.allSatisfy({ !$0.isEmpty }) else { throw field.damaged(.otherFeatureCount) }
    let names = tokens.map { String(decoding: $0, as: UTF8.self) }
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted { throw field.damaged(.featureTwice(name)) }
    return names
  }

  /// `none`, `[least:most]` or the categories `3:-1:7`.
  private static func checkInfos(_ field: LightGBMField, _ count: Int) throws {
    for token in try field.tokens(count: count) where !token.elementsEqual("none".utf8) {
      let isRange = token.first == UInt8(ascii: "[") && token.last == UInt8(ascii: "]") && token.count > 1
      let values = (isRange ? token.dropFirst().dropLast() : token).split(
        separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      let isSound =
        isRange
        ? values.count == 2 && values.allSatisfy { LightGBMField.number($0, infinite: true) != nil }
        : values.allSatisfy { LightGBMField.whole($0) != nil }
      guard isSound else { throw field.damaged(.noFeatureInfo(LightGBMField.shown(token))) }
    }
  }
}

/// What is wrong with a header.
extension Message {
  fileprivate static let otherFeatureCount = Message(
    "model.other-feature-count", en: "The header names another number of features than it announces.",
    zh: "文件头列出的特征数与声明不符。")

  fileprivate static func featureTwice(_ name: String) -> Message {
    Message(
      "model.feature-twice", ["name": .text(name)], en: "The feature '{name}' is named twice.",
      zh: "特征“{name}”重复。")
  }

  fileprivate static func noFeatureInfo(_ found: String) -> Message {
    Message(
      "model.no-feature-info", ["found": .text(found)],
      en: "'{found}' is neither a range [least:most] nor a list of categories.",
      zh: "“{found}”既不是 `[最小:最大]` 形式的范围，也不是类别列表。")
  }

  fileprivate static func unknownValue(_ found: String, _ known: [String]) -> Message {
    Message(
      "model.unknown-value", ["found": .text(found), "known": .names(known)],
      en: "The value '{found}' is not known. LightGBM writes {known}.", zh: "不认识“{found}”。LightGBM 写出的值：{known}。")
  }

  fileprivate static func treeCount(_ trees: Int, classes: Int) -> Message {
    Message(
      "model.tree-count", ["trees": .count(trees), "classes": .count(classes)],
      en: "The header lists {trees} {trees:tree|trees} for rounds of {classes}.",
      zh: "文件头列出 {trees} 棵树，每轮应有 {classes} 棵。")
  }
}
