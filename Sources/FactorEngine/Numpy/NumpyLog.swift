import Foundation

/// `numpy.log` of float64 as numpy computes it on x86 processors with AVX-512, by Intel's short vector math library.
///
/// Source: `linux/avx512/svml_z0_log_d_ha.s` of numpy/SVML.
package enum NumpyLog {
  private typealias A = VectorArithmetic

  package static func log(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x == 0 ? -.infinity : x > 0 ? x : .nan }
    let bits = x.isNormal ? x.significandBitPattern : x.significand.significandBitPattern
    let reciprocal = 1 - Double(A.stepsBelowOne(UInt16(truncatingIfNeeded: bits >> 36))) / 32
    let exponent = Double(x.exponent) + (reciprocal < 0.75 ? 1 : 0)
    let r = A.fused(reciprocal, x.significand, -1)
    let square = r * r
    var series = A.fused(r, 0x1.c81cd309d7c70p-4, -0x1.007357e93af62p-3)
    series = A.fused(square, series, A.fused(r, 0x1.249229cee81efp-3, -0x1.55553fb28db06p-3))
    var near = A.fused(r, 0x1.9999999cc9f5cp-3, -0x1.00000000c05bdp-2)
    near = A.fused(square, near, A.fused(r, 0x1.5555555555466p-2, -0x1.fffffffffffc6p-2))
    series = A.fused(square * square, series, near)
    let place = Int(reciprocal.bitPattern >> 48) & 15
    let first = A.fused(exponent, 0x1.62e42fefa0000p-1, VectorTablesDouble.lnHigh[place])
    let high = first + r
    let low = A.fused(square, series, r - (high - first))
    return high + (low + A.fused(exponent, 0x1.cf79abc9e0000p-40, VectorTablesDouble.lnLow[place]))
  }
}
