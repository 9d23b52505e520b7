import Foundation
import Primitives
import TestSupport
import Testing

/// Text to number and back.
struct NumberTextTests {
  private static let seed: UInt64 = 20_240_102

  private func written(_ value: Double) -> String {
    var writer = ByteWriter()
    writer.number(value)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Any bits that are a number survive the way to text and back.
  @Test func randomBitsReadBack() {
    var random = SeededRandom(seed: NumberTextTests.seed)
    var lost: [UInt64] = []
    for _ in 0..<100_000 {
      let value = Double(bitPattern: random.next())
      guard !value.isNaN else { continue }
      if NumberReader.double(written(value))?.bitPattern != value.bitPattern {
        lost.append(value.bitPattern)
      }
    }
    #expect(lost == [], "seed \(NumberTextTests.seed)")
  }

  /// A text near the middle of two float32 goes to the nearer one: through a double it would lie on the middle.
  @Test(arguments: [
    ("1.00000005960464477540", Float(1).nextUp), ("1.00000005960464477539", Float(1)), ("0.1", Float(0.1)),
    ("-16777217.0000000001", Float(-16_777_218)), ("1e-45", Float.leastNonzeroMagnitude),
    ("3.4028235e38", Float.greatestFiniteMagnitude),
  ])
  func floatTextsRoundOnce(text: String, nearest: Float) {
    let bytes = Array(text.utf8)
    #expect(bytes.withUnsafeBufferPointer { NumberReader.float32($0) } == Double(nearest))
  }

  @Test func floatTextsBeyondTheRangeAreNone() {
    func read(_ text: String) -> Double? { Array(text.utf8).withUnsafeBufferPointer { NumberReader.float32($0) } }
    #expect(read("1e39") == nil && read("one") == nil)
    #expect(read("")?.isNaN == true && read("-inf") == -.infinity)
  }

  /// Prices and rates as they stand in files: few digits.
  @Test func shortDecimalsAreTheNearestDouble() {
    var random = SeededRandom(seed: NumberTextTests.seed)
    var wrong: [String] = []
    for _ in 0..<50_000 {
      let digits = String(random.whole(0...999_999_999_999_999))
      let places = random.whole(0...22)
      let text =
        (random.whole(0...1) == 0 ? "-" : "") + digits.dropLast(min(places, digits.count - 1)) + "."
        + digits.suffix(min(places, digits.count - 1))
      // The standard library's own reader is the second opinion.
      if NumberReader.double(text)?.bitPattern != Double(text + "0")?.bitPattern {
        wrong.append(text)
      }
    }
    #expect(wrong == [], "seed \(NumberTextTests.seed)")
  }

  /// The standard library's own text is the second opinion, at the borders of both ways too.
  @Test func textsAreThoseOfTheStandardLibrary() {
    var random = SeededRandom(seed: NumberTextTests.seed)
    var values: [Double] = [1e-4, 1e-4.nextDown, 0x1p53, 0x1p53.nextDown, 0x1p54, 0, 1, 123_456_789]
    for _ in 0..<50_000 {
      let fraction = Double(random.next() >> 11) * 0x1p-53
      values.append(fraction * pow(10, Double(random.whole(0...24)) - 6))
      values.append((fraction * 1e9).rounded())
      values.append(Double(Float(fraction * pow(10, Double(random.whole(0...12)) - 5))))
    }
    let doubles = values.filter { written(-$0) != (-$0).description }
    #expect(doubles == [], "seed \(NumberTextTests.seed)")
    let floats = values.map { Float($0) }.filter { value in
      var writer = ByteWriter()
      writer.number(value)
      return String(decoding: writer.bytes, as: UTF8.self) != value.description
    }
    #expect(floats == [], "seed \(NumberTextTests.seed)")
  }

  @Test func floatsReadBackToTheirBits() {
    var random = SeededRandom(seed: NumberTextTests.seed)
    var lost = 0
    for _ in 0..<50_000 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard !value.isNaN else { continue }
      var writer = ByteWriter()
      writer.number(value)
      let read = NumberReader.double(String(decoding: writer.bytes, as: UTF8.self))
      if read.map({ Float($0).bitPattern }) != value.bitPattern { lost += 1 }
    }
    #expect(lost == 0, "seed \(NumberTextTests.seed)")
  }

  @Test(arguments: [
    ("0", 0), ("-0", -0.0), ("1", 1), ("-1.5", -1.5), (".5", 0.5), ("5.", 5), ("007", 7),
    ("1e3", 1000), ("1E-3", 0.001),
    ("+2", 2), ("0.1", 0.1), ("123456789012345678", 123_456_789_012_345_680),
    ("4.9e-324", Double.leastNonzeroMagnitude), ("1e-400", 0), ("-1e-400", -0.0), ("+0.5e+1", 5),
    ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("inf", Double.infinity),
    ("-inf", -Double.infinity),
    ("Infinity", Double.infinity),
  ])
  func aTextIsReadToTheBit(text: String, value: Double) {
    #expect(NumberReader.double(text)?.bitPattern == value.bitPattern)
  }

  @Test(arguments: ["", "nan", "NaN", "NAN"])
  func aTextOfNothingIsMissing(text: String) {
    #expect(NumberReader.double(text)?.isNaN == true)
  }

  @Test(arguments: [
    ".", "-", "-.", "1.2.3", "1,5", "1 ", " 1", "1e", "0x10", "--1", "1-2", "abc", "１", "1_000", "1e400", "+-1", "-+1",
    "++1", "1e+", "0x1p3",
    "-1e400", "NA", "N/A", "null",
    String(repeating: "1", count: 65),
  ])
  func isNoNumber(text: String) {
    #expect(NumberReader.double(text) == nil)
  }

  /// The shortest text: 0.1 + 0.2 needs 17 digits, 1e16 has an exponent, whole numbers keep `.0`.
  @Test(arguments: [
    (0.1, "0.1"), (0.30000000000000004, "0.30000000000000004"), (100, "100.0"), (-0.0, "-0.0"),
    (Double.leastNonzeroMagnitude, "5e-324"),
    (Double.infinity, "inf"), (-Double.infinity, "-inf"), (Double.nan, ""),
  ])
  func aNumberIsWrittenAsItsShortestText(value: Double, text: String) {
    #expect(written(value) == text)
  }

  @Test func writesDatesWithAllDigits() {
    var writer = ByteWriter()
    writer.day(day("2024-01-02"))
    writer.byte(0x20)
    writer.day(day("0099-12-31"))
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "2024-01-02 0099-12-31")
  }

  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("", ""),
  ])
  func quotesOnlyWhereNeeded(text: String, field: String) {
    var writer = ByteWriter()
    writer.field(text)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == field)
  }
}
