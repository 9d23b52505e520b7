import Foundation
import Primitives
import TestSupport
import Testing

/// The night killed at random moments: the archive is valid and the site readable each time, and no
/// manifest that was ever the head is forgotten.
///
/// `AISTOCK_KILLS=200` runs the full count; by default a few kills keep the suite quick.
@Suite(.serialized) struct NightKillTests {
  private let kills = ProcessInfo.processInfo.environment["AISTOCK_KILLS"].flatMap { Int($0) } ?? 5

  @Test("killed at any moment, a night leaves a valid archive and a readable site")
  func killed() throws {
    let world = try SmallWorld()
    try world.write(
      "market: {provider: market, index: SH000300}\nmigrations:\n  - {id: small, workspace: ws}\n",
      "aistock.yaml")
    func night() -> [String] { ["nightly", "--date", "2024-01-04", "--quiet"] }
    let begin = ContinuousClock.now
    #expect(try world.program.run(night()).exit == 0)
    let length = Int((ContinuousClock.now - begin) / .microseconds(1))
    var heads = [try head(world)]
    var random = SeededRandom(seed: 20_261_125)
    var interrupted = 0
    for round in 0..<kills {
      // Another fee each time: the night has the same day and another content, so that it replaces the head.
      try world.write(
        SmallWorld.configuration().replacing("0.0015", with: "0.00\(round + 16)"), "ws/conf.yaml")
      let process = try world.program.start(night(), out: ".test/out", err: ".test/err")
      usleep(UInt32(random.next() % UInt64(length + length / 4)))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { interrupted += 1 }
      let verified = try world.program.run("archive", "verify")
      #expect(verified.exit == 0, "\(verified.out)")
      let checked = try world.program.run("site", "check")
      #expect(checked.exit == 0, "\(checked.out) \(checked.err)")
      let now = try head(world)
      if now != heads.last { heads.append(now) }
    }
    #expect(interrupted > 0, "no kill hit the process while it ran")
    try world.write(SmallWorld.configuration(), "ws/conf.yaml")
    #expect(try world.program.run(night()).exit == 0)
    let manifest = try JSONReader.read(
      file: world.program.path("reports/2024-01-04/manifest.json"), id: "test.json")
    let replaced = manifest["replaces"]?.arrayValue?.compactMap(\.stringValue) ?? []
    let last = try head(world)
    for head in heads where head != last { #expect(replaced.contains(head)) }
    // What a killed night left aside is gone.
    let left = try FileReader.names(in: world.program.path("reports")).filter { $0.hasPrefix(".") }
    #expect(left == [])
  }

  /// The hash of the newest manifest.
  private func head(_ world: SmallWorld) throws -> String {
    SHA256Digest(
      hashing: try FileReader.bytes(world.program.path("reports/2024-01-04/manifest.json"))
    ).hex
  }
}
