import Primitives
import TestSupport
import Testing

struct JSONTests {
  private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test(
    arguments: [
      ("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false)),
      ("12", .integer(12)), ("-3", .integer(-3)),
      ("1.5", .number(1.5)), ("1e2", .number(100)), ("\"a\"", .string("a")), ("[]", .array([])),
      ("{}", .object([:])),
      (" [ 1 , [ ] ] ", .array([.integer(1), .array([])])),
      ("{\"b\":1,\"a\":{}}", ["a": .object([:]), "b": 1]),
      ("9223372036854775807", .integer(.max)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ] as [(String, JSONValue)])
  func aTextIsReadAsItsValue(text: String, value: JSONValue) throws {
    #expect(try read(text) == value)
  }

  /// Python's `json` writes these bare tokens; a missing number is null here.
  @Test func pythonsBareTokensAreMissing() throws {
    let value = try read("\u{FEFF}{\"a\": NaN, \"b\": [Infinity, -Infinity], \"c\": 0.5}")
    #expect(value == ["a": .null, "b": [.null, .null], "c": .number(0.5)])
  }

  @Test func stringsAndEscapesAreRead() throws {
    #expect(try read(#""\"\\\/\b\f\n\r\t""#).stringValue == "\"\\/\u{8}\u{C}\n\r\t")
    #expect(try read(#""\u4e2d\u6587 \uD83D\uDE00""#).stringValue == "中文 😀")
    #expect(try read("\"中文\"").stringValue == "中文")
  }

  @Test(arguments: [
    ("", 1), ("{", 1), ("[1,", 1), ("[1 2]", 1), ("{\"a\" 1}", 1), ("{a: 1}", 1), ("\"open", 1),
    ("nul", 1), ("[1]\n\nx", 3),
    ("{\n\"a\": 1,\n\"b\": ?\n}", 3), ("\"\\q\"", 1), ("\"\\u12g4\"", 1), ("inf", 1), ("nan", 1),
    ("1.2.3", 1), ("[1]]", 1), ("{\"a\":1}\u{0}", 1), ("\"a\u{0}\"", 1), ("\n\"a\nb\"", 2), ("\u{FEFF}\u{FEFF}1", 1),
  ])
  func damageHasItsLine(text: String, line: Int) {
    do {
      let value = try read(text)
      Issue.record("read as \(value)")
    } catch {
      #expect((error as? JSONReader.Failure)?.line == line)
    }
  }

  /// A high surrogate before an escape that is no low one once overflowed.
  @Test(arguments: [
    #"{"recorder": "\ud800\u0041"}"#, #""\ud83d""#, #""\udc00""#, #""\ud83d\ud83d""#, #""\ud83dx""#, #""\ud83d\n""#,
    #""\ud83d\u""#, #""\ud83d\"#, #""\u+123""#, #""\u-001""#, #""\u12""#,
  ])
  func halfSurrogatePairsAreRefused(text: String) {
    #expect(throws: JSONReader.Failure.self) { try read(text) }
  }

  @Test(arguments: [
    "+1", "-", "--1", "01", "-01", "1.", ".5", "1e", "1e+", "1.e3", "0x10", "1_000", "1e999", "-1e999",
    "1e99999999999999999999",
    "1d", "１", "-Inf",
  ])
  func numbersOutsideTheGrammarAreRefused(text: String) {
    #expect(throws: JSONReader.Failure.self) { try read(text) }
  }

  @Test(arguments: [
    ("-0", JSONValue.integer(0)), ("0", .integer(0)), ("-0.0", .number(-0.0)), ("1E-2", .number(0.01)),
    ("1e-99999999999", .number(0)),
    ("-9223372036854775808", .integer(.min)), ("1.7976931348623157e308", .number(.greatestFiniteMagnitude)),
  ])
  func numbersOfTheGrammarAreRead(text: String, value: JSONValue) throws {
    #expect(try read(text) == value)
  }

  @Test(arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func stringsAreValidUTF8(bytes: [UInt8]) {
    #expect(throws: JSONReader.Failure.self) { try JSONReader.read([0x22] + bytes + [0x22]) }
    #expect(throws: JSONReader.Failure.self) { try JSONReader.read(bytes) }
  }

  /// Names that are the same letters in another Unicode form are one name.
  @Test func secondMemberOfANameIsRefusedOnDemand() throws {
    let twice = [
      "{\"a\":1,\"a\":2}", "[{\"a\":1,\"b\":{\"c\":1,\n\"c\":1}}]", #"{"a":1,"\u0061":1}"#, #"{"é":1,"e\u0301":1}"#,
    ]
    for text in twice {
      _ = try read(text)
      #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text.utf8), duplicates: .refused) }
    }
    #expect(try read(twice[0]) == ["a": 2])
    #expect(try JSONReader.read(Array("[{\"a\":1},{\"a\":1}]".utf8), duplicates: .refused).arrayValue?.count == 2)
  }

  /// Seeded changes of a document end in a value or a failure.
  @Test func changedDocumentsEndInAValueOrAFailure() throws {
    let document = Array(
      #"{"recorder":"r \ud83d\ude00","versions":{"qlib":"0.9.7"},"list":[1,-2.5e-3,null,true,NaN],"text":"中文\n\u0041"}"#
        .utf8)
    let pieces = [#"\ud800"#, #"\u"#, "1e999", "-", "{", "[", "\"", "\u{0}", ",", ":", "\\"].map { Array($0.utf8) }
    var random = SeededRandom(seed: 11)
    var refused = 0
    for _ in 0..<5000 {
      var bytes = document
      for _ in 0...random.whole(0...2) {
        let place = random.whole(0...(bytes.count - 1))
        switch random.whole(0...3) {
        case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.insert(contentsOf: pieces[random.whole(0...(pieces.count - 1))], at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + random.whole(1...9)))
        default: bytes.insert(contentsOf: Array(bytes[..<place]), at: place)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      do {
        let value = try JSONReader.read(bytes)
        try #require(try JSONReader.read(value.canonical).canonical == value.canonical)
      } catch is JSONReader.Failure { refused += 1 }
    }
    #expect((2000..<5000).contains(refused))
  }

  @Test func depthIsLimited() throws {
    let limit = JSONReader.depthMax
    _ = try read(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
    #expect(throws: JSONReader.Failure.self) {
      try read(String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000))
    }
  }

  @Test func damagedFileIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("{\n  \"a\": 1\n  \"b\": 2\n}", to: "catalog.json")
    let found = diagnostic { _ = try JSONReader.read(file: path, id: "catalog.damaged") }
    #expect(found?.id == "catalog.damaged")
    #expect(found?.place?.file == path)
    #expect(found?.place?.line == 3)
    #expect(found?.exit == .input)
  }

  @Test func canonicalFormSortsKeysAndHasNoBlanks() throws {
    let value: JSONValue = ["b": [1, .number(0.1), .null], "a": ["z": true, "ä": "x\n\u{1}\""]]
    #expect(text(value.canonical) == #"{"a":{"z":true,"ä":"x\n\u0001\""},"b":[1,0.1,null]}"#)
    #expect(text(value.pretty).hasSuffix("}\n"))
    #expect(try read(text(value.pretty)) == value)
    #expect(try read(text(value.canonical)) == value)
  }

  @Test func missingNumbersAreWrittenAsNull() {
    let value: JSONValue = [
      .number(.nan), .number(.infinity), .optional(Double.nan), .optional(nil as Double?),
      .number(2),
    ]
    #expect(text(value.canonical) == "[null,null,null,null,2.0]")
  }

  @Test func prettyFormIsIndentedByTwo() {
    let value: JSONValue = ["a": [1, 2], "b": .object([:])]
    #expect(text(value.pretty) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n")
  }

  /// Random documents survive both forms.
  @Test func randomDocumentsReadBack() throws {
    let seed: UInt64 = 7
    var random = SeededRandom(seed: seed)
    for _ in 0..<300 {
      let value = JSONTests.random(&random, depth: 0)
      try #require(try JSONReader.read(value.canonical) == value, "seed \(seed)")
      try #require(try JSONReader.read(value.pretty) == value, "seed \(seed)")
    }
  }

  private static func random(_ random: inout SeededRandom, depth: Int) -> JSONValue {
    switch random.whole(0...(depth < 4 ? 6 : 4)) {
    case 0: return .null
    case 1: return .bool(random.whole(0...1) == 0)
    case 2: return .integer(Int(truncatingIfNeeded: random.next()))
    case 3: return .number((random.uniform() - 0.5) * 1e6 + 0.25e-9)
    case 4:
      let letters = ["a", "\"", "\\", "\n", "中", "😀", "/", "\u{7F}", "\u{1F}"]
      return .string((0..<random.whole(0...6)).map { _ in letters[random.whole(0...8)] }.joined())
    case 5:
      let count = random.whole(0...4)
      var items: [JSONValue] = []
      for _ in 0..<count { items.append(JSONTests.random(&random, depth: depth + 1)) }
      return .array(items)
    default:
      let count = random.whole(0...4)
      var members: [String: JSONValue] = [:]
      for index in 0..<count { members["k\(index)"] = JSONTests.random(&random, depth: depth + 1) }
      return .object(members)
    }
  }
}
