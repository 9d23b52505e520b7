extension Expression {
  /// The form qlib prints, `Op(arg,arg)` with Python's numbers; two expressions with one canonical
  /// text have the same values. (`Rolling` prints its function too: in qlib, `Rolling(x,5,'mean')`
  /// and `Rolling(x,5,'median')` share a text and so, wrongly, a cached value.)
  package var canonicalText: String {
    var text = ""
    write(into: &text)
    return text
  }

  private func write(into text: inout String) {
    switch operation {
    case .field(let name): text += "$" + name
    case .pointInTime(let name): text += "$$" + name
    case .period(let period):
      call(period == nil ? "P" : "PRef", period.map { [$0.text] } ?? [], into: &text)
    case .number(let number): text += number.text
    case .unary(let unary): call(unary.rawValue, [], into: &text)
    case .binary(let binary): call(binary.rawValue, [], into: &text)
    case .conditional: call("If", [], into: &text)
    case .shift(let rows): call("Ref", [String(rows)], into: &text)
    case .delta(let rows): call("Delta", [String(rows)], into: &text)
    case .window(let window, let rows): call(window.rawValue, [String(rows)], into: &text)
    case .exponential(let alpha, let window):
      call(window.rawValue, [PythonNumber.float(alpha).text], into: &text)
    case .rolling(let function, let rows): call("Rolling", [String(rows), "'\(function.rawValue)'"], into: &text)
    case .pair(.plainCorrelation, let rows):
      text += "Rolling("
      operands[0].write(into: &text)
      text += ",\(rows),'corr')"
    case .pair(.plainCovariance, let rows):
      text += "Rolling("
      operands[0].write(into: &text)
      text += ",\(rows),'cov')"
    case .quantile(let rows, let share): call("Quantile", [String(rows), share.text], into: &text)
    case .pair(let pair, let rows): call(pair.rawValue, [String(rows)], into: &text)
    case .cross(let cross): call(cross.rawValue, [], into: &text)
    case .instrument(let name, masked: true): call("Mask", [name.lowercased()], into: &text)
    case .instrument(let name, masked: false):
      text += "ChangeInstrument('\(name)',"
      for operand in operands { operand.write(into: &text) }
      text += ")"
    }
  }

  private func call(_ name: String, _ trailing: [String], into text: inout String) {
    text += name + "("
    for (index, operand) in operands.enumerated() {
      if index > 0 { text += "," }
      operand.write(into: &text)
    }
    for argument in trailing { text += "," + argument }
    text += ")"
  }
}
