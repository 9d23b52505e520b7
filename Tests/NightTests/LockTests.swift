import Foundation
import Night
import Primitives
import TestSupport
import Testing

@Suite("The lock of a night")
struct LockTests {
  let temporary: TemporaryFolder
  let path: String

  init() throws {
    temporary = try TemporaryFolder()
    path = temporary.path("state/night.lock")
  }

  @Test("a second taker is refused with exit 75, and may have it once the first lets go")
  func second() throws {
    var first: NightLock? = try NightLock(path: path)
    let refusal = diagnostic { _ = try NightLock(path: path) }
    #expect(refusal?.id == "night.locked")
    #expect(refusal?.exit.rawValue == 75)
    #expect(first != nil)
    first = nil
    #expect(diagnostic { _ = try NightLock(path: path) } == nil)
  }

  @Test("a file left behind by a process that died holds nothing")
  func leftBehind() throws {
    try temporary.write("", to: "state/night.lock")
    #expect(diagnostic { _ = try NightLock(path: path) } == nil)
  }

  @Test("a refusal does not take the lock from its holder")
  func refusedTwice() throws {
    let first = try NightLock(path: path)
    for _ in 0..<3 {
      #expect(diagnostic { _ = try NightLock(path: path) }?.id == "night.locked")
    }
    withExtendedLifetime(first) {}
  }

  @Test("two nights with states of their own do not hinder one another")
  func others() throws {
    let first = try NightLock(path: path)
    let other = temporary.path("elsewhere/night.lock")
    #expect(diagnostic { _ = try NightLock(path: other) } == nil)
    withExtendedLifetime(first) {}
  }

  @Test("a place where no lock can be made is the environment's fault, exit 4")
  func unwritable() throws {
    try temporary.write("a file", to: "plain")
    let below = diagnostic { _ = try NightLock(path: temporary.path("plain/night.lock")) }
    #expect(below?.id == "night.lock-unwritable")
    #expect(below?.exit == .environment)
    let folder = diagnostic { _ = try NightLock(path: temporary.path) }
    #expect(folder?.id == "night.lock-unwritable", "a folder is no lock")
  }
}
