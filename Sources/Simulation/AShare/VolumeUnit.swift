import Foundation
import MarketData
import Primitives
package import Records

/// How a market records volumes: as shares that changed hands, or divided by the factor as qlib's own
/// collector does.
///
/// Told by the data: on the day of a split the number of shares in the world jumps by as much as the
/// factor, so that real volumes jump with it and adjusted ones do not. The unit is the nearer of the
/// two by least squares over the stocks' splits.
package enum VolumeUnit: Equatable, Sendable {
  /// `splits`: how many jumps told it.
  case shares(splits: Int)
  case adjusted(splits: Int)
  /// Too few jumps; adjusted volumes are assumed, as in qlib's collector.
  case unknown(splits: Int)

  /// Fewer splits than this tell nothing.
  package static let splitsMin = 5

  init(_ stocks: [(factor: FieldSeries, volume: FieldSeries)]) {
    var shared = 0.0
    var own = 0.0
    var count = 0
    for stock in stocks {
      stock.factor.withValues { factors in
        var last = Float.nan
        for (row, factor) in factors.enumerated() where factor > 0 {
          defer { last = factor }
          // Three for ten is the smallest usual split; what is smaller is mostly a dividend.
          guard last > 0, factor / last >= 1.3 || last / factor >= 1.3 else { continue }
          let index = stock.factor.start + row
          guard let before = VolumeUnit.middle(stock.volume, (index - 5)..<index),
            let after = VolumeUnit.middle(stock.volume, index..<(index + 5))
          else { continue }
          let jump = log(Double(factor) / Double(last))
          shared += jump * log(after / before)
          own += jump * jump
          count += 1
        }
      }
    }
    guard count >= VolumeUnit.splitsMin else {
      self = .unknown(splits: count)
      return
    }
    self = shared / own >= 0.5 ? .shares(splits: count) : .adjusted(splits: count)
  }

  /// The middle of at least three traded days.
  private static func middle(_ volume: FieldSeries, _ range: Range<Int>) -> Double? {
    let values = range.map { Double(volume[$0]) }.filter { $0 > 0 }.sorted()
    return values.count >= 3 ? values[values.count / 2] : nil
  }

  /// Real shares of a recorded volume.
  func shares(_ volume: Double, factor: Double) -> Double {
    if case .shares = self { volume } else { volume * factor }
  }

  /// A recorded volume in adjusted shares, the unit of qlib's orders.
  func adjusted(_ volume: Double, factor: Double) -> Double {
    if case .shares = self { volume / factor } else { volume }
  }

  package var finding: Finding {
    switch self {
    case .shares(let splits): .volumeInShares(splits)
    case .adjusted(let splits): .volumeAdjusted(splits)
    case .unknown(let splits): .volumeUnknown(splits)
    }
  }
}

extension Finding {
  fileprivate static func volumeInShares(_ splits: Int) -> Finding {
    Finding(
      "ashare.volume-unit", .note, ["splits": .count(splits)], title: (en: "Unit of volumes", zh: "成交量单位"),
      evidence: (
        en: "{splits} {splits:split shows|splits show} that volumes are recorded in real shares.",
        zh: "{splits} 次除权表明成交量以真实股数记录。"
      ), consequence: (en: "Participation is counted in that unit.", zh: "成交占比按该单位计算。"),
      remedy: (en: "Nothing is needed.", zh: "无需处理。"))
  }

  fileprivate static func volumeAdjusted(_ splits: Int) -> Finding {
    Finding(
      "ashare.volume-unit", .note, ["splits": .count(splits)], title: (en: "Unit of volumes", zh: "成交量单位"),
      evidence: (
        en: "{splits} {splits:split shows|splits show} that volumes are divided by the adjustment factor.",
        zh: "{splits} 次除权表明成交量已除以复权因子。"
      ), consequence: (en: "Participation is counted in that unit.", zh: "成交占比按该单位计算。"),
      remedy: (en: "Nothing is needed.", zh: "无需处理。"))
  }

  fileprivate static func volumeUnknown(_ splits: Int) -> Finding {
    Finding(
      "ashare.volume-unit", .warning, ["splits": .count(splits)],
      title: (en: "Unit of volumes unknown", zh: "成交量单位不明"),
      evidence: (
        en:
          "{splits} {splits:split is|splits are} too few to tell whether volumes are divided by the adjustment factor.",
        zh: "仅 {splits} 次除权，不足以判断成交量是否除以复权因子。"
      ),
      consequence: (
        en: "They are taken as divided, as qlib's own collector writes them; participation may be wrong.",
        zh: "按 qlib 采集器的写法视为已除；成交占比可能有误。"
      ), remedy: (en: "Load more history.", zh: "请加载更长的历史。"))
  }
}
