import Foundation

/// Probability that the best of several trials, chosen by one half of the days, is not above the median of all on the
/// other half; a fraction from 0 to 1, near 0.5 where no trial has skill.
///
/// Combinatorially symmetric cross-validation: the days fall into an even number of blocks of equal length, and every
/// choice of half of the blocks is once the half that the best is chosen by. The oldest days that fill no block are left
/// out. Ratios are daily means over sample deviations.
///
/// Source: Bailey, Borwein, Lopez de Prado and Zhu, "The Probability of Backtest Overfitting", Journal of Computational
/// Finance 2016.
package struct OverfittingProbability: Equatable, Sendable {
  package static let formula = "overfitting-probability.cscv/1"
  /// How the ratio on the other half follows from that on the half chosen by: 1 where nothing is lost.
  package static let degradationFormula = "performance-degradation.cscv/1"

  /// Blocks as in the paper's examples; fewer where there are fewer days.
  package static let blocksMax = 16
  package static let blocksMin = 6
  package static let blockDaysMin = 10
  /// Below this number of days nothing is said.
  package static var daysMin: Int { blocksMin * blockDaysMin }

  /// Share of the splits whose chosen trial has a logit of its relative rank of 0 or less on the other half.
  package var probability: Double
  package var splits: Int
  package var blocks: Int
  /// Days that fall into blocks.
  package var days: Int
  /// Of the line through the ratios of the chosen trials, chosen half to other half; nil without spread.
  package var degradation: Double?
  /// Share of the splits whose chosen trial has a ratio below 0 on the other half.
  package var lossShare: Double

  /// The greatest even number of blocks that so many days fill; nil for too few days.
  package static func blocks(days: Int) -> Int? {
    let count = min(blocksMax, days / blockDaysMin) / 2 * 2
    return count >= blocksMin ? count : nil
  }

  /// - Parameters:
  ///   - trials: daily returns of each trial over the same days, in the order of time.
  ///   - blocks: even; nil: as many as the days fill.
  /// - Returns: nil for fewer than two trials, unequal lengths, too few days, or a trial without spread on some half.
  package init?(_ trials: [[Double]], blocks wanted: Int? = nil) {
    guard trials.count >= 2, let length = trials.first?.count, trials.allSatisfy({ $0.count == length }),
      let blocks = wanted ?? OverfittingProbability.blocks(days: length), blocks >= 2, blocks % 2 == 0,
      blocks <= OverfittingProbability.blocksMax, length / blocks >= 2
    else { return nil }
    let width = length / blocks
    let sums = BlockSums(trials, blocks: blocks, width: width)
    var logits = 0
    var losses = 0
    var splits = 0
    var pairs: [(chosen: Double, other: Double)] = []
    let full = (1 << blocks) - 1
    for half in 0...full where half.nonzeroBitCount == blocks / 2 {
      guard let inside = sums.ratios(half), let outside = sums.ratios(full & ~half) else { return nil }
      var best = 0
      for trial in inside.indices where inside[trial] > inside[best] { best = trial }
      let ratio = outside[best]
      // The chosen one itself is among the equals: ties share the average rank.
      let below = outside.reduce(0) { $0 + ($1 < ratio ? 1 : 0) }
      let equal = outside.reduce(0) { $0 + ($1 == ratio ? 1 : 0) }
      let rank = Double(below) + Double(equal + 1) / 2
      // A logit of 0 or less is a relative rank of a half or less.
      if rank / Double(trials.count + 1) <= 0.5 { logits += 1 }
      if ratio < 0 { losses += 1 }
      pairs.append((inside[best], ratio))
      splits += 1
    }
    probability = Double(logits) / Double(splits)
    lossShare = Double(losses) / Double(splits)
    degradation = OverfittingProbability.slope(pairs)
    self.splits = splits
    self.blocks = blocks
    days = blocks * width
  }

  private static func slope(_ pairs: [(chosen: Double, other: Double)]) -> Double? {
    let count = Double(pairs.count)
    let mean = pairs.reduce(into: (0.0, 0.0)) { $0 = ($0.0 + $1.chosen / count, $0.1 + $1.other / count) }
    var (spread, product) = (0.0, 0.0)
    for pair in pairs {
      spread += (pair.chosen - mean.0) * (pair.chosen - mean.0)
      product += (pair.chosen - mean.0) * (pair.other - mean.1)
    }
    return spread > 0 ? product / spread : nil
  }
}

/// Sums and sums of squares of each trial in each block, around the trial's own mean.
private struct BlockSums {
  private let means: [Double]
  /// By block, then trial.
  private let sums: [[Double]]
  private let squares: [[Double]]
  private let width: Int

  init(_ trials: [[Double]], blocks: Int, width: Int) {
    let used = trials.map { Array($0.suffix(blocks * width)) }
    let means = used.map { Mean.value($0) ?? 0 }
    func each(_ value: (Double) -> Double) -> [[Double]] {
      (0..<blocks).map { block in
        used.indices.map { trial in
          used[trial][(block * width)..<((block + 1) * width)].reduce(0) { $0 + value($1 - means[trial]) }
        }
      }
    }
    sums = each { $0 }
    squares = each { $0 * $0 }
    self.means = means
    self.width = width
  }

  /// The ratio of each trial over the blocks of a set of bits; nil where one has no spread.
  func ratios(_ chosen: Int) -> [Double]? {
    var sum = [Double](repeating: 0, count: means.count)
    var square = sum
    for block in sums.indices where chosen & (1 << block) != 0 {
      for trial in sum.indices {
        sum[trial] += sums[block][trial]
        square[trial] += squares[block][trial]
      }
    }
    let count = Double(chosen.nonzeroBitCount * width)
    for trial in sum.indices {
      let mean = sum[trial] / count
      let variance = (square[trial] - mean * sum[trial]) / (count - 1)
      guard variance > 0 else { return nil }
      sum[trial] = (means[trial] + mean) / variance.squareRoot()
    }
    return sum
  }
}
