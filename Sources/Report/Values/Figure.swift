package import Primitives

/// A number of a page with its unit: one way to write it on pages, one to publish it.
///
/// The unit stands in the label or the head of the column, but for percent, points and basis points.
package struct Figure: Equatable, Sendable {
  package enum Unit: String, Sendable {
    /// Yuan with two decimals, and whole yuan for headlines and dense tables.
    case money, wholeMoney
    /// A fraction in percent with two decimals.
    case percent
    /// A fraction in percent with one decimal, for charts and dense tables.
    case coarsePercent
    /// A difference of fractions in percentage points: two decimals, three below 0.01, none where they are equal.
    case points
    /// The same where the head of the column has the unit.
    case plainPoints
    /// A fraction in units of 0.0001.
    case basisPoints
    /// Information ratio, Sharpe ratio: three decimals.
    case ratio
    /// Information coefficient: four decimals.
    case correlation
    case count
    /// Yuan a share, two decimals.
    case price
    /// Of a start of 1: three decimals.
    case multiple
    /// Four significant digits.
    case significant
    /// A difference without a unit: 0 where equal, scientific where it is tiny.
    case difference
    /// A limit in its shortest form.
    case tolerance
  }

  /// Nil and what is not finite are missing.
  package var value: Double?
  package var unit: Unit
  /// Whether a plus stands before what is above 0.
  package var isSigned: Bool
  /// Whether it is a profit or a loss, and coloured so.
  package var isGain: Bool

  package init(_ value: Double?, _ unit: Unit, signed isSigned: Bool = false, gain isGain: Bool = false) {
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.unit = unit
    self.isSigned = isSigned || isGain
    self.isGain = isGain
  }

  package init(_ money: Money?, _ unit: Unit = .money, signed isSigned: Bool = false, gain isGain: Bool = false) {
    self.init(money?.yuan, unit, signed: isSigned, gain: isGain)
  }

  package init(count: Int?) { self.init(count.map(Double.init), .count) }

  /// As a page writes it.
  package func text(_ language: Language) -> String {
    guard let value else { return PageFigures.missing }
    return (isSigned && value > 0 ? "+" : "") + unsigned(value, language)
  }

  private func unsigned(_ value: Double, _ language: Language) -> String {
    switch unit {
    case .money where isSigned && value == 0, .wholeMoney where isSigned && value == 0: return "0"
    case .money, .price: return PageFigures.fixed(value, 2)
    case .wholeMoney, .count: return PageFigures.fixed(value, 0)
    case .percent: return PageFigures.percent(value)
    case .coarsePercent: return PageFigures.percent(value, decimals: 1)
    case .points, .plainPoints:
      if value == 0 { return "0" }
      let isTiny = (value * 100).magnitude < 0.01
      let text = PageFigures.fixed(value * 100, isTiny ? 3 : 2)
      return unit == .points ? text + language[(" 个百分点", " pp")] : text
    case .basisPoints: return PageFigures.fixed(value * 1e4, 2) + language[(" 个基点", " bp")]
    case .ratio, .multiple: return value == 0 && isSigned ? "0" : PageFigures.fixed(value, 3)
    case .correlation: return value == 0 && isSigned ? "0" : PageFigures.fixed(value, 4)
    case .significant: return PageFigures.significant(value)
    case .difference: return PageFigures.difference(value)
    case .tolerance: return PageFigures.limit(value)
    }
  }

  /// `up` or `down` for a profit or a loss; nil for what is none.
  package var tone: String? {
    guard isGain, let value, value != 0 else { return nil }
    return value > 0 ? "up" : "down"
  }

  /// What the published value counts.
  package var publishedUnit: String {
    switch unit {
    case .money, .wholeMoney, .price: "CNY"
    case .percent, .coarsePercent, .points, .plainPoints, .basisPoints: "fraction"
    case .count: "count"
    case .ratio, .correlation, .multiple, .significant, .difference, .tolerance: "1"
    }
  }
}
