import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Rules that propose candidates, beside persons who mark and unmark.
struct LibraryProposalTests {
  private let database: Database
  private let rule: LibraryRule

  init() throws {
    database = try Database.inMemory()
    var loops = (0..<5).map { number in
      var loop = LibraryLoop(task: "t", number: number)
      loop.metrics["IC"] = .init(0.01 * Double(number), origin: "o")
      loop.metrics["ICIR"] = .init(number == 4 ? 0.3 : 0.1 * Double(number), origin: "o")
      loop.decision = .init(number != 1, origin: "o")
      loop.factorNames = ["F", "Unknown"]
      return loop
    }
    // The last one repeats the one before it.
    loops[4].metrics = loops[3].metrics
    try database.save(loops)
    try database.replace([
      LibraryFactor(
        id: "0123456789abcdef", names: ["F"], source: nil, expression: nil, description: nil, tags: [], loops: [],
        createdAt: nil, origins: [])
    ])
    try database.save(LibraryTrials(loops: loops).selections(), .init(basis: "", digest: ""), at: "now")
    rule = LibraryRule(
      bounds: [try #require(LibraryFilter.Bound("ic>=0.01"))], decision: .accepted, limit: 2, note: "watch it")
  }

  private func run(_ rules: [LibraryRule]) throws -> [String] {
    try LibraryProposals(database: database, rules: rules, clock: .fixed(1_795_000_000)).run()
      .map { "\($0.loop) \($0.outcome.rawValue)" }
  }

  @Test("what passes is marked once, with the rule and the reason in words; one of two with one result is")
  func proposed() throws {
    #expect(try run([rule]) == ["t/2 proposed", "t/3 proposed", "t/4 identical"])
    let candidate = try #require(try database.candidates().first { $0.loop == "t/2" })
    #expect(candidate.markedBy == "rule" && candidate.note == "watch it" && candidate.rule == rule.id)
    #expect(candidate.factors == ["0123456789abcdef"])
    #expect(
      candidate.reason?.english
        == "It passes rule 1 (ic>=0.01, decision=accepted): ic 0.02, trials 4.")
    #expect(try run([rule]) == ["t/2 standing", "t/3 standing", "t/4 identical"])
  }

  @Test("a rule has no more candidates than its limit, also over several nights")
  func limit() throws {
    var one = rule
    one.limit = 1
    #expect(try run([one]) == ["t/2 proposed", "t/3 beyond-limit", "t/4 beyond-limit"])
    #expect(try run([one]) == ["t/2 standing", "t/3 beyond-limit", "t/4 beyond-limit"])
    one.limit = 0
    #expect(try run([one]).first == "t/2 standing")
  }

  @Test("a person's mark stands, and an unmarked proposal is not proposed again until a person marks it")
  func persons() throws {
    let own = LibraryCandidate(
      loop: "t/3", factors: [], strategy: nil, model: nil, note: "mine", markedBy: "wang", markedAt: "2026-01-01")
    try database.mark(own)
    #expect(try run([rule]) == ["t/2 proposed", "t/3 standing", "t/4 identical"])
    #expect(try database.candidates().first { $0.loop == "t/3" } == own)
    #expect(try database.unmark("t/2", at: "now") && database.unmark("t/3", at: "now"))
    #expect(try run([rule]) == ["t/2 unmarked", "t/3 unmarked", "t/4 identical"])
    #expect(try database.candidates().isEmpty)
    #expect(try !database.propose(own))
    try database.mark(own)
    #expect(try database.unmarkedLoops() == ["t/2"])
    #expect(try run([rule]).contains("t/3 standing"))
  }

  @Test("the rules of a configuration are read, and what is none is refused with its place")
  func configuration() throws {
    let folder = try TemporaryFolder()
    func read(_ text: String) throws -> [LibraryRule] {
      try folder.write(text, to: "aistock.yaml")
      return try AistockConfiguration.load(folder.path("aistock.yaml"), environment: [:]).libraryRules
    }
    #expect(
      try read("library: {propose: [{where: [\"ic>=0.01\"], decision: accepted, limit: 2, note: \"watch it\"}]}") == [
        rule
      ])
    #expect(try read("library: {propose: [{where: \"deflated_sharpe>0.95\", action: factor}]}").first?.limit == 5)
    #expect(try read("library:\n") == [])
    for text in [
      "library: {proposal: []}", "library: {propose: {}}", "library: {propose: [{decision: accepted}]}",
      "library: {propose: [{where: [\"icc>1\"]}]}", "library: {propose: [{where: [\"ic>1\"], limit: -1}]}",
      "library: {propose: [{where: [\"ic>1\"], decision: maybe}]}",
      "library: {propose: [{where: [\"ic>1\"]}, {where: [\"ic > 1.0\"]}]}",
    ] {
      let error = #expect(throws: Diagnostic.self, "\(text)") { try read(text) }
      #expect(error?.exit == .input && error?.place?.line == 1, "\(text)")
    }
  }
}
