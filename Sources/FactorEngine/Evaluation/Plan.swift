import Primitives

/// A set of expressions as one list of steps in which each subexpression occurs once.
///
/// Steps stand behind their operands, in the order in which the roots need them: whoever walks through
/// the list can drop a value after its last use.
struct Plan: Sendable {
  enum Kind: Hashable, Sendable {
    /// A field of the instrument itself, or of another one.
    case leaf(String, InstrumentID?)
    /// A column made beforehand over all instruments.
    case panel(Int)
    case operation(Operation)
    /// Drops the first operand where another one, a standard deviation, is nearly nothing.
    case flatMask
  }

  enum Input: Hashable, Sendable {
    case step(Int)
    case number(PythonNumber)
  }

  struct Step: Sendable {
    var kind: Kind
    var inputs: [Input]
    var type: ValueType
    /// Steps that are cheaper together; they have one number.
    var family: Int
  }

  private struct Key: Hashable {
    var kind: Kind
    var inputs: [Input]
  }

  private(set) var steps: [Step] = []
  /// The step of each expression, in the order given.
  private(set) var roots: [Int] = []
  /// Members of each family, ascending.
  private(set) var families: [[Int]] = []
  /// Leaves of the plan: field and, where it is another one, instrument.
  private(set) var leaves: [(step: Int, field: String, instrument: InstrumentID?)] = []
  private let panels: [Expression: Int]

  /// Stands for a field without rows; no field's name has a dollar.
  static let pointInTime = "$$"

  /// - Parameter panels: cross-sectional parts that are columns already.
  init(_ expressions: [Expression], panels: [Expression: Int] = [:]) {
    self.panels = panels
    var known: [Key: Int] = [:]
    var familyNumbers: [Key: Int] = [:]
    for expression in expressions {
      switch intern(expression, nil, &known, &familyNumbers) {
      case .step(let step): roots.append(step)
      case .number: preconditionFailure("the parser lets no number alone be a factor")
      }
    }
  }

  private mutating func intern(
    _ expression: Expression, _ instrument: InstrumentID?, _ known: inout [Key: Int],
    _ families: inout [Key: Int]
  ) -> Input {
    if let panel = panels[expression] { return add(.panel(panel), [], .float64, &known, &families) }
    switch expression.operation {
    case .number(let number): return .number(number)
    case .field(let name):
      return add(.leaf(name.lowercased(), instrument), [], .float32, &known, &families)
    case .period: return add(.leaf(Plan.pointInTime, instrument), [], .float32, &known, &families)
    case .instrument(let name, _):
      // The inner of two nested ones decides, as in qlib.
      return intern(expression.operands[0], InstrumentID(name) ?? instrument, &known, &families)
    default: break
    }
    let inputs = expression.operands.map { intern($0, instrument, &known, &families) }
    let step = add(
      .operation(expression.operation), inputs, type(expression.operation, inputs), &known,
      &families)
    if case .window(.rsquare, let rows) = expression.operation, rows > 0 {
      let deviation = add(.operation(.window(.std, rows)), inputs, .float64, &known, &families)
      return add(.flatMask, [step, deviation], .float64, &known, &families)
    }
    if case .pair(.correlation, let rows) = expression.operation {
      let deviations = inputs.map {
        add(.operation(.window(.std, rows)), [$0], .float64, &known, &families)
      }
      return add(.flatMask, [step] + deviations, .float64, &known, &families)
    }
    return step
  }

  private mutating func add(
    _ kind: Kind, _ inputs: [Input], _ type: ValueType, _ known: inout [Key: Int],
    _ familyNumbers: inout [Key: Int]
  ) -> Input {
    let key = Key(kind: kind, inputs: inputs)
    if let step = known[key] { return .step(step) }
    let step = steps.count
    known[key] = step
    let familyKey = Key(kind: Plan.familyKind(kind, step), inputs: inputs)
    let family = familyNumbers[familyKey] ?? families.count
    if family == families.count { families.append([]) }
    families[family].append(step)
    familyNumbers[familyKey] = family
    steps.append(Step(kind: kind, inputs: inputs, type: type, family: family))
    if case .leaf(let field, let instrument) = kind { leaves.append((step, field, instrument)) }
    return .step(step)
  }

  /// A common stand-in for steps that share their work over the same operands.
  private static func familyKind(_ kind: Kind, _ step: Int) -> Kind {
    guard case .operation(let operation) = kind else { return kind }
    switch operation {
    case .window(let window, let rows):
      switch window {
      case .sum, .mean, .std, .variance, .skew, .kurt, .max, .min, .indexOfMax, .indexOfMin:
        return .operation(.window(window, 0))
      case .slope, .rsquare, .residual: return .operation(.window(.slope, rows))
      case .rank, .median: return .operation(.window(.rank, 0))
      default: return kind
      }
    case .quantile: return .operation(.window(.rank, 0))
    case .pair(let pair, _): return .operation(.pair(pair, 0))
    default: return kind
    }
  }

  private func operand(_ input: Input) -> Operand {
    switch input {
    case .step(let step): .series(steps[step].type)
    case .number(let number): .number(number)
    }
  }

  /// The parser has refused what has no type; float64 stands for nothing here.
  private func type(_ operation: Operation, _ inputs: [Input]) -> ValueType {
    let first: ValueType =
      if case .step(let step)? = inputs.first { steps[step].type } else { .float32 }
    return ValueType.result(of: operation, first, inputs.map(operand)) ?? .float64
  }
}

extension ValueType {
  /// The type of a step from its operands' types; nil where numpy or qlib raises.
  static func result(of operation: Operation, _ first: ValueType, _ operands: [Operand])
    -> ValueType?
  {
    switch operation {
    case .field, .pointInTime, .period: .float32
    case .unary(.abs): first
    case .unary(.sign): .float32
    case .unary(.log):
      first.isObject ? nil : first == .bool ? .float16 : first == .int64 ? .float64 : first
    case .unary(.not): first == .bool || first == .int64 ? first : nil
    case .binary(let binary): Promotion.arithmetic(binary, operands[0], operands[1])
    case .conditional: Promotion.choice(operands[1], operands[2])
    case .shift(0): first
    case .shift: first == .bool ? .object : first == .int64 ? .float64 : first
    // numpy subtracts no comparisons; a shifted one is an object, of which Python subtracts.
    case .delta(0): first == .bool ? nil : first
    case .delta: first == .bool ? .object : first == .int64 ? .float64 : first
    case .instrument: first
    case .number, .window, .exponential, .rolling, .quantile, .pair, .cross: .float64
    }
  }
}
