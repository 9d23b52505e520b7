package import MarketData
import Primitives

/// What computes a factor here: an expression, or a Swift file.
package enum FactorCode: Sendable {
  case expression(Factor)
  case implementation(ImplementationCatalog.Entry)

  /// SHA-256 of what decides the values: the expression's canonical text, or the Swift file.
  package var digest: String {
    switch self {
    case .expression(let factor):
      SHA256Digest(hashing: "expression \(factor.expression.canonicalText)").hex
    case .implementation(let entry):
      SHA256Digest(hashing: "implementation \(entry.implementation.name) \(entry.digest)").hex
    }
  }

  /// Lower case, sorted.
  package var fields: [String] {
    switch self {
    case .expression(let factor): factor.expression.fields.sorted()
    case .implementation(let entry): entry.implementation.fields.sorted()
    }
  }

  /// Rows before a day that are loaded for it.
  package var lookback: Int {
    switch self {
    case .expression(let factor): factor.expression.extendedWindow.left
    case .implementation(let entry): entry.implementation.lookback
    }
  }

  /// Rows behind a day that its value depends on.
  package var future: Int {
    switch self {
    case .expression(let factor): max(0, factor.expression.future)
    case .implementation(let entry): entry.implementation.future
    }
  }
}

extension Expression {
  /// Lower-case names of the fields it reads, of whatever instrument.
  var fields: Set<String> {
    var names: Set<String> = []
    if case .field(let name) = operation { names.insert(name.lowercased()) }
    if case .period = operation { return [] }
    for operand in operands { names.formUnion(operand.fields) }
    return names
  }
}

extension Expression {
  /// Whether it asks for point-in-time data, which nothing here reads.
  var asksForPeriods: Bool {
    if case .period = operation { true } else { operands.contains(where: \.asksForPeriods) }
  }
}

/// A named column to compute.
package struct FactorColumn: Sendable {
  package let name: String
  package let code: FactorCode

  package init(name: String, code: FactorCode) {
    self.name = name
    self.code = code
  }

  package init(_ factor: Factor) {
    self.init(name: factor.name, code: .expression(factor))
  }

  /// Refuses a factor whose value of a day depends on later days: only a label may.
  package func requirePast() throws {
    switch code {
    case .expression(let factor): try factor.requirePast()
    case .implementation(let entry):
      guard entry.implementation.future > 0 else { return }
      throw Diagnostic(
        "factor.future", .unsupported, ["problem": .message(.looksAhead(name, entry.implementation.future))],
        (en: "{problem}", zh: "{problem}"), remedy: (en: "For a label, add --label.", zh: "如为标签，请加 --label。"))
    }
  }
}

/// Expressions and implementations together, as columns of one table.
package struct FactorColumns: Sendable {
  private let market: any Market
  package let columns: [FactorColumn]

  package init(market: any Market, columns: [FactorColumn]) {
    self.market = market
    self.columns = columns
  }

  /// What a meter of `compute` counts to.
  package func meterCount(_ scope: FactorScope) -> Int {
    let factors = columns.compactMap { column in if case .expression(let factor) = column.code { factor } else { nil } }
    let passes =
      FactorEngine(market: market, factors: factors).passCount + (factors.count < columns.count ? 1 : 0)
    return passes * scope.selection(market.calendar).count
  }

  /// The table's columns stand in the order given; its rows are the union of all columns' rows.
  package func compute(_ scope: FactorScope, meter: FactorMeter? = nil) throws -> FactorTable {
    try parts(scope, meter: meter).whole()
  }

  /// The same in parts.
  package func parts(_ scope: FactorScope, meter: FactorMeter? = nil) throws -> FactorParts {
    var expressions: [(place: Int, factor: Factor)] = []
    var implementations: [(place: Int, implementation: any FactorImplementation)] = []
    for (place, column) in columns.enumerated() {
      switch column.code {
      case .expression(let factor): expressions.append((place, factor))
      case .implementation(let entry): implementations.append((place, entry.implementation))
      }
    }
    var sources: [(columns: [Int], parts: FactorParts)] = []
    if !expressions.isEmpty {
      let parts = try FactorEngine(market: market, factors: expressions.map(\.factor)).parts(scope, meter: meter)
      if implementations.isEmpty { return parts }
      sources.append((expressions.map(\.place), parts))
    }
    let places = implementations.map(\.place)
    let evaluation = ImplementationEvaluation(
      market: market, implementations: implementations.map(\.implementation), names: places.map { columns[$0].name })
    sources.append((places, evaluation.parts(scope, meter: meter)))
    let (names, calendar, last) = (columns.map(\.name), market.calendar, sources[sources.count - 1].parts)
    return FactorParts(
      names: names, memberCount: last.memberCount, cellsOfMember: scope.rows(calendar).count * names.count,
      make: { places in
        FactorTable(
          joining: try sources.map { ($0.columns, try $0.parts.make(places)) }, names: names, calendar: calendar)
      },
      rows: { places in FactorRows.union(try sources.map { try $0.parts.rows(places) }) })
  }
}
