/// Python's `//` on floats (`Objects/floatobject.c`): by the remainder, so that it is exact.
package func pythonFloorDivide(_ left: Double, _ right: Double) -> Double {
  guard right != 0, !left.isNaN else { return left / right }
  let remainder = left.truncatingRemainder(dividingBy: right)
  var quotient = (left - remainder) / right
  if remainder != 0, (right < 0) != (remainder < 0) { quotient -= 1 }
  guard quotient != 0 else { return left / right < 0 ? -0.0 : 0.0 }
  let floor = quotient.rounded(.down)
  return quotient - floor > 0.5 ? floor + 1 : floor
}
