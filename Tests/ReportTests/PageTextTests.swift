import Primitives
import Report
import Testing

@Suite("Texts on pages")
struct PageTextTests {
  @Test(
    "a hyphen is a minus sign before a number and its exponent, and stays in dates and identifiers",
    arguments: [
      ("-5", "\u{2212}5"), ("by -5.2 points", "by \u{2212}5.2 points"), ("(-5)", "(\u{2212}5)"), ("[-5", "[\u{2212}5"),
      ("差额：-5", "差额：\u{2212}5"), ("为-5", "为\u{2212}5"), ("2024-01-03", "2024-01-03"), ("1e-10", "1e\u{2212}10"),
      ("x1e-10", "x1e-10"),
      ("a-5", "a-5"), ("- 5", "- 5"), ("-a", "-a"), ("5-3", "5-3"), ("--5", "--5"), ("", ""), ("-", "-"),
    ])
  func minus(_ text: String, _ shown: String) {
    #expect(PageText.minus(text) == shown)
    #expect(PageText.pieces(.verbatim(text), .chinese).map(\.text).joined() == shown)
  }

  private static let remedy = Message(
    "test.remedy", ["code": "Ref($close, -2)", "value": .ratio(-0.5)],
    en: "Run `aistock data check` for {code}, off by {value}.", zh: "请对 {code} 运行 `aistock data check`，偏差 {value}。")

  @Test("code stands between backticks, and what is quoted keeps its signs")
  func code() {
    let pieces = PageText.pieces(PageTextTests.remedy, .english)
    #expect(pieces.map(\.kind) == [.plain, .code, .plain])
    #expect(pieces.map(\.text) == ["Run ", "aistock data check", " for Ref($close, -2), off by \u{2212}50.00%."])
    #expect(
      PageText.pieces(.verbatim("an open ` stays"), .english) == [.init(kind: .plain, text: "an open ` stays")])
  }

  @Test("what another program said is marked inside a Chinese sentence, and not inside an English one")
  func foreign() {
    let message = Message(
      "test.failed", ["error": .message(.verbatim("no such file"))], en: "It failed: {error}", zh: "失败：{error}")
    #expect(
      PageText.pieces(message, .chinese) == [
        .init(kind: .plain, text: "失败："), .init(kind: .foreign, text: "no such file"),
      ])
    #expect(PageText.pieces(message, .english) == [.init(kind: .plain, text: "It failed: no such file")])
    #expect(PageText.pieces(note: "动量", .english) == [.init(kind: .foreign, text: "动量")])
    #expect(PageText.pieces(note: "动量 of three words here", .chinese).map(\.kind) == [.plain])
  }

  @Test(
    "three English words in a row are English; names, numbers and file names are no words",
    arguments: [
      ("not one left", ["not one left"]), ("Rank IC", []), ("one, two. three!", ["one, two. three!"]),
      ("aistock 0.2 data", []), ("运行 byte-for-byte the same 结果", ["byte-for-byte the same"]),
      ("see pred.csv and more", []), ("TopkDropout(50, 5) of it", []), ("", []),
    ])
  func runs(_ text: String, _ runs: [String]) {
    #expect(ForeignText.runs(in: text) == runs)
  }
}
