import Dispatch

/// Sums the trees of a plain LightGBM regression over many rows, with the library's bits.
///
/// A row goes left where its float32 value is at most the threshold; the sum is in float64, tree after
/// tree, as `GBDT::PredictRaw` adds. Rows go through a tree level by level, many at once, so that the
/// processor does not wait for one row's path. Whatever is not plain (categories, linear leaves, averaged
/// trees, zero as missing, transformed outputs, missing values that a tree treats by itself) is left to
/// the library.
struct TreeEnsemble {
  private struct Node {
    var threshold: Float
    var feature: Int32
    /// The next nodes: left, then right; a leaf is its own successor.
    var left: Int32
    var right: Int32
  }

  private struct Tree {
    var nodes: [Node]
    /// By node; 0 for a split.
    var values: [Double]
    var depth: Int

    /// The least and the largest leaf below a node that the features' intervals reach.
    func reach(at place: Int, _ interval: (Int) -> ClosedRange<Float>) -> ClosedRange<Double> {
      var place = place
      while true {
        let node = nodes[place]
        if Int(node.left) == place { return values[place]...values[place] }
        let value = interval(Int(node.feature))
        if value.upperBound <= node.threshold {
          place = Int(node.left)
        } else if value.lowerBound > node.threshold {
          place = Int(node.right)
        } else {
          let left = reach(at: Int(node.left), interval)
          let right = reach(at: Int(node.right), interval)
          return min(left.lowerBound, right.lowerBound)...max(left.upperBound, right.upperBound)
        }
      }
    }
  }

  private let trees: [Tree]
  private let featureCount: Int
  /// Whether any split on the feature sends missing values its own way.
  private let minds: [Bool]
  private static let blockRows = 512
  private static let depthMax = 512

  /// Nil for a model that is not plain.
  init?(_ text: LightGBMText) {
    guard text.classCount == 1, text.objective == "regression", !text.averagesTrees else { return nil }
    var minds = [Bool](repeating: false, count: text.featureNames.count)
    var trees: [Tree] = []
    for tree in text.trees {
      guard tree.categoryCount == 0, !tree.isLinear else { return nil }
      for (decision, feature) in zip(tree.decisions, tree.features) {
        switch decision >> 2 & 3 {
        case 0: break
        case 2: minds[Int(feature)] = true
        default: return nil
        }
        if decision & 1 != 0 { return nil }
      }
      guard let built = TreeEnsemble.build(tree) else { return nil }
      trees.append(built)
    }
    self.trees = trees
    self.minds = minds
    featureCount = text.featureNames.count
  }

  /// Splits first, then leaves, in one list; nil for a tree so deep that following each row's own path is faster.
  private static func build(_ tree: LightGBMTree) -> Tree? {
    let splits = tree.features.count
    func place(_ child: Int32) -> Int32 { child >= 0 ? child : Int32(splits) + (-1 - child) }
    var nodes = (0..<splits).map { split in
      Node(
        threshold: floor(tree.thresholds[split]), feature: tree.features[split], left: place(tree.left[split]),
        right: place(tree.right[split]))
    }
    for leaf in tree.leaves.indices {
      let own = Int32(splits + leaf)
      nodes.append(Node(threshold: .infinity, feature: 0, left: own, right: own))
    }
    var depth = 0
    var level: [Int32] = splits > 0 ? [0] : []
    while !level.isEmpty {
      depth += 1
      if depth > depthMax { return nil }
      level = level.flatMap { [nodes[Int($0)].left, nodes[Int($0)].right] }.filter { $0 < splits }
    }
    return Tree(nodes: nodes, values: [Double](repeating: 0, count: splits) + tree.leaves, depth: depth)
  }

  /// The largest float32 that is not above a threshold: comparing with it decides the same for every
  /// float32 value.
  private static func floor(_ threshold: Double) -> Float {
    let near = Float(threshold)
    return Double(near) > threshold ? near.nextDown : near
  }

  /// One score a row; nil where a missing value needs the library, or a column is not float32.
  func scores(_ columns: [Column], rows: Range<Int>) -> [Double]? {
    var values: [[Float]] = []
    for (index, column) in columns.enumerated() {
      guard case .float(let own) = column.values else { return nil }
      if minds[index], own[rows].contains(where: \.isNaN) { return nil }
      values.append(own)
    }
    guard values.count == featureCount else { return nil }
    let own = values
    let blocks = (rows.count + TreeEnsemble.blockRows - 1) / TreeEnsemble.blockRows
    return [Double](unsafeUninitializedCapacity: rows.count) { output, filled in
      nonisolated(unsafe) let scores = output
      DispatchQueue.concurrentPerform(iterations: blocks) { block in
        let first = block * TreeEnsemble.blockRows
        let count = min(TreeEnsemble.blockRows, rows.count - first)
        // Each block writes its own rows only.
        let part = UnsafeMutableBufferPointer(rebasing: scores[first..<(first + count)])
        part.initialize(repeating: 0)
        add(own, from: rows.lowerBound + first, into: part)
      }
      filled = rows.count
    }
  }

  private func add(_ values: [[Float]], from start: Int, into scores: UnsafeMutableBufferPointer<Double>) {
    let count = scores.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, featureCount * count)) { block in
      for (feature, column) in values.enumerated() {
        column.withUnsafeBufferPointer { column in
          for row in 0..<count {
            let value = column[start + row]
            // Without a way of its own a missing value is 0 (LightGBM, `NumericalDecision`).
            block[feature * count + row] = value.isNaN ? 0 : value
          }
        }
      }
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { places in
        for tree in trees {
          places.initialize(repeating: 0)
          tree.nodes.withUnsafeBufferPointer { nodes in
            for _ in 0..<tree.depth {
              for row in 0..<count {
                let node = nodes[Int(places[row])]
                let value = block[Int(node.feature) * count + row]
                places[row] = value <= node.threshold ? node.left : node.right
              }
            }
          }
          tree.values.withUnsafeBufferPointer { values in
            for row in 0..<count { scores[row] += values[Int(places[row])] }
          }
        }
      }
    }
  }

  /// By row: how far the score can move when every feature moves by some units in the last place.
  ///
  /// Nil as `scores` is. Where both sides of a threshold can be reached, both are followed.
  func bounds(_ columns: [Column], rows: Range<Int>, units: Int) -> [Double]? {
    guard let scores = scores(columns, rows: rows) else { return nil }
    let values = columns.compactMap { column -> [Float]? in
      if case .float(let own) = column.values { own } else { nil }
    }
    var bounds = [Double](repeating: 0, count: rows.count)
    bounds.withUnsafeMutableBufferPointer { output in
      nonisolated(unsafe) let output = output
      DispatchQueue.concurrentPerform(iterations: rows.count) { index in
        var low = 0.0
        var high = 0.0
        for tree in trees {
          let reach = tree.reach(at: 0) { feature in
            let value = values[feature][rows.lowerBound + index]
            let moved = Float(units) * (value.isNaN ? 0 : value.ulp)
            return value.isNaN ? 0...0 : (value - moved)...(value + moved)
          }
          low += reach.lowerBound
          high += reach.upperBound
        }
        output[index] = max(high - scores[index], scores[index] - low, 0)
      }
    }
    return bounds
  }
}
