import Foundation
import Primitives
import Records
import TestSupport
import Testing

/// Every fault of the list: the exit code, the cause in the summary, and site and archive as they must be.
///
/// `AISTOCK_FAULTS=3` tries each so many times and runs the next night behind every one; `make test` tries each once, and
/// the next night behind those that end the process. Faults that this machine cannot have are skipped with the reason.
@Suite("Faults of a night") struct FaultTests {
  private static let repeats = ProcessInfo.processInfo.environment["AISTOCK_FAULTS"].flatMap { Int($0) }

  private static func needing(_ need: Fault.Need) -> [Fault] { Fault.all.filter { $0.needs == need } }

  @Test("a fault ends as the list says", arguments: needing(.nothing))
  func fault(_ fault: Fault) throws { try repeated(fault) }

  @Test(
    "a fault of disk and rights ends as the list says",
    .enabled(if: FaultWorld.hasNamespaces, "This machine gives a user no namespaces (unshare)."),
    arguments: needing(.namespaces))
  func faultOfRights(_ fault: Fault) throws { try repeated(fault) }

  @Test(
    "a fault of a PostgreSQL server ends as the list says",
    .enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"), arguments: needing(.server))
  func faultOfServer(_ fault: Fault) throws { try repeated(fault) }

  private func repeated(_ fault: Fault) throws {
    for _ in 0..<(FaultTests.repeats ?? 1) { try attempt(fault) }
  }

  private func attempt(_ fault: Fault) throws {
    let world = try FaultWorld()
    // A fault may itself be damage to site and archive: what counts is what the night makes of them.
    let ending = try fault.night(world)
    #expect(ending.exit == fault.exit, "\(ending.err) \(ending.summary)")
    if let cause = fault.cause { #expect(ending.summary.contains(cause), "\(ending.err) \(ending.summary)") }
    if let night = world.recorded(), night.state == .failed, let cause = fault.cause {
      #expect(night.summary["error"]?["id"]?.stringValue == cause, "the state file knows why the night failed")
    }
    try check(world, fault)
    guard fault.mends, FaultTests.repeats != nil || fault.leaves == .sound else { return }
    try world.mend()
    let next = try world.run()
    #expect(next.exit == 0, "the next night: \(next.err)")
    if [.sound, .before, .same].contains(fault.leaves) {
      #expect(try world.moved() == [])
    } else {
      try checkSound(world)
    }
  }

  private func check(_ world: FaultWorld, _ fault: Fault) throws {
    let after = try world.outcome()
    let manifest = "out/reports/\(FaultWorld.date)/manifest.json"
    func unchanged(_ folder: String) -> Bool {
      differing(world.before.filter { $0.key.hasPrefix(folder) }, after.filter { $0.key.hasPrefix(folder) }).isEmpty
    }
    switch fault.leaves {
    case .before: #expect(unchanged("out/"), "\(differing(world.before, after))")
    case .archive:
      #expect(unchanged("out/site/"))
      #expect(after.keys.contains(manifest))
      try checkSound(world)
    case .site:
      #expect(unchanged("out/reports"))
      try checkSite(world)
    case .whole:
      #expect(after.keys.contains(manifest))
      #expect(String(decoding: after["out/site/index.html"] ?? [], as: UTF8.self).contains(FaultWorld.date))
      try checkSound(world)
    case .same: #expect(try world.moved() == [])
    case .named:
      #expect(try world.program.run("archive", "verify").exit == 1)
      try checkSite(world)
    case .sound: try checkSound(world)
    }
  }

  private func checkSound(_ world: FaultWorld) throws {
    let verified = try world.program.run("archive", "verify")
    #expect(verified.exit == 0, "\(verified.out) \(verified.err)")
    try checkSite(world)
  }

  private func checkSite(_ world: FaultWorld) throws {
    let checked = try world.program.run("site", "check")
    #expect(checked.exit == 0, "\(checked.out) \(checked.err)")
  }

  @Test(
    "killed at a random moment, a night leaves sound files, and the next ends as an undisturbed one",
    .enabled(if: repeats != nil, "AISTOCK_FAULTS asks for it"), arguments: (1...20).map { UInt64($0) })
  func killedAnywhere(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let world = try FaultWorld()
    for _ in 0..<3 {
      let night = try world.program.start(FaultWorld.arguments, out: ".test/out", err: ".test/err")
      usleep(UInt32(random.next() % 1_000_000))
      kill(night.processIdentifier, SIGKILL)
      night.waitUntilExit()
      try checkSound(world)
    }
    #expect(try world.run().exit == 0)
    #expect(try world.moved() == [])
  }

  @Test("each fault has a name of its own, and there are at least 50 of every kind together")
  func names() {
    #expect(Set(Fault.all.map(\.id)).count == Fault.all.count)
    #expect(Fault.all.count >= 50)
    #expect(Set(Fault.all.map(\.group)) == Set(Fault.Group.allCases))
  }
}
