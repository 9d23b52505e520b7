import Foundation

/// `Power(x,y)`: x to the power of y, also written `x**y`.
///
/// - Missing values: missing where either side is, but for 1**y and x**0, and for what has no real value.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: exponents 2, 1 and 0.5 exactly (a product, the value, the square root); others by the C library, whose
///   last bits differ from machine to machine: up to 2 ulp from qlib's.
/// - Source: `qlib/data/ops.py`, `Power`: `np.power`.
///
/// `Power(x,y)`：x 的 y 次幂，也写作 `x**y`。
///
/// - 缺失值：任一侧缺失则为缺失，但 1**y 与 x**0 除外；没有实数结果时为缺失。
/// - 预热：无，逐行计算；两个序列按日期对齐。
/// - 算法：指数 2、1、0.5 精确（乘积、原值、平方根）；其他用 C 库，末位因机器而异，与 qlib 最多相差 2 ulp。
/// - 来源：`qlib/data/ops.py` 的 `Power`：`np.power`。
enum PowerOperator {
  /// What an exponent is calculated by, where it is one number.
  enum Exponent {
    case square, itself, root, general

    init(_ value: Double?) {
      self = value == 2 ? .square : value == 1 ? .itself : value == 0.5 ? .root : .general
    }
  }

  @inline(__always)
  static func step(_ x: Float, _ y: Float) -> Float { Float(pow(Double(x), Double(y))) }

  @inline(__always)
  static func step(_ x: Double, _ y: Double) -> Double { pow(x, y) }
}
