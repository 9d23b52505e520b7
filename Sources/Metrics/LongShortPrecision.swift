/// How often the highest scores beat the day's mean, and the lowest fell behind it; fractions.
///
/// k = int(0.2 × rows of the day); of the k highest scores the share whose label lies above the day's
/// mean label, of the k lowest the share below; missing labels are not counted. Source:
/// `qlib/contrib/eva/alpha.py`, `calc_long_short_prec` with `is_alpha=True`.
package enum LongShortPrecision {
  package static let formula = "precision.qlib-20/1"
  package static let source = "qlib/contrib/eva/alpha.py, calc_long_short_prec, is_alpha"

  static func day(_ outcomes: [Float], highest: [Int32], lowest: [Int32]) -> (long: Double?, short: Double?) {
    let centre = LongShort.groupMean(outcomes)
    func share(_ positions: [Int32], _ isHit: (Float) -> Bool) -> Double? {
      let known = positions.map { outcomes[Int($0)] - centre }.filter { !$0.isNaN }
      return known.isEmpty ? nil : Double(known.count(where: isHit)) / Double(known.count)
    }
    return (share(highest) { $0 > 0 }, share(lowest) { $0 < 0 })
  }
}
