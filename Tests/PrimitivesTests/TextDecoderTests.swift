import Primitives
import TestSupport
import Testing

struct TextDecoderTests {
  @Test(arguments: ["", "a", "topk: 4\n", "中文，注释", "😀é", String(repeating: "x", count: 100) + "股"])
  func textInUTF8IsKeptWithOrWithoutMark(text: String) throws {
    #expect(try TextDecoder.text(Array(text.utf8), path: "f") == text)
    #expect(try TextDecoder.text([0xEF, 0xBB, 0xBF] + Array(text.utf8), path: "f") == text)
  }

  /// "中文" is D6 D0 CE C4 in GB 18030; é is E9 in ISO 8859-1.
  @Test(
    arguments: [
      ("GB18030", Array("a\nb,".utf8) + [0xD6, 0xD0, 0xCE, 0xC4], 4, 2),
      ("ISO-8859-1", Array("caf".utf8) + [0xE9] + Array(" au lait".utf8), 3, 1),
      ("ISO-8859-1", [0xE9] + Array("lan".utf8), 0, 1),
      ("UTF-16LE", [0xFF, 0xFE, 0x61, 0], 0, 1), ("UTF-16BE", [0xFE, 0xFF, 0, 0x61], 0, 1),
      ("UTF-16LE", [0x61, 0, 0x62, 0, 0x0A, 0], 1, 1), ("UTF-16BE", [0, 0x61, 0, 0x62], 0, 1),
    ] as [(String, [UInt8], Int, Int)])
  func foreignTextIsRefusedWithItsPlaceAndTheCommand(encoding: String, bytes: [UInt8], offset: Int, line: Int) {
    let found = diagnostic { _ = try TextDecoder.text(bytes, path: "dir/f.csv") }
    #expect(found?.id == "text.encoding")
    #expect(found?.exit == .input)
    #expect(found?.place == .init("dir/f.csv", line: line))
    #expect(found?.summary.arguments["offset"] == .count(offset))
    #expect(found?.remedy.english.contains("iconv -f \(encoding) -t UTF-8 'dir/f.csv'") == true)
  }

  /// RFC 3629: overlong forms, surrogates, values above U+10FFFF and cut characters are no UTF-8.
  @Test(
    arguments: [
      [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
      [0x80], [0xE4, 0xB8], [0xFF],
    ] as [[UInt8]])
  func isNoUTF8(bytes: [UInt8]) {
    let text = Array("0123456789".utf8)
    let found = diagnostic { _ = try TextDecoder.text(text + bytes, path: "f") }
    #expect(found?.id == "text.encoding")
    #expect(found?.summary.arguments["offset"] == .count(10))
  }

  @Test func zeroBytesAndMarksInsideAreNamed() {
    let zero = diagnostic { _ = try TextDecoder.text(Array("a,b\n1,".utf8) + [0, 0x0A], path: "f") }
    #expect(zero?.id == "text.zero-byte")
    #expect(zero?.place?.line == 2)
    let mark = diagnostic { _ = try TextDecoder.text(Array("a\nb\n\u{FEFF}c".utf8), path: "f") }
    #expect(mark?.id == "text.mark-inside")
    #expect(mark?.place?.line == 3)
    #expect(mark?.summary.arguments["offset"] == .count(4))
  }
}
