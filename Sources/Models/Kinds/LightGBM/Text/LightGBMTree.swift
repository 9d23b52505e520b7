import Primitives

/// A tree of a LightGBM model, checked: its splits and leaves form exactly one tree.
package struct LightGBMTree: Equatable, Sendable {
  /// By split: position of the feature, gain, threshold, LightGBM's decision type.
  package let features: [Int32]
  package let gains: [Double]
  package let thresholds: [Double]
  package let decisions: [UInt8]
  /// The next split, or -1 - leaf.
  package let left: [Int32]
  package let right: [Int32]
  package let leaves: [Double]
  /// Whether a leaf holds a formula instead of a value.
  package let isLinear: Bool
  package let categoryCount: Int
  /// No row of float32 features gets a score of a larger magnitude.
  let scoreMax: Double

  /// LightGBM's own limit of `num_leaves` (`config.h`).
  private static let leavesMax = 131_072
  private static let rowsMax = Int(Int32.max)

  static let fieldNames: Set<String> = [
    "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type", "left_child", "right_child",
    "leaf_value", "leaf_weight", "leaf_count", "internal_value", "internal_weight", "internal_count", "cat_boundaries",
    "cat_threshold", "is_linear", "leaf_const", "num_features", "leaf_features", "leaf_coeff", "shrinkage",
  ]

  /// Source: LightGBM's `Tree::ToString` and `Tree::Tree` (`src/io/tree.cpp`), versions 2.3 to 4.7.
  init(_ fields: LightGBMFields, featureCount: Int, _ lines: LightGBMLines) throws {
    let leafCount = try fields.required("num_leaves", lines).whole(1...LightGBMTree.leavesMax)
    let splits = leafCount - 1
    func wholes(_ name: String, _ range: ClosedRange<Int>) throws -> [Int] {
      try fields.required(name, lines).wholes(range, count: splits)
    }
    let children = -leafCount...max(-1, splits - 1)
    features = try wholes("split_feature", 0...(featureCount - 1)).map { Int32($0) }
    gains = try fields.required("split_gain", lines).numbers(count: splits, infinite: true)
    let threshold = try fields.required("threshold", lines)
    thresholds = try threshold.numbers(count: splits, infinite: true)
    decisions = try wholes("decision_type", 0...11).map { UInt8($0) }
    let left = try wholes("left_child", children)
    let right = try wholes("right_child", children)
    self.left = left.map { Int32($0) }
    self.right = right.map { Int32($0) }
    leaves = try fields.required("leaf_value", lines).numbers(count: leafCount)
    isLinear = try fields["is_linear"].map { try $0.whole(0...1) == 1 } ?? false
    _ = try fields["shrinkage"]?.numbers(count: 1)
    _ = try fields["internal_value"]?.numbers(count: splits)
    _ = try fields["internal_weight"]?.numbers(count: splits)
    _ = try fields["leaf_weight"].map { try $0.numbers(count: leafCount == 1 && $0.value.isEmpty ? 0 : leafCount) }
    if let place = try LightGBMTree.fault(left, right) {
      throw try fields.required("left_child", lines).damaged(.noSingleTree(place))
    }
    let rows = try fields["leaf_count"].map {
      try $0.wholes(0...LightGBMTree.rowsMax, count: leafCount == 1 && $0.value.isEmpty ? 0 : leafCount)
    }
    if let counts = fields["internal_count"] {
      let sums = try counts.wholes(0...LightGBMTree.rowsMax, count: splits)
      if let rows {
        for split in 0..<splits {
          let below = [left[split], right[split]].reduce(0) { $0 + ($1 >= 0 ? sums[$1] : rows[-1 - $1]) }
          guard below == sums[split] else { throw counts.damaged(.otherRows(split, sums[split], below: below)) }
        }
      }
    }
    categoryCount = try LightGBMTree.categories(fields, threshold, decisions, thresholds, lines)
    let formulas = try LightGBMTree.formulasMax(
      fields, isLinear, leafCount: leafCount, featureCount: featureCount, lines)
    scoreMax = leaves.reduce(formulas) { max($0, abs($1)) }
  }

  /// The first split or leaf that is not reached exactly once from split 0; nil for one sound tree.
  private static func fault(_ left: [Int], _ right: [Int]) throws -> Message? {
    var seenSplits = [Bool](repeating: false, count: left.count)
    var seenLeaves = [Bool](repeating: false, count: left.count + 1)
    var open = left.isEmpty ? [] : [0]
    if left.isEmpty { seenLeaves[0] = true }
    while let split = open.popLast() {
      if seenSplits[split] { return .split(split) }
      seenSplits[split] = true
      for child in [left[split], right[split]] {
        if child >= 0 {
          open.append(child)
        } else if seenLeaves[-1 - child] {
          return .leaf(-1 - child)
        } else {
          seenLeaves[-1 - child] = true
        }
      }
    }
    return seenSplits.firstIndex(of: false).map { .split($0) } ?? seenLeaves.firstIndex(of: false).map { .leaf($0) }
  }

  /// The number of categorical splits: their thresholds count them from 0, and each has its own bits.
  private static func categories(
    _ fields: LightGBMFields, _ threshold: LightGBMField, _ decisions: [UInt8], _ thresholds: [Double],
    _ lines: LightGBMLines
  ) throws -> Int {
    let count = try fields.required("num_cat", lines).whole(0...decisions.count)
    let numbers = zip(decisions, thresholds).filter { $0.0 & 1 == 1 }.map(\.1)
    guard numbers == (0..<count).map({ Double($0) }) else { throw threshold.damaged(.otherCategories) }
    guard count > 0 else {
      for name in ["cat_boundaries", "cat_threshold"] {
        if let field = fields[name] { throw field.damaged(.otherCategories) }
      }
      return 0
    }
    let field = try fields.required("cat_boundaries", lines)
    let boundaries = try field.wholes(0...rowsMax, count: count + 1)
    guard boundaries[0] == 0, zip(boundaries, boundaries.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw field.damaged(.otherCategories)
    }
    _ = try fields.required("cat_threshold", lines).wholes(0...Int(UInt32.max), count: boundaries[count])
    return count
  }

  /// The largest magnitude of a linear tree's formulas, of which each leaf has one: a constant, and as many
  /// coefficients as features. 0 for other trees.
  private static func formulasMax(
    _ fields: LightGBMFields, _ isLinear: Bool, leafCount: Int, featureCount: Int, _ lines: LightGBMLines
  ) throws -> Double {
    guard isLinear else {
      for name in ["leaf_const", "num_features", "leaf_features", "leaf_coeff"] {
        if let field = fields[name] { throw field.damaged(.noLinearTree) }
      }
      return 0
    }
    let constants = try fields.required("leaf_const", lines).numbers(count: leafCount)
    let counts = try fields.required("num_features", lines).wholes(0...featureCount, count: leafCount)
    let total = counts.reduce(0, +)
    _ = try fields.required("leaf_features", lines).wholes(0...(featureCount - 1), count: total, loosely: true)
    var coefficients = try fields.required("leaf_coeff", lines).numbers(count: total, loosely: true)[...]
    var largest = 0.0
    for (constant, count) in zip(constants, counts) {
      let sum = coefficients.prefix(count).reduce(abs(constant)) {
        $0 + abs($1) * Double(Float.greatestFiniteMagnitude)
      }
      largest = max(largest, sum)
      coefficients = coefficients.dropFirst(count)
    }
    return largest
  }
}

