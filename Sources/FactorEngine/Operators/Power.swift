import Foundation

/// `Power(x,y)`: x to the power of y, also written `x**y`.
///
/// - Missing values: missing where either side is, but for 1**y and x**0, and for what has no real value.
/// - Warm-up: none: each row by itself; rows of two series are aligned by day.
/// - Algorithm: exponents 2, 1, 0.5 and -1 exactly (a product, the value, the square root, 1 over it); others as numpy
///   calculates them on x86 processors with AVX-512 (`NumpyPower`). Without AVX-512 numpy asks the C library, up to
///   2 ulp away. Shifted comparisons and whole numbers: the C library.
/// - Source: `qlib/data/ops.py`, `Power`: `np.power`; numpy/SVML, `svml_z0_pow_s_la.s` and `svml_z0_pow_d_ha.s`.
///
/// `Power(x,y)`：x 的 y 次幂，也写作 `x**y`。
///
/// - 缺失值：任一侧缺失则为缺失，但 1**y 与 x**0 除外；没有实数结果时为缺失。
/// - 预热：无，逐行计算；两个序列按日期对齐。
/// - 算法：指数 2、1、0.5、-1 精确（乘积、原值、平方根、倒数）；其他与 numpy 在带 AVX-512 的 x86 上逐位相同（`NumpyPower`）。没有 AVX-512 时 numpy 用 C 库，最多相差 2 ulp。移位后的比较与整数用 C 库。
/// - 来源：`qlib/data/ops.py` 的 `Power`：`np.power`；numpy/SVML 的 `svml_z0_pow_s_la.s` 与 `svml_z0_pow_d_ha.s`。
enum PowerOperator {
  /// What an exponent is calculated by, where it is one number.
  enum Exponent {
    case square, itself, root, reciprocal, general

    init(_ value: Double?) {
      switch value {
      case 2: self = .square
      case 1: self = .itself
      case 0.5: self = .root
      case -1: self = .reciprocal
      default: self = .general
      }
    }
  }

  @inline(__always)
  static func step(_ x: Float, _ y: Float) -> Float { NumpyPower.power(x, y) }

  @inline(__always)
  static func step(_ x: Double, _ y: Double) -> Double { NumpyPower.power(x, y) }

  /// By the C library, whose float32 is rounded correctly but for one value in two thousand.
  @inline(__always)
  static func library(_ x: Float, _ y: Float) -> Float { Float(pow(Double(x), Double(y))) }

  @inline(__always)
  static func library(_ x: Double, _ y: Double) -> Double { pow(x, y) }
}
