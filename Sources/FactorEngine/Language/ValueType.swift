/// The numpy type of a value: it decides in which precision the next step is rounded.
package enum ValueType: String, Sendable {
  case float32, float64
  /// A comparison's result; a comparison with a missing value is False.
  case bool
  /// int64, from bool arithmetic.
  case int64
  /// A bool that was shifted: missing, then Python's truth values and whole numbers.
  case object
  /// Python's floats, from arithmetic of the former.
  case objectFloat = "object of float"
  /// The logarithm of a bool.
  case float16

  var isWide: Bool { self == .float64 || self == .int64 || isObject }
  var isObject: Bool { self == .object || self == .objectFloat }
}

/// What one side of an element-wise operation is: a series, or a Python number beside one.
enum Operand: Equatable {
  case series(ValueType)
  case number(PythonNumber)
}

extension Operand {
  fileprivate var isBool: Bool {
    switch self {
    case .series(let type): type == .bool
    case .number(let number): if case .bool = number { true } else { false }
    }
  }

  /// Whether it is whole by type: a whole number that is not negative, or a comparison.
  fileprivate var isCount: Bool {
    switch self {
    case .series(let type): type == .bool || type == .int64 || type == .object
    case .number(let number): (number.int ?? -1) >= 0
    }
  }
}

/// The type rules of numpy 2 and pandas for two operands, of which at least one is a series.
///
/// A Python number is weak: it takes the series' type where the kind allows it. Nil is an error there.
enum Promotion {
  static func arithmetic(_ operation: BinaryOperation, _ left: Operand, _ right: Operand) -> ValueType? {
    switch operation {
    case .gt, .ge, .lt, .le, .eq, .ne: return .bool
    case .and, .or: return logical(left, right)
    case _ where left == .number(.null) || right == .number(.null): return nil
    // pandas has neither for two comparisons (`_BOOL_OP_NOT_ALLOWED`, pandas/core/computation/expressions.py).
    case .divide, .power: if left.isBool, right.isBool { return nil }
    default: break
    }
    guard let joined = join(left, right) else { return nil }
    switch operation {
    case .subtract: return joined == .bool ? nil : joined
    case .divide: return joined == .int64 || joined == .bool ? .float64 : joined == .object ? .objectFloat : joined
    case .power: return power(joined, left, right)
    default: return joined
    }
  }

  /// int8 in numpy for a comparison; the values 0 and 1 are the same.
  private static func power(_ joined: ValueType, _ left: Operand, _ right: Operand) -> ValueType? {
    if joined == .object { return right.isCount ? .object : .objectFloat }
    if joined == .int64 || joined == .bool {
      if case .number(let exponent) = right, exponent.double < 0 { return nil }
      return .int64
    }
    return joined
  }

  /// pandas' `logical_op`: what stands on the left decides. Beside a comparison everything is a truth value;
  /// whole numbers take whole numbers; floats take nothing.
  private static func logical(_ left: Operand, _ right: Operand) -> ValueType? {
    switch (left, right) {
    case (.series(let first), .series(let second)):
      switch first {
      case .bool: return .bool
      case .int64: return second == .int64 ? .int64 : second == .bool || second == .object ? .bool : nil
      case .object: return second == .bool || second == .int64 || second == .object ? .bool : nil
      default: return nil
      }
    case (.series(let type), .number(let number)), (.number(let number), .series(let type)):
      switch (type, number) {
      case (.bool, .int), (.bool, .bool), (.int64, .bool), (.object, _): return .bool
      case (.int64, .int): return .int64
      default: return nil
      }
    case (.number, .number): return nil
    }
  }

  /// `np.where(condition, left, right)`; two numbers are allowed.
  static func choice(_ left: Operand, _ right: Operand) -> ValueType? {
    if left == .number(.null) || right == .number(.null) { return withNone(left, right) }
    guard case .number(let first) = left, case .number(let second) = right else {
      return join(left, right)
    }
    if case .bool = first, case .bool = second { return .bool }
    return first.int != nil && second.int != nil ? .int64 : .float64
  }

  /// numpy keeps Python's own values beside None.
  private static func withNone(_ left: Operand, _ right: Operand) -> ValueType {
    let other = left == .number(.null) ? right : left
    return other.isCount && other != .number(.null) ? .object : .objectFloat
  }

  private static func join(_ left: Operand, _ right: Operand) -> ValueType? {
    switch (left, right) {
    case (.series(let type), .number(let number)), (.number(let number), .series(let type)):
      return weak(type, number)
    case (.series(let first), .series(let second)): return strong(first, second)
    case (.number, .number): return nil
    }
  }

  private static func weak(_ type: ValueType, _ number: PythonNumber) -> ValueType {
    switch (type, number) {
    case (.bool, .bool): .bool
    case (.bool, .int): .int64
    case (.bool, .float), (.int64, .float): .float64
    case (.object, .float): .objectFloat
    default: type
    }
  }

  private static func strong(_ first: ValueType, _ second: ValueType) -> ValueType {
    if first == second { return first }
    let pair: Set<ValueType> = [first, second]
    if first.isObject || second.isObject {
      return pair.isSubset(of: [.object, .bool, .int64]) ? .object : .objectFloat
    }
    if pair == [.bool, .int64] { return .int64 }
    if pair == [.bool, .float16] { return .float16 }
    if pair.isSubset(of: [.bool, .float16, .float32]) { return .float32 }
    return .float64
  }
}
