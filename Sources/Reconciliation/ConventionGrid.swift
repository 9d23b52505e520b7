import Foundation
import Metrics
package import Primitives
package import Records

/// One curve's return, information ratio and drawdown in every convention in use, side by side.
///
/// RD-Agent's screens do not say which convention they show; the grid says which one a reported
/// number is, or that it is none.
package struct ConventionGrid: Equatable, Sendable {
  /// How daily returns become one number.
  package struct Convention: Hashable, Sendable {
    package enum Accumulation: String, Sendable, CaseIterable { case sum, compounded }

    /// Less the benchmark's return.
    package var isExcess: Bool
    package var withCost: Bool
    package var accumulation: Accumulation
    /// Days a year: 238 is qlib's, 252 the usual one elsewhere.
    package var daysPerYear: Int

    package init(isExcess: Bool, withCost: Bool, accumulation: Accumulation, daysPerYear: Int) {
      self.isExcess = isExcess
      self.withCost = withCost
      self.accumulation = accumulation
      self.daysPerYear = daysPerYear
    }

    /// `excess/with-cost/sum/238`.
    package var id: String {
      [
        isExcess ? "excess" : "absolute", withCost ? "with-cost" : "without-cost",
        accumulation.rawValue,
        String(daysPerYear),
      ].joined(separator: "/")
    }

    /// The same in words: `excess, with cost, summed, 238 days`.
    package var name: Message {
      .convention(
        isExcess ? .excess : .absolute, withCost ? .withCost : .withoutCost,
        accumulation == .sum ? .summed : .compounded, daysPerYear)
    }

    package static let all: [Convention] = [true, false].flatMap { excess in
      [true, false].flatMap { cost in
        Accumulation.allCases.flatMap { accumulation in
          [238, 252].map {
            Convention(
              isExcess: excess, withCost: cost, accumulation: accumulation, daysPerYear: $0)
          }
        }
      }
    }

    /// Nil where a day's benchmark is missing and the convention needs it.
    func daily(_ report: [ReportRow]) -> [Double]? {
      let values = report.map {
        $0.returnRate - (isExcess ? $0.bench : 0) - (withCost ? $0.cost : 0)
      }
      return values.contains(where: \.isNaN) ? nil : values
    }
  }

  package struct Row: Equatable, Sendable {
    package var convention: Convention
    /// Fractions per year; a pure number; a fraction, negative. Nil is missing.
    package var annualizedReturn: Double?
    package var informationRatio: Double?
    package var maxDrawdown: Double?
  }

  /// A reported number and the conventions that give it.
  package struct Fit: Equatable, Sendable {
    package var name: String
    package var reported: Double
    /// None where no convention gives the number.
    package var conventions: [Convention]
    /// The convention that comes closest, where none fits.
    package var nearest: Convention?
  }

  /// Relative closeness at which a convention counts as that of a reported number.
  package static let closeness = 1e-9

  package var rows: [Row]
  package var fits: [Fit]

  package init(_ report: [ReportRow], reported: QlibResults?) {
    rows = Convention.all.map { convention in
      guard let values = convention.daily(report), !values.isEmpty else {
        return Row(convention: convention)
      }
      return Row(
        convention: convention, annualizedReturn: Compounding.annualized(values, convention),
        informationRatio: Compounding.informationRatio(values, convention),
        maxDrawdown: Compounding.drawdown(values, convention))
    }
    let rows = rows
    fits = (reported?.values ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
      guard value.isFinite, let field = Field(name) else { return nil }
      return ConventionGrid.fit(name, value, field, rows)
    }
  }

  private enum Field: String {
    case annualizedReturn = "annualized_return"
    case informationRatio = "information_ratio"
    case maxDrawdown = "max_drawdown"

    init?(_ name: String) {
      guard name.contains("return_with"), let field = name.split(separator: ".").last else {
        return nil
      }
      self.init(rawValue: String(field))
    }

    func value(_ row: Row) -> Double? {
      switch self {
      case .annualizedReturn: row.annualizedReturn
      case .informationRatio: row.informationRatio
      case .maxDrawdown: row.maxDrawdown
      }
    }
  }

  private static func fit(_ name: String, _ reported: Double, _ field: Field, _ rows: [Row]) -> Fit {
    let known = rows.compactMap { row in field.value(row).map { (convention: row.convention, value: $0) } }
    let fitting = known.filter {
      ($0.value - reported).magnitude <= closeness * max($0.value.magnitude, reported.magnitude)
    }
    let nearest = known.min { ($0.value - reported).magnitude < ($1.value - reported).magnitude }
    return Fit(
      name: name, reported: reported, conventions: fitting.map(\.convention),
      nearest: fitting.isEmpty ? nearest?.convention : nil)
  }

  package var json: JSONValue {
    [
      "schema": 1,
      "rows": .array(
        rows.map {
          [
            "convention": .string($0.convention.id),
            "annualized_return": .optional($0.annualizedReturn),
            "information_ratio": .optional($0.informationRatio),
            "max_drawdown": .optional($0.maxDrawdown),
          ]
        }),
      "fits": .array(
        fits.map {
          [
            "name": .string($0.name), "reported": .number($0.reported),
            "conventions": .array($0.conventions.map { .string($0.id) }),
            "nearest": .optional($0.nearest?.id),
          ]
        }),
    ]
  }
}

