package import Primitives

/// The falls of the running sum of daily returns below its highest so far, each from its peak to the day on which
/// the peak is reached again.
///
/// Source: `MaximumDrawdown`, whose value is the depth of the deepest episode: the highest starts at the first value,
/// and a fall is not divided by the peak. Episodes as in Magdon-Ismail and Atiya, "Maximum Drawdown", Risk 2004.
package enum DrawdownEpisodes {
  package static let formula = "drawdown-episodes.sum/1"
  package static let convention = "qlib-sum"

  package struct Episode: Equatable, Sendable {
    package var peak: TradingDay
    package var trough: TradingDay
    /// Nil: not yet.
    package var recovery: TradingDay?
    /// Trading days from the peak to the recovery, or to the last day.
    package var days: Int
    /// A fraction, negative.
    package var depth: Double

    package init(peak: TradingDay, trough: TradingDay, recovery: TradingDay?, days: Int, depth: Double) {
      self.peak = peak
      self.trough = trough
      self.recovery = recovery
      self.days = days
      self.depth = depth
    }
  }

  /// The deepest episodes, deepest first; of equally deep ones the earlier. None where a value is missing.
  package static func worst(_ values: [Double], days: [TradingDay], count: Int = 5) -> [Episode] {
    guard values.count == days.count, !values.contains(where: \.isNaN) else { return [] }
    var found: [Episode] = []
    var open: (peak: Int, trough: Int, depth: Double)?
    var sum = 0.0
    var highest = -Double.infinity
    var peak = 0
    func close(at index: Int, isRecovered: Bool) {
      guard let episode = open else { return }
      found.append(
        Episode(
          peak: days[episode.peak], trough: days[episode.trough], recovery: isRecovered ? days[index] : nil,
          days: index - episode.peak, depth: episode.depth))
      open = nil
    }
    for (index, value) in values.enumerated() {
      sum += value
      if sum >= highest {
        close(at: index, isRecovered: true)
        (highest, peak) = (sum, index)
      } else if sum - highest < open?.depth ?? 0 {
        open = (peak, index, sum - highest)
      }
    }
    close(at: values.count - 1, isRecovered: false)
    return Array(
      found.enumerated().sorted { ($0.element.depth, $0.offset) < ($1.element.depth, $1.offset) }.map(\.element)
        .prefix(count))
  }

  /// By day: the running sum below its highest so far, a fraction; never positive.
  package static func depths(_ values: [Double]) -> [Double] {
    var sum = 0.0
    var highest = -Double.infinity
    return values.map { value in
      sum += value
      highest = max(highest, sum)
      return sum - highest
    }
  }
}
