/// Steps of Intel's short vector math library (SVML) that Swift has no operation for.
///
/// numpy calls this library on x86 processors with AVX-512. Its steps are IEEE operations, fused where written so,
/// some of them rounded towards zero or downwards, and one approximate reciprocal.
enum VectorArithmetic {
  /// Upper 16 bits of the mantissa from which on the processor's reciprocal, rounded to 32nds, is one step smaller.
  ///
  /// The instruction `vrcp14` approximates; what it gives was asked of the processor for all mantissas of float32 and
  /// by halving for float64. Both have the same places.
  private static let steps: [UInt16] = [
    0x0206, 0x0627, 0x0a6a, 0x0ed0, 0x135d, 0x180f, 0x1cf2, 0x21fd, 0x2736, 0x2c9f, 0x3240, 0x3812, 0x3e25, 0x446e,
    0x4afe, 0x51d2, 0x58ef, 0x6057, 0x6817, 0x702d, 0x78a5, 0x8182, 0x8acd, 0x948a, 0x9ecb, 0xa98f, 0xb4e9, 0xc0e0,
    0xcd88, 0xdae6, 0xe915, 0xf823,
  ]

  /// The same places for a mantissa in [1,2), whose reciprocal has half as many steps.
  private static let stepsOfHalf: [UInt16] = [
    0x040f, 0x0c97, 0x15b4, 0x1f70, 0x29e6, 0x3523, 0x4143, 0x4e5f, 0x5c99, 0x6c15, 0x7d07, 0x8f9c, 0xa41a, 0xbad0,
    0xd41c, 0xf080,
  ]

  /// How many 32nds below 2 the reciprocal of a mantissa in [0.5,1) lies, from the mantissa's upper 16 bits.
  @inline(__always)
  static func stepsBelowTwo(_ mantissa: UInt16) -> Int { count(of: steps, upTo: mantissa) }

  /// How many 32nds below 1 the reciprocal of a mantissa in [1,2) lies.
  @inline(__always)
  static func stepsBelowOne(_ mantissa: UInt16) -> Int { count(of: stepsOfHalf, upTo: mantissa) }

  @inline(__always)
  private static func count(of steps: [UInt16], upTo mantissa: UInt16) -> Int {
    steps.withUnsafeBufferPointer { steps in
      var (low, high) = (0, steps.count)
      while low < high {
        let middle = (low + high) / 2
        if steps[middle] <= mantissa { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  // MARK: float32, whose products are exact in float64

  /// A sum of two float64 that is the exact value up to `error`, which is far smaller.
  private struct Exact {
    var sum: Double
    var error: Double

    init(_ a: Double, _ b: Double) {
      sum = a + b
      let shadow = sum - a
      error = (a - (sum - shadow)) + (b - shadow)
    }

    /// -1, 0 or 1: on which side of a float32 the exact value lies.
    func side(of value: Float) -> Double {
      let distance = sum - Double(value)
      return distance != 0 ? distance : error
    }

    var nearest: Float {
      if error == 0 || sum.bitPattern & 1 == 1 || !sum.isFinite { return Float(sum) }
      let outward = (error > 0) == (sum > 0)
      return Float(Double(bitPattern: outward ? sum.bitPattern + 1 : sum.bitPattern - 1))
    }

    var towardZero: Float {
      let value = Float(sum)
      if !value.isFinite {
        return value.isInfinite && sum.isFinite ? Float.greatestFiniteMagnitude * (sum < 0 ? -1 : 1) : value
      }
      let side = side(of: value)
      return value > 0 && side < 0 ? value.nextDown : value < 0 && side > 0 ? value.nextUp : value
    }

    var down: Float {
      let value = Float(sum)
      return side(of: value) < 0 ? value.nextDown : value
    }
  }

  /// `a*b + c`, rounded once.
  @inline(__always)
  static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float { Exact(Double(a) * Double(b), Double(c)).nearest }

  @inline(__always)
  static func fusedTowardZero(_ a: Float, _ b: Float, _ c: Float) -> Float {
    Exact(Double(a) * Double(b), Double(c)).towardZero
  }

  @inline(__always)
  static func productTowardZero(_ a: Float, _ b: Float) -> Float { Exact(Double(a) * Double(b), 0).towardZero }

  @inline(__always)
  static func sumTowardZero(_ a: Float, _ b: Float) -> Float { Exact(Double(a), Double(b)).towardZero }

  @inline(__always)
  static func sumDown(_ a: Float, _ b: Float) -> Float { Exact(Double(a), Double(b)).down }

  // MARK: float64

  /// `a*b + c`, rounded once.
  @inline(__always)
  static func fused(_ a: Double, _ b: Double, _ c: Double) -> Double { c.addingProduct(a, b) }

  @inline(__always)
  static func productTowardZero(_ a: Double, _ b: Double) -> Double {
    let value = a * b
    return towardZero(value, side: (-value).addingProduct(a, b))
  }

  @inline(__always)
  static func fusedTowardZero(_ a: Double, _ b: Double, _ c: Double) -> Double {
    let value = c.addingProduct(a, b)
    let product = a * b
    let low = (-product).addingProduct(a, b)
    let sum = product + c
    let shadow = sum - product
    let error = (product - (sum - shadow)) + (c - shadow)
    return towardZero(value, side: ((sum - value) + error) + low)
  }

  @inline(__always)
  static func sumDown(_ a: Double, _ b: Double) -> Double {
    let exact = Exact(a, b)
    return exact.error < 0 ? exact.sum.nextDown : exact.sum
  }

  @inline(__always)
  static func sumTowardZero(_ a: Double, _ b: Double) -> Double {
    let exact = Exact(a, b)
    return towardZero(exact.sum, side: exact.error)
  }

  @inline(__always)
  private static func towardZero(_ value: Double, side: Double) -> Double {
    value > 0 && side < 0 ? value.nextDown : value < 0 && side > 0 ? value.nextUp : value
  }
}
