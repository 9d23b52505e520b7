import Primitives
import TestSupport
import Testing

@Suite("Messages")
struct MessageTests {
  @Test("both languages are rendered from one set of arguments")
  func bothLanguages() {
    let message = Message(
      "cause.fees", ["buy": .rate(0.0001), "lost": .points(0.0836), "day": .day(day("2023-07-04"))],
      en: "On {day} the record charged {buy}. That overstates the return by {lost}.",
      zh: "{day} 记录按 {buy} 收费，收益因此虚高 {lost}。")
    #expect(
      message.english
        == "On 2023-07-04 the record charged 0.01%. That overstates the return by 8.36 percentage points.")
    #expect(message[.chinese] == "2023-07-04 记录按 0.01% 收费，收益因此虚高 8.36 个百分点。")
  }

  @Test(
    "an English word follows its count", arguments: [(1, "1 day"), (2, "2 days"), (0, "0 days"), (1776, "1,776 days")])
  func plural(_ count: Int, _ text: String) {
    #expect(Message("m", ["n": .count(count)], en: "{n} {n:day|days}", zh: "{n} 天").english == text)
  }

  @Test("a brace that belongs to no argument stays")
  func foreignBraces() {
    #expect(Message("m", en: "an empty {} and {x}", zh: "").english == "an empty {} and {x}")
  }

  /// What is written in words.md, 1.4.
  @Test(
    "arguments are written as readers expect them",
    arguments: [
      (.money(1_326_871.364), "1,326,871.36 CNY", "1,326,871.36 元"), (.ratio(0.1252), "12.52%", "12.52%"),
      (.ratio(-0.00005), "-0.5 bp", "-0.5 个基点"), (.ratio(0), "0.00%", "0.00%"), (.rate(0.00025), "0.025%", "0.025%"),
      (.rate(0.1), "10%", "10%"), (.rate(0), "0%", "0%"), (.points(0.01), "1.00 percentage point", "1.00 个百分点"),
      (.number(0.013041), "0.01304", "0.01304"), (.number(1234.5), "1,235", "1,235"), (.number(2), "2", "2"),
      (.number(.nan), "missing", "缺失"), (.exact(0.30000000000000004), "0.30000000000000004", "0.30000000000000004"),
      (.count(-1234), "-1,234", "-1,234"), (.names(["a", "b"]), "a, b", "a、b"),
      (.message(Message("rung.replayed.name", en: "Replayed", zh: "回放")), "Replayed", "回放"),
    ] as [(MessageArgument, String, String)])
  func arguments(_ argument: MessageArgument, _ english: String, _ chinese: String) {
    #expect(argument.text(.english) == english)
    #expect(argument.text(.chinese) == chinese)
  }

  @Test("a message comes back from disk whole, with its texts as they were")
  func readsBack() throws {
    let inner = Message("inner", ["x": .number(1.5)], en: "x {x}", zh: "x {x}")
    let message = Message(
      "outer",
      [
        "a": .money(1), "b": .ratio(0.5), "c": .rate(0.1), "d": .points(0.1), "e": .number(3), "f": .exact(0.1),
        "g": .count(3), "h": .day(day("2024-01-02")), "i": .instrument(code("SH600000")), "j": .text("{a}"),
        "k": .list([.count(1), .text("z")]), "l": .message(inner), "m": .list([]),
      ], en: "{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}{m}", zh: "{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l}{m}")
    #expect(Message(try JSONReader.read(message.json.pretty)) == message)
    #expect(Message(stored: message.stored) == message)
  }

  @Test("a text of an earlier version stands as it is in both languages")
  func verbatim() {
    #expect(Message(stored: "they part") == .verbatim("they part"))
    #expect(Message(stored: "{ no json") == .verbatim("{ no json"))
    #expect(Message(["id": "x"]) == nil)
  }

  @Test(
    "the terminal speaks the language of the locale",
    arguments: [
      ([:], .english), (["LANG": "zh_CN.UTF-8"], .chinese), (["LANG": "zh_CN.UTF-8", "LC_ALL": "C"], .english),
      (["LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"], .chinese), (["LC_ALL": "", "LANG": "zh"], .chinese),
    ] as [([String: String], Language)])
  func locale(_ environment: [String: String], _ language: Language) {
    #expect(Language(environment: environment) == language)
  }
}
