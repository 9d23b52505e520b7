/// The numpy type of a value: it decides in which precision the next step is rounded.
package enum ValueType: String, Sendable {
  case float32, float64
  /// A comparison's result; a comparison with a missing value is False.
  case bool
  /// int64, from bool arithmetic.
  case int64
  /// A bool that was shifted: missing, then 0 and 1.
  case object
  /// The logarithm of a bool.
  case float16

  var isWide: Bool { self == .float64 || self == .int64 || self == .object }
}

/// What one side of an element-wise operation is: a series, or a Python number beside one.
enum Operand: Equatable {
  case series(ValueType)
  case number(PythonNumber)
}

/// The type rules of numpy 2 for two operands, of which at least one is a series.
///
/// A Python number is weak: it takes the series' type where the kind allows it. Nil is a TypeError.
enum Promotion {
  static func arithmetic(_ operation: BinaryOperation, _ left: Operand, _ right: Operand) -> ValueType? {
    guard let joined = join(left, right) else { return nil }
    switch operation {
    case .add, .multiply, .greater, .less: return joined
    case .subtract: return joined == .bool ? nil : joined
    case .divide: return joined == .bool || joined == .int64 ? .float64 : joined
    // int8 in numpy; the values 0 and 1 are the same.
    case .power: return joined == .bool ? .int64 : joined
    case .and, .or: return joined == .bool || joined == .int64 ? joined : nil
    case .gt, .ge, .lt, .le, .eq, .ne: return .bool
    }
  }

  /// `np.where(condition, left, right)`; two numbers are allowed.
  static func choice(_ left: Operand, _ right: Operand) -> ValueType? {
    guard case .number(let first) = left, case .number(let second) = right else {
      return join(left, right)
    }
    if case .bool = first, case .bool = second { return .bool }
    return first.int != nil && second.int != nil ? .int64 : .float64
  }

  private static func join(_ left: Operand, _ right: Operand) -> ValueType? {
    switch (left, right) {
    case (.series(let type), .number(let number)), (.number(let number), .series(let type)):
      return weak(type, number)
    case (.series(let first), .series(let second)): return strong(first, second)
    case (.number, .number): return nil
    }
  }

  private static func weak(_ type: ValueType, _ number: PythonNumber) -> ValueType? {
    switch (type, number) {
    case (.bool, .bool): .bool
    case (.bool, .int): .int64
    case (.bool, .float), (.int64, .float): .float64
    // Half precision is left alone: nothing in use calculates on the logarithm of a comparison.
    case (.float16, _): nil
    default: type
    }
  }

  private static func strong(_ first: ValueType, _ second: ValueType) -> ValueType? {
    if first == second { return first == .float16 ? nil : first }
    let pair: Set<ValueType> = [first, second]
    if pair.contains(.float16) { return nil }
    if pair.contains(.object) { return .object }
    if pair == [.bool, .float32] { return .float32 }
    if pair == [.bool, .int64] { return .int64 }
    return .float64
  }
}
