import FuzzTargets
import Testing

/// Every reader answers damaged input with a value or a diagnostic; `make fuzz` tries many more.
@Suite struct FuzzTests {
  @Test(arguments: FuzzTargets.all.map(\.name)) func damagedInputIsAnswered(name: String) throws {
    let target = try #require(FuzzTargets.named(name))
    let mutation = Mutation(seeds: try target.seeds(), words: target.words)
    for number in 0..<(name == "evidence" ? 12 : 150) {
      if case .fault(let what) = target.answer(to: mutation.bytes(seed: 7, number: number)) {
        Issue.record("\(name), case \(number) of seed 7: \(what)")
      }
    }
  }

  /// Targets that hold their seeds for damaged would try nothing.
  @Test(arguments: FuzzTargets.all.map(\.name).filter { !["evidence"].contains($0) })
  func someSeedOfEachTargetIsAccepted(name: String) throws {
    let target = try #require(FuzzTargets.named(name))
    #expect(try target.seeds().contains { target.answer(to: $0) == .accepted })
  }

  @Test func theSameSeedGivesTheSameBytes() {
    let mutation = Mutation(seeds: [Array("a,b\n1,2\n".utf8)], words: ["x"])
    let cases = (0..<50).map { mutation.bytes(seed: 3, number: $0) }
    #expect(cases == (0..<50).map { mutation.bytes(seed: 3, number: $0) })
    #expect(Set(cases).count > 20)
  }
}
