/// `numpy.power` as numpy computes it on x86 processors with AVX-512, by Intel's short vector math library.
///
/// A quick way takes positive bases: log2 of the base by one reciprocal and a polynomial, times the exponent, then 2 to
/// that power. Negative bases and results near the ends of the type go a careful way, in plain operations. Both are not
/// correctly rounded, so they are followed step by step. Where a side is 0, infinite or missing, C's `pow` is exact.
///
/// Source: `linux/avx512/svml_z0_pow_s_la.s` and `svml_z0_pow_d_ha.s` of numpy/SVML.
package enum NumpyPower {
  typealias A = VectorArithmetic
}

extension BinaryFloatingPoint where RawSignificand: FixedWidthInteger {
  /// The bits behind the leading one, also of a value too small for one.
  @inline(__always)
  func significandBitPattern(normal: Bool) -> RawSignificand {
    isNormal ? significandBitPattern : significand.significandBitPattern
  }
}
