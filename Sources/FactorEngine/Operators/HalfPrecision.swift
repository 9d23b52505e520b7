/// numpy's half precision: calculated in float32, rounded to 11 bits after each step.
enum HalfPrecision {
  static func round(_ value: Double) -> Double { Double(Float16(value)) }

  static func round(_ values: UnsafeMutablePointer<Float>, _ rows: Range<Int>) {
    for row in rows { values[row] = Float(Float16(values[row])) }
  }
}
