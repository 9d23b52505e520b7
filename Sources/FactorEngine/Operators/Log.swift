import Foundation

/// `Log(x)`: the natural logarithm.
///
/// - Missing values: stay missing; missing for negative numbers, -inf for 0.
/// - Warm-up: none: each row by itself.
/// - Algorithm: float32 as numpy does on x86 with AVX2 or AVX-512, by its own rational function, which is not
///   correctly rounded; float64 as on x86 with AVX-512 (`NumpyLog`), which is the C library's but for 1 in 300 values.
/// - Source: `numpy/_core/src/umath/loops_exponent_log.dispatch.c.src`; numpy/SVML, `svml_z0_log_d_ha.s`.
///
/// `Log(x)`：自然对数。
///
/// - 缺失值：保持缺失；负数为缺失，0 为 -inf。
/// - 预热：无，逐行计算。
/// - 算法：float32 按 numpy 在带 AVX2 或 AVX-512 的 x86 上的有理函数计算，并非正确舍入；float64 与带 AVX-512 的 x86 逐位相同（`NumpyLog`），约每 300 个值有一个与 C 库不同。
/// - 来源：`numpy/_core/src/umath/loops_exponent_log.dispatch.c.src`；numpy/SVML 的 `svml_z0_log_d_ha.s`。
enum LogOperator {
  static func run(_ x: Series, type: ValueType, need: Int, _ library: PowerLibrary = .vector) -> Series {
    if type == .float16 {
      return RowByRow.run(
        x, type: type, need: need, single: { Float(HalfPrecision.round(Foundation.log(Double($0)))) },
        double: { HalfPrecision.round(Foundation.log($0)) })
    }
    if library == .c {
      return RowByRow.run(
        x, type: type, need: need, single: { Float(Foundation.log(Double($0))) }, double: { Foundation.log($0) })
    }
    return RowByRow.run(x, type: type, need: need, single: { log($0) }, double: { NumpyLog.log($0) })
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
    p = VectorArithmetic.fused(p, z, 0.3808837741388407920751)
    p = VectorArithmetic.fused(p, z, 1.480000633576506585156)
    p = VectorArithmetic.fused(p, z, 2.112677543073053063722)
    p = VectorArithmetic.fused(p, z, 0.9999999999999998702752)
    p = VectorArithmetic.fused(p, z, 0)
    var q: Float = 0.005875095403124574342950
    q = VectorArithmetic.fused(q, z, 0.1546476374983906719538)
    q = VectorArithmetic.fused(q, z, 0.9864942958519418960339)
    q = VectorArithmetic.fused(q, z, 2.453006071784736363091)
    q = VectorArithmetic.fused(q, z, 2.612677543073109236779)
    q = VectorArithmetic.fused(q, z, 1)
    return VectorArithmetic.fused(e, 0.693147180559945309, p / q)
  }
}
