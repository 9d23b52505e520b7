import Foundation

extension NumpyPower {
  @inline(__always)
  package static func power(_ x: Double, _ y: Double) -> Double {
    guard x.isFinite, y.isFinite, x != 0 else { return pow(x, y) }
    return x < 0 ? careful(x, y) : quick(x, y) ?? careful(x, y)
  }

  private static func quick(_ x: Double, _ y: Double) -> Double? {
    let below = A.stepsBelowTwo(UInt16(truncatingIfNeeded: x.significandBitPattern(normal: true) >> 36))
    let reciprocal = 2 - Double(below) / 32
    let exponent = Double(x.exponent) + (reciprocal < 1.5 ? 1 : 0)
    let place = (32 - below) & 31
    let r = A.fused(reciprocal, x.significand / 4, -0.5)
    let square = r * r
    var low = A.fused(r, -0x1.27a394386376fp+7, 0x1.4873cf87141d1p+6)
    low = A.fused(square, low, A.fused(r, -0x1.715473528efc1p+5, 0x1.a617607e55815p+4))
    var middle = A.fused(r, -0x1.ec709dc3b71a1p+3, 0x1.2776c50effbdep+3)
    middle = A.fused(square, middle, A.fused(r, -0x1.71547652b82fcp+2, 0x1.ec709dc3a03fdp+1))
    low = A.fused(square * square, low, middle)
    low = A.fused(square, low, A.fused(r, -0x1.778d9c7190437p-55, 0x1.777df70b75d10p-55))
    low = A.fused(r, low, VectorTablesDouble.logLow[place])
    let first = VectorTablesDouble.logHigh[place] + exponent
    let second = A.fused(r, 0x1.71547652b82fep+1, first)
    let step = second - first
    let third = A.fused(-r, step, second)
    let rest = A.fused(r, 0x1.71547652b82fep+1, -step)
    let restOfSquare = A.fused(step, r, -(second - third))
    let tail = low + (A.fused(-rest, r, rest) - restOfSquare)
    let high = third + tail
    let multiple = A.productTowardZero(high, y)
    let error = A.fusedTowardZero(high, y, -multiple)
    let small = A.fusedTowardZero(tail - (high - third), y, error)
    let whole = A.sumTowardZero(multiple, small)
    guard whole.magnitude <= 1021.5 else { return nil }
    let shifted = A.sumDown(whole, 0x1.8000000003ff0p+48)
    let fraction = A.sumDown(whole, -(whole * 16).rounded(.down) / 16)
    let z = fraction + (small - (whole - multiple))
    let place16 = Int(shifted.bitPattern & 15)
    let base = VectorTablesDouble.exp[place16]
    let zz = z * z
    var power = A.fused(z, 0x1.4a1d7f58c2d59p-13, 0x1.5d7472783d279p-10)
    power = A.fused(zz, power, A.fused(z, 0x1.3b2ad1b14ebaap-7, 0x1.c6b08d4ad8eb9p-5))
    power = A.fused(zz, power, A.fused(z, 0x1.ebfbdff84554dp-3, 0x1.62e42fefa398bp-1))
    power = A.fused(base, A.fused(z, power, VectorTablesDouble.expLow[place16]), base)
    return power * Double(bitPattern: (shifted.bitPattern << 48) & 0x7ff0_0000_0000_0000)
  }

  private static func halves(_ value: Double) -> (Double, Double) {
    let large = value * 134_217_729
    let high = large - (large - value)
    return (high, value - high)
  }

  private static func careful(_ x: Double, _ y: Double) -> Double {
    let isOdd = y.magnitude < 0x1p53 && y.rounded() == y && Int(y) & 1 != 0
    if x < 0, y.rounded() != y { return .nan }
    if x == -1 { return isOdd ? -1 : 1 }
    let sign: Double = x < 0 && isOdd ? -1 : 1
    let t = VectorTablesDouble.careful
    var (size, added) = (x.magnitude, 0)
    if size < .leastNormalMagnitude { (size, added) = (size * 0x1p200, -200) }
    let k = Double((Int(size.bitPattern >> 32) - 0x3fe7_c000) >> 20 + added)
    let m = Double(bitPattern: size.bitPattern & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
    let i = (Int(m.bitPattern >> 32) & 0xf_c000 + 0x4000) >> 15
    var reduced = m * t[i]
    let j = (Int(reduced.bitPattern >> 32) & 0xfc00 + 0x400) >> 11
    reduced *= t[99 + j]
    let n = (Int(reduced.bitPattern >> 32) & 0xff0 + 0x10) >> 5
    reduced *= t[198 + n]
    let h3 = ((k + t[33 + 2 * i]) + t[132 + 2 * j]) + t[327 + 2 * n]
    let reciprocal = t[i] * t[99 + j] * t[198 + n]
    let q = reduced - 0x1.715474p+0
    let (mHigh, mLow) = halves(m)
    let (rHigh, rLow) = halves(reciprocal)
    let qLow = (((mHigh * rHigh - reduced) + mLow * rHigh) + mHigh * rLow) + mLow * rLow
    let h4 = h3 + q
    let l4 = (h3 - h4) + q
    let reach = Int(h4.exponentBitPattern) + Int(y.exponentBitPattern)
    if reach >= 2057 { return ((h4 < 0) != (y < 0) ? 0 : .infinity) * sign }
    if reach <= 1984 { return (1 + Double.leastNormalMagnitude) * sign }
    let value = q + qLow
    var series = value * t[844]
    series = (series + t[843]) * value
    series = (series + t[842]) * value
    series = (series + t[841]) * value
    let lows = (t[34 + 2 * i] + (t[133 + 2 * j] + t[328 + 2 * n])) + (qLow + l4)
    let h5 = h4 + series
    let l5 = (h4 - h5) + series
    let h6 = h5 + lows
    let l6 = (h5 - h6) + lows
    let (hHigh, hLow) = halves(h6)
    let (yHigh, yLow) = halves(y)
    let top = yHigh * hHigh
    let rest = ((yHigh * hLow + hLow * yLow) + hHigh * yLow) + (l6 + l5) * y
    let shifted = top + 0x1.8p45
    let z = (top - (shifted - 0x1.8p45)) + rest
    let place = 586 + 2 * Int(shifted.bitPattern & 127)
    var power = z * t[849]
    power = (power + t[848]) * z
    power = (power + t[847]) * z
    power = (power + t[846]) * z
    power = (power + t[845]) * z
    power = power * t[place - 1] + t[place]
    let exponent = Int(Int32(truncatingIfNeeded: shifted.bitPattern) >> 7)
    return scaled(t[place - 1], power, by: exponent, sign)
  }

  private static func scaled(_ high: Double, _ low: Double, by exponent: Int, _ sign: Double) -> Double {
    let value = low + high
    let reached = exponent + Int(value.exponent)
    if reached >= 1024 { return .infinity * sign }
    if reached >= -1022 { return Double(sign: .plus, exponent: exponent, significand: value) * sign }
    if reached < -1084 { return 0 * sign }
    let scale = Double(sign: .plus, exponent: exponent + 200, significand: 1)
    if reached < -1032 { return (value * scale) * (sign * 0x1p-200) }
    let (upper, lower) = halves(value)
    return ((lower + (low + (high - value))) * scale + upper * scale) * (sign * 0x1p-200)
  }
}
