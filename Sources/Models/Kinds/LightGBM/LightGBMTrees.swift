import Primitives

/// The trees of a LightGBM model, read from its text.
package struct LightGBMTrees: Sendable {
  package struct Tree: Sendable {
    /// By split: position of the feature, gain, threshold, LightGBM's decision type.
    package var features: [Int32] = []
    package var gains: [Double] = []
    package var thresholds: [Double] = []
    package var decisions: [UInt8] = []
    /// The next split, or -1 - leaf.
    package var left: [Int32] = []
    package var right: [Int32] = []
    package var leaves: [Double] = []
    /// Whether a leaf holds a formula instead of a value.
    package var isLinear = false
    package var categoryCount = 0
  }

  package let trees: [Tree]

  /// Throws `model.text` for a tree whose rows have other lengths than its splits and leaves.
  package init(_ text: LightGBMModelText) throws {
    var trees: [Tree] = []
    var tree: Tree?
    func number<Value>(_ field: Substring, _ make: (Substring) -> Value?) throws -> Value {
      guard let value = make(field) else {
        throw Diagnostic.damagedText(nil, .noNumber(String(field), tree: trees.count))
      }
      return value
    }
    func list<Value>(_ line: Substring, _ make: (Substring) -> Value?) throws -> [Value] {
      try line.split(separator: " ").map { try number($0, make) }
    }
    func finish() throws {
      guard let done = tree else { return }
      let splits = done.features.count
      guard done.leaves.count == splits + 1 || (splits == 0 && done.leaves.count == 1),
        [done.gains.count, done.thresholds.count, done.decisions.count, done.left.count, done.right.count]
          .allSatisfy({ $0 == splits }),
        done.features.allSatisfy({ text.featureNames.indices.contains(Int($0)) }),
        (done.left + done.right).allSatisfy({ $0 < splits && -1 - $0 < done.leaves.count })
      else { throw Diagnostic.damagedText(nil, .splitsAndLeaves(tree: trees.count)) }
      trees.append(done)
      tree = nil
    }
    for line in String(decoding: text.bytes, as: UTF8.self).split(separator: "\n") {
      if line.hasPrefix("Tree=") {
        try finish()
        tree = Tree()
        continue
      }
      if line == "end of trees" { break }
      guard tree != nil, let equals = line.firstIndex(of: "=") else { continue }
      let values = line[line.index(after: equals)...]
      switch line[..<equals] {
      case "num_cat": tree?.categoryCount = try number(values) { Int($0) }
      case "split_feature": tree?.features = try list(values) { Int32($0) }
      case "split_gain": tree?.gains = try list(values) { NumberReader.double(String($0)) }
      case "threshold": tree?.thresholds = try list(values) { NumberReader.double(String($0)) }
      case "decision_type": tree?.decisions = try list(values) { UInt8($0) }
      case "left_child": tree?.left = try list(values) { Int32($0) }
      case "right_child": tree?.right = try list(values) { Int32($0) }
      case "leaf_value": tree?.leaves = try list(values) { NumberReader.double(String($0)) }
      case "is_linear": tree?.isLinear = values != "0"
      default: break
      }
    }
    try finish()
    self.trees = trees
  }
}

extension Message {
  fileprivate static func noNumber(_ field: String, tree: Int) -> Message {
    Message(
      "model.no-number", ["field": .text(field), "tree": .count(tree)],
      en: "In tree {tree}, '{field}' is not a number.",
      zh: "第 {tree} 棵树中“{field}”不是数字。")
  }

  fileprivate static func splitsAndLeaves(tree: Int) -> Message {
    Message(
      "model.splits-and-leaves", ["tree": .count(tree)],
      en: "The splits and leaves of tree {tree} do not fit together.",
      zh: "第 {tree} 棵树的分裂与叶子不一致。")
  }
}
