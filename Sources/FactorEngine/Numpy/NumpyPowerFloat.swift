import Foundation

extension NumpyPower {
  @inline(__always)
  package static func power(_ x: Float, _ y: Float) -> Float {
    guard x.isFinite, y.isFinite, x != 0 else { return Float(pow(Double(x), Double(y))) }
    return x < 0 ? careful(x, y) : quick(x, y) ?? careful(x, y)
  }

  /// Nil where the exponent of the result is near an end of the type.
  private static func quick(_ x: Float, _ y: Float) -> Float? {
    let below = A.stepsBelowTwo(UInt16(truncatingIfNeeded: x.significandBitPattern(normal: true) >> 7))
    let reciprocal = 2 - Float(below) / 32
    let mantissa = x.significand / 2
    let exponent = Float(x.exponent) + (reciprocal < 1.5 ? 1 : 0)
    let place = (32 - below) & 31
    let r = A.fused(reciprocal, mantissa, -1)
    var low: Float = A.fused(r, 0x1.278e0ap-2, -0x1.7167dap-2)
    low = A.fused(r, low, 0x1.ec709ep-2)
    low = A.fused(r, low, -0x1.715476p-1)
    low = A.fused(r, low, 0x1.4ae198p-26)
    let first = VectorTablesFloat.logHigh[place] + exponent
    let second = A.fused(r, 0x1.715476p+0, first)
    let tail = A.fused(r, low, VectorTablesFloat.logLow[place])
    let product = second - first
    let high = second + tail
    let rest = A.fused(r, 0x1.715476p+0, -product)
    let lower = (tail - (high - second)) + rest
    let multiple = A.productTowardZero(high, y)
    let error = A.fusedTowardZero(high, y, -multiple)
    let small = A.fusedTowardZero(lower, y, error)
    let whole = A.sumTowardZero(multiple, small)
    guard whole.magnitude <= 125.5 else { return nil }
    let shifted = A.sumDown(whole, 786559)
    let fraction = A.sumDown(whole, -(whole * 16).rounded(.down) / 16)
    let z = fraction + (small - (whole - multiple))
    let base = VectorTablesFloat.exp[Int(shifted.bitPattern & 15)]
    var series: Float = A.fused(z, 0x1.d0a996p-5, 0x1.ebe2d8p-3)
    series = A.fused(series, z, 0x1.62e444p-1)
    series = A.fused(series, z * base, base)
    return series * Float(bitPattern: (shifted.bitPattern << 19) & 0x7f80_0000)
  }

  /// The two halves of a value, whose products are exact.
  private static func halves(_ value: Float) -> (Float, Float) {
    let large = value * 4097
    let high = large - (large - value)
    return (high, value - high)
  }

  private static func careful(_ x: Float, _ y: Float) -> Float {
    let isOdd = y.magnitude < 0x1p24 && y.rounded() == y && Int(y) & 1 != 0
    if x < 0, y.rounded() != y { return .nan }
    if x == -1 { return isOdd ? -1 : 1 }
    let sign: Float = x < 0 && isOdd ? -1 : 1
    let t = VectorTablesFloat.careful
    var (size, added) = (x.magnitude, 0)
    if size < .leastNormalMagnitude { (size, added) = (size * 0x1p64, -64) }
    let k = Float((Int(size.bitPattern) - 0x3f38_0000) >> 23 + added)
    let m = Float(bitPattern: size.bitPattern & 0x007f_ffff | 0x3f80_0000)
    let i = Int(((m.bitPattern & 0x78_0000) + 0x8_0000) >> 20)
    let firstHigh = t[9 + 2 * i]
    let h1 = firstHigh + k
    let l1 = firstHigh + (k - h1)
    var reduced = m * t[i]
    let j = Int(((reduced.bitPattern & 0x1e_0000) + 0x2_0000) >> 18)
    let secondHigh = t[36 + 2 * j]
    let h2 = secondHigh + h1
    let l2 = secondHigh + (h1 - h2)
    reduced *= t[27 + j]
    let n = Int(((reduced.bitPattern & 0x7_c000) + 0x4000) >> 15)
    let thirdHigh = t[71 + 2 * n]
    let h3 = thirdHigh + h2
    let l3 = thirdHigh + (h2 - h3)
    let reciprocal = t[i] * t[27 + j] * t[54 + n]
    reduced *= t[54 + n]
    let q = reduced - 0x1.71p+0
    let (mHigh, mLow) = halves(m)
    let (rHigh, rLow) = halves(reciprocal)
    let qLow = (((mHigh * rHigh - reduced) + mLow * rHigh) + mHigh * rLow) + mLow * rLow
    let h4 = q + h3
    let l4 = q + (h3 - h4)
    let reach = Int(h4.exponentBitPattern) + Int(y.exponentBitPattern)
    if reach >= 265 { return ((h4 < 0) != (y < 0) ? 0 : .infinity) * sign }
    if reach <= 192 { return (1 + Float.leastNormalMagnitude) * sign }
    let value = q + qLow
    var series = value * -0x1.563d42p-4
    series = (series + 0x1.48ded2p-3) * value
    series = (series - 0x1.6386bap-2) * value
    series = (series + 0x1.d4c6d2p-11) * value
    let lows = (t[72 + 2 * n] + (t[37 + 2 * j] + (t[10 + 2 * i] + (l3 + (l2 + l1))))) + (qLow + l4)
    let h5 = h4 + series
    let l5 = (h4 - h5) + series
    let h6 = h5 + lows
    let l6 = (h5 - h6) + lows
    let (hHigh, hLow) = halves(h6)
    let (yHigh, yLow) = halves(y)
    let top = yHigh * hHigh
    let cross = yHigh * hLow + hHigh * yLow
    let product = top + cross
    let shifted = product + 98304
    let z = (product - (shifted - 98304)) + ((hLow * yLow + (cross + (top - product))) + (l6 + l5) * y)
    let place = 106 + 2 * Int(shifted.bitPattern & 127)
    var power = z * 0x1.c6b08ep-5
    power = (power + 0x1.ebfbep-3) * z
    power = (power + 0x1.62e43p-1) * z
    power = power * t[place - 1] + t[place]
    return scaled(t[place - 1], power, by: Int(Int32(bitPattern: shifted.bitPattern << 10) >> 17), sign)
  }

  private static func scaled(_ high: Float, _ low: Float, by exponent: Int, _ sign: Float) -> Float {
    let value = low + high
    let reached = exponent + Int(value.exponent)
    if reached >= 128 { return .infinity * sign }
    if reached >= -126 { return Float(sign: .plus, exponent: exponent, significand: value) * sign }
    if reached < -159 { return 0 * sign }
    let scale = Float(sign: .plus, exponent: exponent + 64, significand: 1)
    if reached < -136 { return (value * scale) * (sign * 0x1p-64) }
    let (upper, lower) = halves(value)
    return ((lower + (low + (high - value))) * scale + upper * scale) * 0x1p-64 * sign
  }
}
