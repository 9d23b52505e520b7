import Primitives

/// What the text of a LightGBM model says about itself, checked before the library reads it.
package struct LightGBMModelText: Equatable, Sendable {
  package let bytes: [UInt8]
  package let objective: String
  package let featureNames: [String]
  package let treeCount: Int
  /// The names in the header, with a value or without.
  let header: Set<String>
  /// Parameters as written at the end of the file, in its order.
  package let parameters: [Parameter]

  package struct Parameter: Equatable, Sendable {
    package let name: String
    package let value: String
  }

  /// LightGBM's own names say nothing about the order of the features.
  package var hasOwnNames: Bool { FeatureOrder(featureNames).isUnnamed }

  package init(file path: String) throws {
    try self.init(try FileReader.unpacked(path, as: .model), path: path)
  }

  /// Throws `model.text` for a text that is no LightGBM model, is cut short, or predicts several
  /// classes; `path` is for messages.
  package init(_ bytes: [UInt8], path: String) throws {
    var scanner = LineScanner(bytes)
    func damaged(_ problem: Message) -> Diagnostic { .damagedText(path, line: scanner.line, problem) }
    guard scanner.next() == "tree" else { throw damaged(.noTreeLine) }
    var header: [String: String] = [:]
    var headerNames: Set<String> = []
    while let line = scanner.next(), !line.isEmpty {
      headerNames.insert(line.split(separator: "=", maxSplits: 1).first.map(String.init) ?? line)
      if let equals = line.firstIndex(of: "=") {
        header[String(line[..<equals])] = String(line[line.index(after: equals)...])
      }
    }
    let names = header["feature_names"]?.split(separator: " ").map(String.init) ?? []
    guard let last = header["max_feature_idx"].flatMap({ Int($0) }), last + 1 == names.count, !names.isEmpty else {
      throw damaged(.otherFeatureCount)
    }
    guard header["num_class"] == "1", header["num_tree_per_iteration"] == "1" else {
      throw damaged(.severalClasses)
    }
    guard let sizes = header["tree_sizes"]?.split(separator: " ").map({ Int($0) ?? -1 }) else {
      throw damaged(.noTreeSizes)
    }
    for (tree, size) in sizes.enumerated() {
      guard scanner.peek() == "Tree=\(tree)", size > 0, scanner.skip(size) else {
        throw damaged(.treeCutShort(tree, of: sizes.count))
      }
    }
    guard scanner.next() == "end of trees" else {
      throw damaged(.noEndOfTrees(sizes.count))
    }
    var parameters: [Parameter] = []
    var isOpen = false
    while let line = scanner.next() {
      if line == "parameters:" { isOpen = true }
      if line == "end of parameters" { isOpen = false }
      guard line.hasPrefix("["), line.hasSuffix("]"), let colon = line.firstIndex(of: ":") else { continue }
      parameters.append(
        Parameter(
          name: String(line[line.index(after: line.startIndex)..<colon]),
          value: line[line.index(after: colon)...].dropLast().trimmed))
    }
    if isOpen { throw damaged(.parametersCutShort) }
    self.bytes = bytes
    self.featureNames = names
    self.header = headerNames
    self.treeCount = sizes.count
    self.objective = header["objective"] ?? ""
    self.parameters = parameters
  }

  /// Throws `model.features` for features that are not the model's (`FeatureOrder.check`).
  package func check(features: [String]) throws { try FeatureOrder(featureNames).check(features) }
}

/// Lines of a text as bytes, so that the sizes in a model's header can be followed exactly.
private struct LineScanner {
  private let bytes: [UInt8]
  private var index = 0
  /// Counted from 1: the line read last.
  private(set) var line = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> String? {
    guard index < bytes.count else { return nil }
    let end = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
    defer {
      index = end + 1
      line += 1
    }
    return String(decoding: bytes[index..<end], as: UTF8.self)
  }

  func peek() -> String? {
    var copy = self
    return copy.next()
  }

  /// Skips that many bytes; false where fewer are left.
  mutating func skip(_ count: Int) -> Bool {
    guard index + count <= bytes.count else { return false }
    line += bytes[index..<(index + count)].count { $0 == 0x0A }
    index += count
    return true
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " })
  }
}

extension Diagnostic {
  static func damagedText(_ path: String?, line: Int? = nil, _ problem: Message) -> Diagnostic {
    Diagnostic(
      "model.text", .damaged, at: path.map { .init($0, line: line) }, ["problem": .message(problem)],
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
  fileprivate static let otherFeatureCount = Message(
    "model.other-feature-count", en: "The header names another number of features than it announces.",
    zh: "文件头列出的特征数与声明不符。")
  fileprivate static let severalClasses = Message(
    "model.several-classes", en: "The model predicts several classes. No strategy here can use them.",
    zh: "模型预测多个类别，此处的策略都不能使用。")
  fileprivate static let noTreeSizes = Message(
    "model.no-tree-sizes", en: "The header has no tree sizes.", zh: "文件头缺少树的大小。")
  fileprivate static let parametersCutShort = Message(
    "model.parameters-cut-short", en: "The text is cut short within its parameters.", zh: "文本在参数部分被截断。")

  fileprivate static func treeCutShort(_ tree: Int, of count: Int) -> Message {
    Message(
      "model.tree-cut-short", ["tree": .count(tree), "count": .count(count)],
      en: "Tree {tree} of {count} is missing or cut short.", zh: "共 {count} 棵树，第 {tree} 棵缺失或被截断。")
  }

  fileprivate static func noEndOfTrees(_ count: Int) -> Message {
    Message(
      "model.no-end-of-trees", ["count": .count(count)],
      en: "The text does not end behind its {count} {count:tree|trees}. It is cut short or edited.",
      zh: "文本没有在 {count} 棵树之后结束，已被截断或改动。")
  }
}
