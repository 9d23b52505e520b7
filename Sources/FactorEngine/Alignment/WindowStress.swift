import MarketData
import Primitives

/// Whether distances between two computations are the environment's and nobody's mistake.
///
/// Under other versions of pandas and numpy single cells move in near-constant or extreme windows of
/// the moments and correlations; on another processor `Log` and general powers do, by a step or two of
/// float32 (`Contracts.md`, reference environment).
struct WindowStress {
  /// A window whose deviation is at most this share of its size is near-constant.
  static let flatShare = 1e-4
  /// A window whose largest value is so many times its median is extreme.
  static let extremeRatio = 1e4
  /// `Log` and general powers are this many steps apart on different processors.
  static let libraryUlp = 2

  /// Other libraries still lie at most so many times farther apart than the two that are compared.
  static let libraryShare = 4.0

  let market: any Market
  let expression: Expression
  let scope: FactorScope

  /// Nil where the environment does not explain every cell outside the tolerance.
  func reason(_ alignment: Alignment) throws -> Message? {
    guard alignment.missingMismatches == 0, alignment.outsideCount > 0 else { return nil }
    if alignment.outsideUlp <= WindowStress.libraryUlp, expression.usesLibraryFunctions {
      return .processors
    }
    if expression.usesLibraryFunctions, try isWithinLibraries(alignment) { return .carriedPowers }
    guard alignment.isRare, alignment.outsideCount == alignment.outside.count else { return nil }
    if alignment.outsideUlp <= 1 { return .singleSteps }
    let probes = expression.delicateWindows.flatMap(WindowStress.probes)
    if probes.isEmpty { return nil }
    for cell in alignment.outside where Alignment.ulps(cell.ours, cell.reference) > 1 {
      guard try isStressed(cell, probes) else { return nil }
    }
    return .pandasVersions
  }

  /// Whether each cell outside the tolerance is explained by other powers and logarithms: the expression is evaluated
  /// again with the C library's, and the distance of the two results bounds what the last bits come to in that cell.
  private func isWithinLibraries(_ alignment: Alignment) throws -> Bool {
    let factor = Factor(part: expression, name: "")
    let table = try FactorEngine(market: market, factors: [factor], library: .c).compute(scope)
    let blocks = Dictionary(table.blocks.map { ($0.instrument, $0) }, uniquingKeysWith: { first, _ in first })
    for cell in alignment.outside {
      guard let block = blocks[cell.instrument], let index = table.calendar.index(of: cell.day),
        let row = block.rows.binarySearch(Int32(index))
      else { return false }
      let (ours, reference, other) = (Double(cell.ours), Double(cell.reference), Double(block[row, 0]))
      let bound = max(WindowStress.libraryShare * abs(ours - other), Alignment.tolerance * (1 + abs(reference)))
      guard abs(ours - reference) <= bound || abs(other - reference) <= bound else { return false }
    }
    return true
  }

  /// Deviation and largest size, or median size and largest size, of one operand's window.
  private struct Probe {
    var spread: Expression
    var size: Expression
    var limit: Double
  }

  private static func probes(_ window: (operand: Expression, rows: Int)) -> [Probe] {
    let size = Expression.node(.unary(.abs), [window.operand])
    let largest = Expression.node(.window(.max, window.rows), [size])
    return [
      Probe(
        spread: .node(.window(.std, window.rows), [window.operand]), size: largest,
        limit: flatShare),
      Probe(
        spread: .node(.window(.median, window.rows), [size]), size: largest,
        limit: 1 / extremeRatio),
    ]
  }

  private func isStressed(_ cell: Alignment.Cell, _ probes: [Probe]) throws -> Bool {
    let parts = probes.flatMap { [$0.spread, $0.size] }
    let values = try PartValues(market: market, scope: scope).values(parts, cell)
    for (number, probe) in probes.enumerated() {
      let (spread, size) = (Double(values[2 * number]), Double(values[2 * number + 1]))
      if spread <= probe.limit * size { return true }
    }
    return false
  }
}

extension Expression {
  /// Operands of the moments and correlations, with their windows.
  fileprivate var delicateWindows: [(operand: Expression, rows: Int)] {
    var found = operands.flatMap(\.delicateWindows)
    switch operation {
    case .window(let window, let rows)
    where [.std, .variance, .skew, .kurt, .rsquare, .rank].contains(window):
      found.append((operands[0], rows))
    case .pair(_, let rows): found += operands.map { ($0, rows) }
    default: break
    }
    return found
  }

  fileprivate var usesLibraryFunctions: Bool {
    switch operation {
    case .unary(.log): return true
    case .binary(.power):
      if let exponent = operands[1].number, [-1, 0.5, 1, 2].contains(exponent.double) { break }
      return true
    default: break
    }
    return operands.contains(where: \.usesLibraryFunctions)
  }
}

/// What of the environment explains a distance.
extension Message {
  fileprivate static let processors = Message(
    "factor.processors", en: "Log and general powers differ by up to 2 steps of float32 between processors.",
    zh: "Log 和一般幂在不同处理器上最多相差 2 个 float32 步长。")
  fileprivate static let carriedPowers = Message(
    "factor.carried-powers",
    en: "The last bits of Log and of general powers, which differ between processors, grow to these distances here.",
    zh: "Log 和一般幂的末位因处理器而异，在此表达式中放大为这些差异。")
  fileprivate static let pandasVersions = Message(
    "factor.pandas-versions", en: "Versions of pandas differ in near-constant and in extreme windows.",
    zh: "pandas 各版本在近似常数窗口和极端窗口上有差异。")
  static let singleSteps = Message(
    "factor.single-steps", en: "Few cells differ, by single steps of float32.", zh: "少数单元相差 1 个 float32 步长。")
}