extension Message {
  fileprivate static func noSingleTree(_ place: Message) -> Message {
    Message(
      "model.no-single-tree", ["place": .message(place)],
      en: "The children do not form one tree. It reaches {place} twice or never.",
      zh: "子节点没有构成一棵树：{place}被到达两次，或从未到达。")
  }

  fileprivate static func split(_ number: Int) -> Message {
    Message("model.split-word", ["number": .count(number)], en: "split {number}", zh: "第 {number} 个分裂")
  }

  fileprivate static func leaf(_ number: Int) -> Message {
    Message("model.leaf-word", ["number": .count(number)], en: "leaf {number}", zh: "第 {number} 个叶子")
  }

  fileprivate static func otherRows(_ split: Int, _ rows: Int, below: Int) -> Message {
    Message(
      "model.other-rows", ["split": .count(split), "rows": .count(rows), "below": .count(below)],
      en: "Split {split} has {rows} {rows:row|rows}. Its two branches have {below}.",
      zh: "第 {split} 个分裂有 {rows} 行，其两个分支共有 {below} 行。")
  }

  fileprivate static let otherCategories = Message(
    "model.other-categories", en: "The categorical splits do not fit their lists of categories.",
    zh: "类别分裂与其类别列表不一致。")
  fileprivate static let noLinearTree = Message(
    "model.no-linear-tree", en: "The field belongs to linear trees only.", zh: "该字段只属于线性树。")
}
