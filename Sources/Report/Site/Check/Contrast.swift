import Foundation
import Primitives

/// Contrast of a style sheet's colours, in light and dark, as WCAG 2.2 measures it (success criteria 1.4.3 and 1.4.11).
enum Contrast {
  /// A colour on the ground on which it stands, by their names in the style sheet.
  struct Pair: Equatable {
    var colour: String
    var ground: String
    /// 4.5 for text, 3 for the lines of controls.
    var needed: Double
  }

  static let pairs: [Pair] = {
    let texts = [
      "ink", "soft", "link", "pass", "warn", "fail", "none", "gain", "loss", "record", "replay", "realistic", "index",
    ]
    return texts.map { Pair(colour: $0, ground: "ground", needed: 4.5) }
      + ["ink", "soft", "link"].map { Pair(colour: $0, ground: "wash", needed: 4.5) } + [
        Pair(colour: "ink", ground: "tint", needed: 4.5), Pair(colour: "on-fail", ground: "fail", needed: 4.5),
        Pair(colour: "ink", ground: "gain-ground", needed: 4.5),
        Pair(colour: "ink", ground: "loss-ground", needed: 4.5),
        Pair(colour: "mid", ground: "ground", needed: 3),
      ]
  }()

  /// Pairs that are too close, and none where the sheet does not name its colours.
  static func problems(of sheet: String) -> [Message] {
    let schemes = tokens(of: sheet)
    return zip(["light", "dark"], [schemes.light, schemes.light.merging(schemes.dark) { _, dark in dark }]).flatMap {
      scheme, colours in
      pairs.compactMap { pair -> Message? in
        guard let colour = colours[pair.colour], let ground = colours[pair.ground] else { return nil }
        let ratio = ratio(colour, ground)
        return ratio < pair.needed ? .tooClose(pair, scheme, ratio) : nil
      }
    }
  }

  /// The relation of the lighter colour's luminance to the darker one's: 1 to 21.
  static func ratio(_ first: [Double], _ second: [Double]) -> Double {
    let (one, two) = (luminance(first), luminance(second))
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }

  private static func luminance(_ colour: [Double]) -> Double {
    let parts = colour.map { $0 <= 0.03928 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// Custom properties of `:root` that are colours: of the sheet itself, and of its block for dark screens.
  static func tokens(of sheet: String) -> (light: [String: [Double]], dark: [String: [Double]]) {
    var light: [String: [Double]] = [:]
    var dark: [String: [Double]] = [:]
    let bytes = Array(sheet.utf8)
    for block in blocks(of: bytes[...]) {
      // Most rules are of other elements: their text is not made.
      if block.head.elementsEqual(":root".utf8) {
        light.merge(properties(of: String(decoding: block.body, as: UTF8.self))) { _, last in last }
      } else if block.head.starts(with: "@media".utf8),
        String(decoding: block.head, as: UTF8.self).contains("prefers-color-scheme: dark")
      {
        for inner in blocks(of: block.body) where inner.head.elementsEqual(":root".utf8) {
          dark.merge(properties(of: String(decoding: inner.body, as: UTF8.self))) { _, last in last }
        }
      }
    }
    return (light, dark)
  }

  /// The outermost rules of a sheet: what stands before the brace, and what stands inside.
  private static func blocks(
    of bytes: ArraySlice<UInt8>
  ) -> [(head: ArraySlice<UInt8>, body: ArraySlice<UInt8>)] {
    var found: [(head: ArraySlice<UInt8>, body: ArraySlice<UInt8>)] = []
    var (start, opening, depth, index) = (bytes.startIndex, bytes.startIndex, 0, bytes.startIndex)
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == 0x2F, index + 1 < bytes.endIndex, bytes[index + 1] == 0x2A {
        // A comment ends at the next `*/`; one before a rule is no part of its head.
        index += 2
        while index + 1 < bytes.endIndex, bytes[index] != 0x2A || bytes[index + 1] != 0x2F { index += 1 }
        if depth == 0 { start = min(index + 2, bytes.endIndex) }
        index += 1
      } else if byte == 0x7B {
        if depth == 0 { opening = index }
        depth += 1
      } else if byte == 0x7D, depth > 0 {
        depth -= 1
        if depth == 0 {
          found.append((trimmed(bytes[start..<opening]), bytes[opening + 1..<index]))
          start = index + 1
        }
      }
      index += 1
    }
    return found
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
    let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
    return bytes[start..<end]
  }

  private static func properties(of body: String) -> [String: [Double]] {
    var found: [String: [Double]] = [:]
    for declaration in body.split(separator: ";") {
      let sides = declaration.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      guard sides.count == 2, sides[0].hasPrefix("--"), let colour = colour(sides[1]) else { continue }
      found[String(sides[0].dropFirst(2))] = colour
    }
    return found
  }

  /// `#abc` and `#aabbcc`, as parts of 1.
  static func colour(_ text: String) -> [Double]? {
    guard text.hasPrefix("#") else { return nil }
    var digits = Array(text.dropFirst())
    if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
    guard digits.count == 6, let value = Int(String(digits), radix: 16) else { return nil }
    return [16, 8, 0].map { Double(value >> $0 & 0xFF) / 255 }
  }
}

extension Message {
  fileprivate static func tooClose(_ pair: Contrast.Pair, _ scheme: String, _ ratio: Double) -> Message {
    Message(
      "site.contrast",
      [
        "colour": .text(pair.colour), "ground": .text(pair.ground), "scheme": .text(scheme), "ratio": .number(ratio),
        "needed": .number(pair.needed),
      ],
      en: "The contrast of `{colour}` on `{ground}` in {scheme} is {ratio}; {needed} is needed.",
      zh: "{scheme} 配色中 `{colour}` 在 `{ground}` 上的对比度为 {ratio}，至少需要 {needed}。")
  }
}
