import Glibc
import Primitives
import Synchronization
import Testing

/// Results that several computations share (`SharedResults`).
@Suite("results that are shared") struct SharedResultsTests {
  private struct Failed: Error {}

  @Test("what is asked for again under its key is not made again")
  func once() {
    let shared = SharedResults<Int>(limit: 2)
    var made = 0
    func ask(_ key: String?) -> Int {
      shared.value(key) {
        made += 1
        return made
      }
    }
    #expect([ask("a"), ask("a"), ask("b"), ask("a")] == [1, 1, 2, 1])
    // Nothing is known under no key.
    #expect([ask(nil), ask(nil)] == [3, 4])
  }

  @Test("beyond the limit goes what was not asked for longest")
  func limit() {
    let shared = SharedResults<String>(limit: 2)
    for key in ["a", "b", "a", "c"] { _ = shared.value(key) { "first " + key } }
    #expect(shared.value("a") { "again" } == "first a")
    #expect(shared.value("c") { "again" } == "first c")
    #expect(shared.value("b") { "again" } == "again")
  }

  @Test("what fails is tried again")
  func failure() throws {
    let shared = SharedResults<Int>(limit: 1)
    #expect(throws: Failed.self) { try shared.value("a") { throw Failed() } }
    #expect(shared.value("a") { 7 } == 7)
    #expect(shared.value("a") { 8 } == 7)
  }

  @Test("what two threads ask for at once is made once, and the second waits for it")
  func atOnce() {
    let shared = SharedResults<Int>(limit: 1)
    let made = Atomic(0)
    let values = (0..<8).map { $0 }.concurrentMap { _ in
      shared.value("a") { () -> Int in
        // Long enough that the others ask meanwhile.
        usleep(20_000)
        return made.wrappingAdd(1, ordering: .relaxed).newValue
      }
    }
    #expect(values == Array(repeating: 1, count: 8))
  }

  @Test("whoever waited for what failed makes it")
  func failureAtOnce() {
    let shared = SharedResults<Int>(limit: 1)
    let tries = Atomic(0)
    let values = (0..<2).map { $0 }.concurrentMap { _ in
      try? shared.value("a") { () -> Int in
        usleep(20_000)
        let number = tries.wrappingAdd(1, ordering: .relaxed).newValue
        guard number > 1 else { throw Failed() }
        return number
      }
    }
    #expect(values.compactMap(\.self) == [2], "one fails, the other makes it")
  }
}
