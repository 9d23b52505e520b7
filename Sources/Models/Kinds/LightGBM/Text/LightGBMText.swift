import Primitives

/// The text of a LightGBM model, checked whole before LightGBM's library sees a byte of it.
///
/// The library trusts a text: a wrong index, a cycle or a value too few ends the process or never ends. So everything
/// that `GBDT::SaveModelToString` writes is read here first, and nothing else is accepted. Texts of several classes
/// are read too.
package struct LightGBMText: Sendable {
  package let bytes: [UInt8]
  /// Trees a round, and scores a row.
  package let classCount: Int
  /// LightGBM's name and its options, such as `binary sigmoid:1`; empty for an objective of the user's own.
  package let objective: String
  package let featureNames: [String]
  /// Whether a score is the trees' mean (`boosting: rf`).
  package let averagesTrees: Bool
  package let trees: [LightGBMTree]
  /// As written behind the trees, in its order.
  package let parameters: [Parameter]

  package struct Parameter: Equatable, Sendable {
    package let name: String
    package let value: String
  }

  /// Throws `model.text` with line and field for a text that LightGBM does not write; `path` is for messages.
  package init(_ bytes: [UInt8], path: String) throws {
    var lines = LightGBMLines(bytes, path: path)
    guard lines.next()?.elementsEqual("tree".utf8) == true else { throw lines.damaged(.noTreeLine) }
    try LightGBMText.checkCharacters(bytes, path: path)
    let header = try LightGBMHeader(&lines)
    var trees: [LightGBMTree] = []
    trees.reserveCapacity(header.treeSizes.count)
    for (number, size) in header.treeSizes.enumerated() {
      let start = lines.index
      guard lines.next()?.elementsEqual("Tree=\(number)".utf8) == true else {
        throw lines.damaged(.treeCutShort(number, of: header.treeSizes.count))
      }
      var fields = LightGBMFields(known: LightGBMTree.fieldNames, owner: "trees[\(number)].")
      var isComplete = false
      while let line = lines.next() {
        if line.isEmpty {
          isComplete = lines.next()?.isEmpty == true
          break
        }
        if lines.isCut { break }
        try fields.add(line, of: lines)
      }
      guard isComplete else { throw lines.damaged(.treeCutShort(number, of: header.treeSizes.count)) }
      trees.append(try LightGBMTree(fields, featureCount: header.featureNames.count, lines))
      guard lines.index - start == size else {
        throw lines.damaged(.treeSize(lines.index - start, announced: size), field: "tree_sizes")
      }
    }
    guard lines.next()?.elementsEqual("end of trees".utf8) == true else {
      throw lines.damaged(.noEndOfTrees(trees.count))
    }
    parameters = try LightGBMText.ending(&lines, features: Set(header.featureNames))
    self.bytes = bytes
    self.trees = trees
    classCount = header.classCount
    objective = header.objective
    featureNames = header.featureNames
    averagesTrees = header.averagesTrees
    if let problem = scoreProblem { throw Diagnostic.damagedText(path, field: "leaf_value", problem) }
  }

  /// Line breaks are the only control characters; names of features may be in any script.
  private static func checkCharacters(_ bytes: [UInt8], path: String) throws {
    if let place = bytes.firstIndex(where: { ($0 < 0x20 && $0 != 0x0A) || $0 == 0x7F }) {
      throw Diagnostic.damagedText(path, line: 1 + bytes[..<place].count { $0 == 0x0A }, .controlCharacter)
    }
    guard String(validating: bytes, as: UTF8.self) != nil else { throw Diagnostic.damagedText(path, .notUTF8) }
  }

  /// Everything behind the trees: the importance of features, the parameters, and what the Python package adds.
  private static func ending(_ lines: inout LightGBMLines, features: Set<String>) throws -> [Parameter] {
    enum Section: Int { case trees, importance, parameters, parametersEnd, categories }
    var section = Section.trees
    var parameters: [Parameter] = []
    var names: Set<String> = []
    while let line = lines.next() {
      if line.isEmpty { continue }
      let text = String(decoding: line, as: UTF8.self)
      switch section {
      case .trees where text == "feature_importances:" || text == "feature importances:": section = .importance
      case .trees where text == "parameters:", .importance where text == "parameters:":
        section = .parameters
        names = []
      case .importance:
        let end = line.lastIndex(of: UInt8(ascii: "=")) ?? line.startIndex
        let name = String(decoding: line[..<end], as: UTF8.self)
        guard features.contains(name), names.insert(name).inserted,
          let count = LightGBMField.whole(line[end...].dropFirst()), count > 0
        else { throw lines.damaged(.foreignLine(LightGBMField.shown(line)), field: "feature_importances") }
      case .parameters where text == "end of parameters": section = .parametersEnd
      case .parameters:
        guard let parameter = Parameter(line), names.insert(parameter.name).inserted else {
          throw lines.damaged(.foreignLine(LightGBMField.shown(line)), field: "parameters")
        }
        parameters.append(parameter)
      case .parametersEnd where text.hasPrefix("pandas_categorical:"):
        section = .categories
        let json = try? JSONReader.read(Array(line.dropFirst("pandas_categorical:".utf8.count)))
        guard json == .null || json?.arrayValue?.allSatisfy({ $0.arrayValue != nil }) == true else {
          throw lines.damaged(.foreignLine(LightGBMField.shown(line)), field: "pandas_categorical")
        }
      default: throw lines.damaged(.foreignLine(LightGBMField.shown(line)))
      }
    }
    guard section.rawValue >= Section.parametersEnd.rawValue else { throw lines.damaged(.parametersCutShort) }
    return parameters
  }

  /// A score must be a number whatever leaves a row falls into.
  private var scoreProblem: Message? {
    // These objectives give the exponential of the sum.
    let isExponential = ["poisson", "gamma", "tweedie"].contains { objective.hasPrefix($0) }
    for place in 0..<classCount {
      var (sum, ofLeaves) = (0.0, 0.0)
      for number in stride(from: place, to: trees.count, by: classCount) {
        sum += trees[number].scoreMax
        ofLeaves += trees[number].leaves.reduce(0) { max($0, abs($1)) }
      }
      if averagesTrees { ofLeaves /= Double(trees.count / classCount) }
      if !sum.isFinite || (isExponential && ofLeaves > 709) { return .scoresBeyondRange }
    }
    return nil
  }
}

