import Foundation
import TestSupport
import Testing

/// Calls that break a promise of the whole program: bits that repeat, errors that explain themselves,
/// one voice on the terminal.
struct BannedCallTests {
  /// What is looked for, and the rooms that may use it.
  struct Rule: CustomTestStringConvertible, Sendable {
    var name: String
    var pattern: @Sendable (String) -> Bool
    var rooms: Set<String> = []

    var testDescription: String { name }
  }

  static let rules: [Rule] = [
    Rule(name: "Date() reads a clock", pattern: { $0.contains(/\bDate\(\)|\bDate\.now\b/) }),
    Rule(
      name: "a clock is read only where it is passed in from",
      pattern: { $0.contains(/\bclock_gettime\(|\bgettimeofday\(|\bContinuousClock\b|\bDispatchTime\.now\b/) },
      rooms: ["Primitives", "Commands"]),
    Rule(
      name: "the system's clock is handed out by the composition only", pattern: { $0.contains(/\bClock\.system\b/) },
      rooms: ["Primitives", "Commands"]),
    Rule(name: "try! ends the program", pattern: { $0.contains(/\btry!/) }),
    Rule(name: "as! ends the program", pattern: { $0.contains(/\bas!/) }),
    Rule(
      name: "random numbers come from a seeded generator",
      pattern: {
        ($0.contains(/\.random\(|\.randomElement\(|\.shuffled\(|\.shuffle\(/) && !$0.contains("using:"))
          || $0.contains("SystemRandomNumberGenerator") || $0.contains(/\barc4random/)
      }),
    Rule(name: "fatalError outside Primitives", pattern: { $0.contains(/\bfatalError\(/) }, rooms: ["Primitives"]),
    Rule(
      name: "print outside Commands", pattern: { $0.contains(/(^|[^.\w])(debugPrint|print|NSLog|dump)\(/) },
      rooms: ["Commands"]),
    Rule(
      name: "the environment is read by the composition only",
      pattern: { $0.contains(/\bgetenv\(|\bProcessInfo\.processInfo\.environment\b/) }, rooms: ["Commands"]),
  ]

  @Test(arguments: rules)
  func isNowhereInSources(rule: Rule) throws {
    let lines = try SourceLine.all(below: "Sources")
    try #require(lines.count > 3000)
    let found = lines.filter { !rule.rooms.contains($0.room) && rule.pattern($0.code) }
    #expect(found.map(\.description) == [])
  }

  /// The patterns match what they are named after.
  @Test(arguments: [
    "let now = Date()", "var t = timespec(); clock_gettime(CLOCK_REALTIME, &t)", "Clock.system.now()",
    "let x = try! read()", "let y = x as! String", "Int.random(in: 0..<3)", "fatalError(\"never\")",
    "    print(line)", "getenv(\"HOME\")",
  ])
  func isFound(line: String) {
    #expect(BannedCallTests.rules.contains { $0.pattern(line) })
  }

  @Test(arguments: [
    "Int.random(in: 0..<3, using: &generator)", "fingerprint(bytes)", "let update = try read()", "footprint(x)",
  ])
  func isLeftAlone(line: String) {
    #expect(!BannedCallTests.rules.contains { $0.pattern(line) })
  }
}
