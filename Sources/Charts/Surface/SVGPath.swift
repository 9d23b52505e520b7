/// Shortens the path data that Cairo writes.
package enum SVGPath {
  /// The same path in tenths of a pixel, with relative steps.
  ///
  /// Steps are differences of rounded places, so rounding never adds up. Cairo writes absolute `M`,
  /// `L` and `Z` for straight lines; nil for anything else, because nothing else is drawn here.
  package static func shortened(_ path: UnsafePointer<UInt8>) -> [UInt8]? {
    var reader = Reader(next: path)
    var out: [UInt8] = []
    var at = (x: 0, y: 0)
    var start = at
    // Cairo writes a move behind every closed line. It draws nothing without a line: it waits.
    var moveIsDue = false
    var isFirst = true
    while let command = reader.command() {
      if command == UInt8(ascii: "Z") {
        out.append(UInt8(ascii: "z"))
        at = start
        isFirst = true
        continue
      }
      guard command == UInt8(ascii: "M") || command == UInt8(ascii: "L"),
        let x = reader.tenths(), let y = reader.tenths()
      else { return nil }
      if command == UInt8(ascii: "M") {
        (at, start) = ((x, y), (x, y))
        (moveIsDue, isFirst) = (true, true)
        continue
      }
      if moveIsDue {
        out.append(UInt8(ascii: "M"))
        append(at.x, isFirst: true, to: &out)
        append(at.y, isFirst: false, to: &out)
        moveIsDue = false
      }
      // A step that rounds to nothing is left out, but a line needs one step to be drawn.
      if x == at.x, y == at.y, !isFirst { continue }
      if isFirst { out.append(UInt8(ascii: "l")) }
      append(x - at.x, isFirst: isFirst, to: &out)
      append(y - at.y, isFirst: false, to: &out)
      at = (x, y)
      isFirst = false
    }
    return reader.isAtEnd ? out : nil
  }

  /// Writes tenths as a decimal; a minus separates from the number before by itself.
  private static func append(_ tenths: Int, isFirst: Bool, to out: inout [UInt8]) {
    if tenths < 0 {
      out.append(UInt8(ascii: "-"))
    } else if !isFirst {
      out.append(UInt8(ascii: " "))
    }
    let (whole, tenth) = abs(tenths).quotientAndRemainder(dividingBy: 10)
    if whole > 0 || tenth == 0 { appendDigits(whole, to: &out) }
    if tenth > 0 {
      out.append(UInt8(ascii: "."))
      out.append(UInt8(ascii: "0") + UInt8(tenth))
    }
  }

  private static func appendDigits(_ value: Int, to out: inout [UInt8]) {
    if value >= 10 { appendDigits(value / 10, to: &out) }
    out.append(UInt8(ascii: "0") + UInt8(value % 10))
  }

  private struct Reader {
    /// Within a text that ends with a zero byte.
    var next: UnsafePointer<UInt8>

    var isAtEnd: Bool { next.pointee == 0 }

    mutating func skipSpaces() {
      while next.pointee == UInt8(ascii: " ") || next.pointee == UInt8(ascii: ",") { next += 1 }
    }

    mutating func command() -> UInt8? {
      skipSpaces()
      guard next.pointee >= UInt8(ascii: "A"), next.pointee <= UInt8(ascii: "Z") else { return nil }
      defer { next += 1 }
      return next.pointee
    }

    /// A plain decimal number, rounded half away from zero to tenths.
    mutating func tenths() -> Int? {
      skipSpaces()
      let isNegative = next.pointee == UInt8(ascii: "-")
      if isNegative { next += 1 }
      var hundredths = 0
      var digits = 0
      var decimals = -1
      while true {
        let byte = next.pointee
        if byte == UInt8(ascii: "."), decimals < 0 {
          decimals = 0
        } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
          guard digits < 12 else { return nil }
          if decimals < 2 { hundredths = hundredths * 10 + Int(byte - UInt8(ascii: "0")) }
          if decimals >= 0 { decimals += 1 }
          if decimals <= 2 { digits += 1 }
        } else {
          break
        }
        next += 1
      }
      guard digits > 0 else { return nil }
      for _ in max(0, decimals)..<max(2, decimals) { hundredths *= 10 }
      let tenths = (hundredths + 5) / 10
      return isNegative ? -tenths : tenths
    }
  }
}
