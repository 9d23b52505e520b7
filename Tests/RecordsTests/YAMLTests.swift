import Primitives
import Records
import TestSupport
import Testing

struct YAMLTests {
  private func read(_ text: String) throws -> YAMLValue {
    try YAMLDocument(text, path: "conf.yaml").root
  }

  /// A YAML reader would make a time of the first, a number of the second, a boolean of the third.
  @Test func scalarsStayAsTheyAreWritten() throws {
    let root = try read(
      "day: 2010-01-04\ncode: 000300\nflag: yes\nrate: 1e-3\nempty:\nquoted: 'null'\ntilde: ~\n")
    #expect(root["day"]?.text == "2010-01-04")
    #expect(root["code"]?.text == "000300")
    #expect(root["flag"]?.text == "yes")
    #expect(root["rate"]?.text == "1e-3")
    #expect(root["quoted"]?.text == "null" && root["quoted"]?.isNull == false)
    for name in ["empty", "tilde"] {
      #expect(root[name]?.isNull == true && root[name]?.text == nil)
    }
    #expect(root["absent"] == nil)
  }

  @Test func anchorsAliasesAndMerges() throws {
    let root = try read(
      """
      market: &market csi300
      base: &base {a: 1, b: 2}
      use: *market
      same: *base
      merged:
        b: 3
        <<: *base
      """)
    #expect(root["use"]?.text == "csi300")
    #expect(root["same"]?["b"]?.text == "2")
    // A key of the mapping itself goes before a merged one.
    #expect(root["merged"]?["a"]?.text == "1")
    #expect(root["merged"]?["b"]?.text == "3")
  }

  @Test func linesAreThoseOfTheFile() throws {
    let root = try read("a: 1\n\n# comment\nb:\n  - x\n  - y: 2\n")
    #expect(root["a"]?.line == 1)
    #expect(root["b"]?.items?.map(\.line) == [5, 6])
  }

  @Test func jsonFormIsTypedAndKeepsDates() throws {
    let root = try read("{a: 1, b: 1.5, c: true, d: null, e: 2010-01-04, f: '1', g: [x]}")
    #expect(
      root.json == [
        "a": 1, "b": .number(1.5), "c": true, "d": .null, "e": "2010-01-04", "f": "1", "g": ["x"],
      ])
  }

  @Test(
    arguments: [
      ("a: {{ b }}\n", "yaml.jinja", 1), ("a: 1\n{% if x %}\n", "yaml.jinja", 2),
      ("a: [1\nb: 2\n", "yaml.syntax", 2),
      ("a: 1\n\tb: 2\n", "yaml.syntax", 2), ("", "yaml.empty", nil),
      ("? [a]\n: 1\n", "yaml.key", 1),
    ] as [(String, String, Int?)])
  func whatIsNoYAML(text: String, id: String, line: Int?) {
    let found = diagnostic { _ = try read(text) }
    #expect(found?.id == id)
    #expect(found?.place?.line == line)
    #expect(found?.exit == .input)
  }

  /// Nine levels of nine aliases each would be 400 million values.
  @Test func aliasBombsAreRefused() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let alias = "*a\(level - 1)"
      text +=
        "a\(level): &a\(level) [" + Array(repeating: alias, count: 9).joined(separator: ", ")
        + "]\n"
    }
    #expect(diagnostic { _ = try read(text) }?.id == "yaml.too-large")
  }
}
