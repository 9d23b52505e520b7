import Foundation
import TestSupport
import Testing

/// Calls that break a promise of the whole program: bits that repeat, errors that explain themselves,
/// one voice on the terminal.
struct BannedCallTests {
  /// What is looked for, and the rooms that may use it.
  struct Rule: CustomTestStringConvertible, Sendable {
    var name: String
    var words: [String]
    var rooms: Set<String> = []
    /// Single files that may use it, whatever their room.
    var files: Set<String> = []
    /// A line with this is no breach.
    var excuse: String?
    /// Whether the word counts behind a dot too.
    var asMember = true

    var testDescription: String { name }

    func isBroken(by line: SourceLine) -> Bool {
      if let excuse, line.code.contains(excuse) { return false }
      return words.contains { line.uses($0, asMember: asMember) }
    }
  }

  static let rules: [Rule] = [
    Rule(name: "Date() reads a clock", words: ["Date()", "Date.now"]),
    Rule(
      name: "a clock is read only where it is passed in from",
      words: [
        "clock_gettime(", "gettimeofday(", "ContinuousClock", "DispatchTime.now", "Clock.system",
      ],
      rooms: ["Primitives", "Commands"]),
    Rule(name: "try! and as! end the program", words: ["try!", "as!"]),
    Rule(
      name: "random numbers come from a seeded generator",
      words: [".random(", ".randomElement(", ".shuffled(", ".shuffle("], excuse: "using:"),
    Rule(
      name: "no random source of the system",
      words: ["SystemRandomNumberGenerator", "arc4random", "arc4random_uniform"]),
    Rule(name: "fatalError outside Primitives", words: ["fatalError("], rooms: ["Primitives"]),
    Rule(
      name: "print outside Commands", words: ["print(", "debugPrint(", "NSLog(", "dump("],
      rooms: ["Commands"],
      asMember: false),
    Rule(
      name: "the environment is read by the composition only",
      words: ["getenv(", "ProcessInfo.processInfo.environment"],
      rooms: ["Ladder", "Night", "Commands"]),
    // The only programs that are started are `ssh-keygen`, and, where the user names RD-Agent's Python, the exporter and the
    // trainer, which open what others wrote in their own sandbox; no code of others runs in this process.
    Rule(
      name: "a program is started for signatures, the exporter and the trainer only",
      words: ["Process()", "Process.run(", "posix_spawn(", "posix_spawnp(", "popen(", "execve(", "execv(", "vfork("],
      rooms: ["Archive"], files: ["Sources/RDAgent/Python/PythonRun.swift"]),
  ]

  @Test(arguments: rules)
  func theCallIsNowhereInSources(rule: Rule) throws {
    let lines = try SourceLine.sources.get()
    try #require(lines.count > 3000)
    let found = lines.filter {
      !rule.rooms.contains($0.room) && !rule.files.contains($0.file) && rule.isBroken(by: $0)
    }
    #expect(found.map(\.description) == [])
  }

  /// The patterns match what they are named after.
  @Test(arguments: [
    "let now = Date()", "var t = timespec(); clock_gettime(CLOCK_REALTIME, &t)",
    "Clock.system.now()",
    "let x = try! read()", "let y = x as! String", "Int.random(in: 0..<3)", "fatalError(\"never\")",
    "    print(line)", "let child = Process()", "popen(command, mode)", "getenv(\"HOME\")",
  ])
  func aBannedCallIsFound(line: String) {
    let line = SourceLine(file: "Sources/Metrics/X.swift", number: 1, code: line)
    #expect(BannedCallTests.rules.contains { $0.isBroken(by: line) })
  }

  @Test(arguments: [
    "Int.random(in: 0..<3, using: &generator)", "fingerprint(bytes)", "let update = try read()",
    "footprint(x)", "TanhProcess()",
  ])
  func aLikeNameIsLeftAlone(line: String) {
    let line = SourceLine(file: "Sources/Metrics/X.swift", number: 1, code: line)
    #expect(!BannedCallTests.rules.contains { $0.isBroken(by: line) })
  }
}