extension LightGBMText: Equatable {
  /// Equal bytes are read as equal models.
  package static func == (left: LightGBMText, right: LightGBMText) -> Bool { left.bytes == right.bytes }
}

extension LightGBMText.Parameter {
  /// `[name: value]`.
  fileprivate init?(_ line: ArraySlice<UInt8>) {
    let text = String(decoding: line, as: UTF8.self)
    guard text.hasPrefix("["), text.hasSuffix("]"), let colon = text.firstIndex(of: ":") else { return nil }
    name = String(text[..<colon].dropFirst())
    value = String(text[colon...].dropFirst().dropLast().drop { $0 == " " })
    guard !name.isEmpty,
      name.utf8.allSatisfy({ ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F })
    else { return nil }
  }
}

extension Diagnostic {
  static func damagedText(
    _ path: String, line: Int? = nil, field: String? = nil, _ problem: Message
  ) -> Diagnostic {
    Diagnostic(
      "model.text", .damaged, at: .init(path, line: line, field: field), ["problem": .message(problem)],
      (en: "{problem}", zh: "{problem}"),
      remedy: (
        en: "Export the model again with save_model. The exporter turns a pickle into text.",
        zh: "请用 save_model 重新导出模型；导出器可把 pickle 转为文本。"
      ))
  }
}

/// What is wrong with a text.
extension Message {
  fileprivate static let noTreeLine = Message(
    "model.no-tree-line", en: "It is not a LightGBM model. Its first line is not 'tree'.",
    zh: "不是 LightGBM 模型：首行不是“tree”。")
  fileprivate static let parametersCutShort = Message(
    "model.parameters-cut-short", en: "The text is cut short before the end of its parameters.",
    zh: "文本在参数结束之前被截断。")
  fileprivate static let controlCharacter = Message(
    "model.control-character", en: "The line holds a control character. LightGBM ends lines with a line feed alone.",
    zh: "该行有控制字符；LightGBM 的行只以换行符结束。")
  fileprivate static let notUTF8 = Message(
    "model.not-utf8", en: "The text is not valid UTF-8.", zh: "文本不是有效的 UTF-8。")
  fileprivate static let scoresBeyondRange = Message(
    "model.scores-beyond-range", en: "The leaves add up to scores beyond the range of a double.",
    zh: "叶子之和使得分超出双精度范围。")

  fileprivate static func treeCutShort(_ tree: Int, of count: Int) -> Message {
    Message(
      "model.tree-cut-short", ["tree": .count(tree), "count": .count(count)],
      en: "Tree {tree} of {count} is missing or cut short.", zh: "共 {count} 棵树，第 {tree} 棵缺失或被截断。")
  }

  fileprivate static func treeSize(_ size: Int, announced: Int) -> Message {
    Message(
      "model.tree-size", ["size": .count(size), "announced": .count(announced)],
      en: "The tree has {size} bytes. The header announces {announced}.",
      zh: "该树有 {size} 字节，文件头声明为 {announced}。")
  }

  fileprivate static func noEndOfTrees(_ count: Int) -> Message {
    Message(
      "model.no-end-of-trees", ["count": .count(count)],
      en: "The text does not end behind its {count} {count:tree|trees}. It is cut short or edited.",
      zh: "文本没有在 {count} 棵树之后结束，已被截断或改动。")
  }
}
