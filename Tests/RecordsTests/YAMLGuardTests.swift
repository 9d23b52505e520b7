import Primitives
import Records
import TestSupport
import Testing

/// Files that would cost the reader its time or its stack, or carry what qlib's loader would run.
struct YAMLGuardTests {
  private func refusal(_ text: String) -> Diagnostic? {
    diagnostic { _ = try YAMLDocument(text, path: "conf.yaml") }
  }

  /// Twelve levels of nine aliases, hashed as a key, would take 282 billion steps.
  private func bomb(key: String) -> String {
    var text = "a0: &a0 [x, x, x]\n"
    for level in 1...12 {
      text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
    }
    return text + key + "\n"
  }

  @Test(arguments: ["? *a12\n: 1", "*a12 : 1", "m: {*a12 : 1}", "{[*a12, *a12]: 1}: 2", "? [*a12]\n: 1"])
  func aliasesAreNotHashedAsKeys(key: String) {
    let found = refusal(bomb(key: key))
    #expect(found?.id == "yaml.alias-key")
    #expect(found?.place?.line == 14)
    #expect(found?.exit == .input)
  }

  @Test(
    arguments: [
      ("a: !!python/object/apply:os.system ['true']\n", 1), ("a: 1\nb: !!python/tuple [1, 2]\n", 2),
      ("a: !!str 4\n", 1), ("- !local x\n", 1), ("a: &x !<tag:yaml.org,2002:python/name:os.system> ''\n", 1),
      ("a: [1, !!binary aGk=]\n", 1),
    ] as [(String, Int)])
  func tagsAreRefusedByName(text: String, line: Int) {
    let found = refusal(text)
    #expect(found?.id == "yaml.tag")
    #expect(found?.place?.line == line)
  }

  @Test(arguments: [
    "a: \"!!str\"\n", "a: If($close != $open, 1, 0)\n", "a: 'it''s [not] {a: key}: x'\n", "# !!str *a : ?\na: 1\n",
    "a: \"x\\\"]: y\"\n", "m: &m 1\nb: *m\n", "a: wow!\n", "k: &k topk\n*k : 4\n",
  ])
  func ordinaryTextPasses(text: String) {
    #expect(refusal(text) == nil)
  }

  @Test(
    arguments: [
      (String(repeating: "[", count: 600_000), "yaml.syntax"),
      (String(repeating: "- ", count: 500) + "x\n", "yaml.too-deep"),
      ("a: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500) + "\n", "yaml.too-deep"),
      (String(repeating: "x", count: 1_100_000), "yaml.file-too-large"), ("a: 1\na: 2\n", "yaml.syntax"),
      ("a: &a [*a]\n", "yaml.syntax"), ("a: *nowhere\n", "yaml.syntax"), ("a: 1\n---\nb: 2\n", "yaml.syntax"),
      ("a:\n\t- 1\n", "yaml.syntax"), ("a: \"open\n", "yaml.syntax"), ("\u{A0}topk: 4\n", "yaml.key-blank"),
      ("a: 1\n\u{3000}topk: 4\n", "yaml.key-blank"), ("to\u{200B}pk: 4\n", "yaml.key-blank"),
    ] as [(String, String)])
  func isRefusedWithoutHangOrCrash(text: String, id: String) {
    #expect(refusal(text)?.id == id)
  }

  /// Time grows with the number of keys, not with its square.
  @Test(.timeLimit(.minutes(1)))
  func manyKeysAreReadInOneGo() throws {
    let keys = (0..<60_000).map { "k\($0): 1" }.joined(separator: "\n")
    let root = try YAMLDocument(
      "base: &b\n" + keys.replacing("\n", with: "\n").split(separator: "\n").map { "  \($0)\n" }.joined()
        + "use:\n  <<: *b\n", path: "conf.yaml"
    ).root
    #expect(root["use"]?.members?.count == 60_000)
  }
}
