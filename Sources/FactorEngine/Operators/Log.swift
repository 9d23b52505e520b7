import Foundation

/// `Log(x)`: the natural logarithm.
///
/// - Missing values: stay missing; missing for negative numbers, -inf for 0.
/// - Warm-up: none: each row by itself.
/// - Algorithm: float32 as numpy does on x86 with AVX2 or AVX-512, by its own rational function, which is not
///   correctly rounded; float64 by the C library.
/// - Source: `numpy/_core/src/umath/loops_exponent_log.dispatch.c.src`.
///
/// `Log(x)`：自然对数。
///
/// - 缺失值：保持缺失；负数为缺失，0 为 -inf。
/// - 预热：无，逐行计算。
/// - 算法：float32 按 numpy 在带 AVX2 或 AVX-512 的 x86 上的有理函数计算，并非正确舍入；float64 用 C 库。
/// - 来源：`numpy/_core/src/umath/loops_exponent_log.dispatch.c.src`。
enum LogOperator {
  static func run(_ x: Series, type: ValueType, need: Int) -> Series {
    RowByRow.run(x, type: type, need: need, single: { log($0) }, double: { Foundation.log($0) })
  }

  @inline(__always)
  static func log(_ x: Float) -> Float {
    if !(x > 0) { return x == 0 ? -.infinity : .nan }
    if x == .infinity { return x }
    // x = m * 2^e with m in [0.5, 1).
    var m = x.significand / 2
    var e = Float(x.exponent + 1)
    if m <= 0.707106781186547524 {
      e -= 1
      m = m + m
    }
    let z = m - 1
    var p: Float = 0.02589979117907922693523
    p = fused(p, z, 0.3808837741388407920751)
    p = fused(p, z, 1.480000633576506585156)
    p = fused(p, z, 2.112677543073053063722)
    p = fused(p, z, 0.9999999999999998702752)
    p = fused(p, z, 0)
    var q: Float = 0.005875095403124574342950
    q = fused(q, z, 0.1546476374983906719538)
    q = fused(q, z, 0.9864942958519418960339)
    q = fused(q, z, 2.453006071784736363091)
    q = fused(q, z, 2.612677543073109236779)
    q = fused(q, z, 1)
    return fused(e, 0.693147180559945309, p / q)
  }

  /// `a*b + c` rounded once. The product of two float32 is exact in float64; where the sum is not, its
  /// last bit is made odd, so that the second rounding cannot fall on a false half (Boldo, Melquiond
  /// 2008, "Emulation of FMA and correctly rounded sums").
  @inline(__always)
  private static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float {
    let product = Double(a) * Double(b)
    let addend = Double(c)
    let sum = product + addend
    let shadow = sum - product
    let error = (product - (sum - shadow)) + (addend - shadow)
    if error == 0 || sum.bitPattern & 1 == 1 { return Float(sum) }
    let outward = (error > 0) == (sum > 0)
    return Float(Double(bitPattern: outward ? sum.bitPattern + 1 : sum.bitPattern - 1))
  }
}