/// The formulas of both accumulations (`qlib/contrib/evaluate.py`, `risk_analysis`, modes "sum" and
/// "product"), with the days a year as a parameter.
private enum Compounding {
  typealias Convention = ConventionGrid.Convention

  static func annualized(_ values: [Double], _ convention: Convention) -> Double? {
    let days = Double(convention.daysPerYear)
    guard convention.accumulation == .compounded else {
      return Mean.value(values).map { $0 * days }
    }
    return growth(values).map { pow($0, days / Double(values.count)) - 1 }
  }

  static func informationRatio(_ values: [Double], _ convention: Convention) -> Double? {
    let root = Double(convention.daysPerYear).squareRoot()
    guard convention.accumulation == .compounded else {
      guard let mean = Mean.value(values), let deviation = StandardDeviation.value(values),
        deviation > 0
      else { return nil }
      return mean / deviation * root
    }
    guard let growth = growth(values),
      let deviation = StandardDeviation.value(values.map { log(1 + $0) }), deviation > 0
    else { return nil }
    return (pow(growth, 1 / Double(values.count)) - 1) / deviation * root
  }

  static func drawdown(_ values: [Double], _ convention: Convention) -> Double? {
    guard convention.accumulation == .compounded else { return MaximumDrawdown.value(values) }
    var (level, peak, worst) = (1.0, -Double.infinity, 0.0)
    for value in values {
      level *= 1 + value
      peak = max(peak, level)
      worst = min(worst, level / peak - 1)
    }
    return worst
  }

  /// Nil where a day lost everything: what follows has no growth.
  private static func growth(_ values: [Double]) -> Double? {
    guard values.allSatisfy({ $0 > -1 }) else { return nil }
    return values.reduce(1) { $0 * (1 + $1) }
  }
}

extension Message {
  fileprivate static func convention(
    _ basis: Message, _ costs: Message, _ accumulation: Message, _ days: Int
  ) -> Message {
    Message(
      "convention.name",
      [
        "basis": .message(basis), "costs": .message(costs), "accumulation": .message(accumulation),
        "days": .count(days),
      ],
      en: "{basis}, {costs}, {accumulation}, {days} days", zh: "{basis}，{costs}，{accumulation}，{days} 日")
  }

  fileprivate static let excess = Message("convention.excess-word", en: "excess", zh: "超额收益")
  fileprivate static let absolute = Message("convention.absolute-word", en: "absolute", zh: "绝对收益")
  fileprivate static let withCost = Message("convention.with-cost-word", en: "with cost", zh: "含费用")
  fileprivate static let withoutCost = Message("convention.without-cost-word", en: "without cost", zh: "不含费用")
  fileprivate static let summed = Message("convention.summed-word", en: "summed", zh: "求和")
  fileprivate static let compounded = Message("convention.compounded-word", en: "compounded", zh: "复利")
}
