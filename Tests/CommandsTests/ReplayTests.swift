import Foundation
import Primitives
import TestSupport
import Testing

/// Shards of the reconciliations through the real program, taken in and laid beside a night that made them all.
@Suite("replay and collect")
struct ReplayTests {
  let world: ShardWorld
  var program: Program { world.program }

  init() throws { world = try ShardWorld() }

  @Test("shards that are taken in leave the bytes of a night that made everything itself", arguments: [2, 3, 7])
  func equal(_ count: Int) throws {
    let undisturbed = try ShardWorld.undisturbed.get()
    #expect(undisturbed.count > 100)
    for number in (1...count).reversed() {
      let result = try world.replay("\(number)/\(count)", "out/\(number)")
      // Fees that differ are a verdict that is no PASS.
      #expect([0, 1].contains(result.exit), "\(result.err)")
    }
    let taken = try world.collect((1...count).map { "out/\($0 % count + 1)" })
    #expect(taken.exit == 0, "\(taken.err)")
    #expect(taken.names("taken") == ShardWorld.identifiers)
    #expect(taken.names("missing").isEmpty)
    let night = try world.night()
    #expect(night.reconciled == Array(repeating: "skipped", count: 7))
    #expect(SiteBytes.moved(undisturbed, try world.outcome()) == [])
    // The night after it looks at its own state.
    #expect(try world.night().reconciled == Array(repeating: "skipped", count: 7))
  }

  @Test("a shard writes the files that the night writes, and again from the same inputs nothing at all")
  func again() throws {
    _ = try world.night()
    let first = try world.replay("1/1", "out")
    #expect(first.exit == 1)
    for id in ShardWorld.identifiers {
      let night = try program.bytes(below: ShardWorld.work + "\(id)/").filter {
        !["inputs.sha256", OutputList.name].contains(Path.lastComponent($0.key))
      }
      let shard = try program.bytes(below: Path.join("out", "work/\(id)/")).filter {
        Path.lastComponent($0.key) != OutputList.name
      }
      #expect(night.count > 5)
      #expect(
        Dictionary(uniqueKeysWithValues: night.map { ($0.key.replacing(".aistock/", with: "out/"), $0.value) }) == shard
      )
    }
    let bytes = try program.bytes(below: "out")
    let second = try world.replay("1/1", "out")
    #expect(second.exit == 1, "the verdicts are the same")
    #expect(second.json?["migrations"]?.arrayValue?.allSatisfy { $0["unchanged"] == true } == true)
    #expect(differing(bytes, try program.bytes(below: "out")).isEmpty)
    #expect(try program.run("replay", "--shard", "1/1", "--output", "out").out.contains("7 unchanged"))
    // One workspace is another: its migration alone is made again.
    try world.world.write(SmallWorld.pred.replacing("0.9", with: "0.95"), "ws-2/pred.csv")
    let third = try world.replay("1/1", "out")
    let made = third.json?["migrations"]?.arrayValue?.filter { $0["unchanged"] == false }
    #expect(made?.map { $0["id"]?.stringValue } == ["a"])
  }

  @Test("a shard that is lost is named with its command, and taken in later it completes the night")
  func lost() throws {
    let undisturbed = try ShardWorld.undisturbed.get()
    for number in [1, 3] { _ = try world.replay("\(number)/3", "out/\(number)") }
    let first = try world.collect(["out/1", "out/2", "out/3"])
    #expect(first.exit == 1)
    #expect(first.names("taken") == ["--shard", "a", "a..b", "lock", "shard.json"])
    #expect(first.diagnostics == ["collect.no-shard", "collect.missing"])
    #expect(first.commands == ["aistock replay --shard 2/3 --config aistock.yaml --output out/2"])
    #expect(first.json?["missing"]?.arrayValue?.first?["migrations"] == ["Z", "b"])
    let command = first.commands.first?.split(separator: " ").dropFirst().map(String.init) ?? []
    #expect([0, 1].contains(try program.run(command).exit))
    let second = try world.collect(["out/2"])
    #expect(second.exit == 0, "\(second.err)")
    #expect(second.names("taken") == ["Z", "b"])
    #expect(second.names("unchanged") == ["--shard", "a", "a..b", "lock", "shard.json"])
    #expect(try world.night().reconciled == Array(repeating: "skipped", count: 7))
    #expect(SiteBytes.moved(undisturbed, try world.outcome()) == [])
    // A night takes nothing away from whom it finds unchanged.
    let third = try world.collect(["out/1", "out/2", "out/3"])
    #expect(third.exit == 0)
    #expect(third.names("unchanged") == ShardWorld.identifiers)
  }

  @Test(
    "a shard that was killed leaves nothing that is taken in, and goes on where it was",
    arguments: [1] as [UInt64])
  func killed(_ seed: UInt64) throws {
    let undisturbed = try ShardWorld.undisturbed.get()
    let length = try ContinuousClock().measure { _ = try world.replay("1/1", "whole") } / .microseconds(1)
    var random = SeededRandom(seed: seed)
    var interrupted = 0
    for round in 0..<4 {
      let process = try program.start(
        ["replay", "--shard", "1/1", "--output", "out", "--quiet"], out: ".test/o", err: ".test/e")
      usleep(UInt32(random.uniform() * length * (round == 0 ? 0.4 : 0.8)))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let list = (try? FileReader.text(program.path("out/shard.json"))) ?? ""
      guard process.terminationReason == .uncaughtSignal, !list.contains(#""finished": true"#) else { break }
      interrupted += 1
      let result = try world.collect(["out"])
      #expect(result.exit == 1)
      #expect(result.names("taken").isEmpty)
      #expect(["collect.no-shard", "collect.unfinished"].contains(result.diagnostics.first))
      #expect(result.commands.count == 1)
    }
    #expect(interrupted > 0, "no kill hit the process while it ran")
    #expect(try world.replay("1/1", "out").exit == 1)
    #expect(try world.collect(["out"]).exit == 0)
    #expect(try world.night().reconciled == Array(repeating: "skipped", count: 7))
    #expect(SiteBytes.moved(undisturbed, try world.outcome()) == [])
    #expect(try program.temporary.contents().filter { $0.hasPrefix("out/") && $0.contains(".staging-") } == [])
  }

  @Test("another market is refused by name, the same one in another place is not")
  func markets() throws {
    for (path, bytes) in try program.bytes(below: "market/") {
      try world.world.write(bytes, "copy" + path.dropFirst(6))
      try world.world.write(
        path.hasSuffix("sz000001/volume.day.bin") ? bytes.dropLast(4) + [0, 0, 0, 64] : bytes,
        "other" + path.dropFirst(6))
    }
    try world.configure("copy.yaml", market: "copy")
    try world.configure("other.yaml", market: "other")
    _ = try world.replay("1/1", "out/other", "--config", "other.yaml")
    let refused = try world.collect(["out/other"])
    #expect(refused.exit == 1)
    #expect(refused.diagnostics == ["collect.other-basis", "collect.missing"])
    #expect(refused.err.contains("the market's content is "))
    #expect(refused.names("taken").isEmpty)
    _ = try world.replay("1/1", "out/copy", "--config", "copy.yaml")
    let taken = try world.collect(["out/other", "out/copy"])
    #expect(taken.names("taken") == ShardWorld.identifiers)
    #expect(taken.exit == 1, "what was refused is said all the same")
    #expect(try world.collect(["out/copy"]).exit == 0)
  }

  @Test("other settings and another workspace are refused by name, the rest of the shard is taken")
  func inputs() throws {
    _ = try world.replay("1/1", "few", "--rungs", "reported,recomputed")
    let few = try world.collect(["few"])
    #expect(few.diagnostics == Array(repeating: "collect.other-inputs", count: 7) + ["collect.missing"])
    #expect(
      few.err.contains(#"rungs is ["reported","recomputed","replayed","reinferred","retrained","realistic"] here"#))
    _ = try world.replay("1/1", "out")
    try world.world.write(SmallWorld.pred.replacing("0.9", with: "0.95"), "ws-2/pred.csv")
    let text = try FileReader.text(program.path("aistock.yaml"))
    try world.world.write(
      text.replacing("workspace: ws-3}", with: "workspace: ws-3, tolerances: {replayed.nav: 0.5}}"), "aistock.yaml")
    let result = try world.collect(["out"])
    #expect(result.exit == 1)
    #expect(result.names("taken") == ["--shard", "Z", "b", "lock", "shard.json"])
    #expect(result.diagnostics == ["collect.other-inputs", "collect.other-inputs", "collect.missing"])
    #expect(result.err.contains("a was made from something else: the workspace's content is "))
    #expect(
      result.err.contains(#"a..b was made from something else: tolerances is {"replayed.nav":0.5} here and {} there"#))
    try world.world.write("migrations: [{id: b, workspace: ws-4}]\nmarket: {provider: market}\n", "aistock.yaml")
    #expect(try world.collect(["out"]).diagnostics.filter { $0 == "collect.unknown" }.count == 6)
  }

  @Test("equal duplicates are one, duplicates that differ are refused, and so is a file that is not as listed")
  func duplicates() throws {
    _ = try world.replay("1/1", "left")
    _ = try world.replay("2/2", "right")
    for (path, bytes) in try program.bytes(below: "left/") { try world.world.write(bytes, "third" + path.dropFirst(4)) }
    let name = "work/a/comparison.json"
    let bytes = try FileReader.bytes(program.path("third/" + name))
    let changed = Array(String(decoding: bytes, as: UTF8.self).replacing("\"schema\": 1", with: "\"schema\": 2").utf8)
    #expect(changed != bytes)
    try world.world.write(changed, "third/" + name)
    let damaged = try world.collect(["third"])
    #expect(damaged.exit == 1)
    #expect(damaged.diagnostics == ["shard.file-changed", "collect.missing"])
    #expect(damaged.json?["missing"]?.arrayValue?.first?["migrations"] == ["a"])
    // With a list that was changed too it is another outcome of the same inputs.
    let list = try FileReader.text(program.path("third/shard.json"))
    let digest = SHA256Digest(hashing: bytes).hex
    try world.world.write(list.replacing(digest, with: SHA256Digest(hashing: changed).hex), "third/shard.json")
    try world.clear()
    let result = try world.collect(["left", "right", "third"])
    #expect(result.exit == 1)
    #expect(result.diagnostics == ["collect.contradiction", "collect.missing"])
    #expect(result.names("taken") == ShardWorld.identifiers.filter { $0 != "a" })
    #expect(try world.collect(["right", "left"]).names("taken") == ["a"])
    let late = try world.collect(["third"])
    #expect(late.exit == 1)
    #expect(late.diagnostics == ["collect.contradiction"], "what stands here is laid beside it too")
    #expect(try FileReader.bytes(program.path(ShardWorld.work + "a/comparison.json")) == bytes)
  }

  @Test("one migration that is damaged fails alone, in the shard as in the night")
  func damaged() throws {
    try world.world.write("Unnamed: 0,0\u{1}\nIC,0.9\n", "ws-4/qlib_res.csv")
    _ = try world.night()
    let undisturbed = try world.outcome()
    try world.clear()
    let result = try world.replay("1/1", "out")
    #expect(result.exit == 3)
    #expect(result.diagnostics == ["qlib-res.misparsed"])
    let collected = try world.collect(["out"])
    #expect(collected.exit == 3)
    #expect(collected.names("failed") == ["b"])
    #expect(collected.names("taken") == ShardWorld.identifiers.filter { $0 != "b" })
    #expect(try world.night().exit == 3)
    #expect(SiteBytes.moved(undisturbed, try world.outcome()) == [])
  }

  @Test("a shard with nothing in it is a shard, and a folder of others is left alone")
  func places() throws {
    let empty = try world.replay("9/9", "out")
    #expect(empty.exit == 0)
    #expect(empty.json?["migrations"] == [])
    #expect(try world.collect(["out"]).commands.count == 7)
    for (output, id) in [
      ("ws-1", "output.is-input"), (".", "output.around-input"), ("market/x", "output.inside-input"),
    ] {
      let result = try world.replay("1/1", output)
      #expect(result.exit == 2)
      #expect(result.diagnostics == [id])
    }
    try world.world.write("mine", "mine/notes.txt")
    #expect(try world.replay("1/1", "mine").diagnostics == ["shard.not-ours"])
    #expect(try program.bytes(below: "mine").count == 1)
    #expect(try program.run("replay", "--output", "x").exit == 2)
    #expect(try program.run("replay", "--shard", "1/1", "--slurm", "3", "--output", "x").exit == 2)
    #expect(try world.replay("0/3", "x").diagnostics == ["replay.shard"])
    #expect(try world.collect(["nowhere"]).diagnostics == ["collect.no-shard", "collect.missing"])
    try world.world.write("{\"schema\":", "cut/shard.json")
    try world.world.write("{\"schema\": 1, \"shard\": 4, \"of\": 3}", "odd/shard.json")
    #expect(try world.collect(["cut", "odd"]).diagnostics.prefix(2) == ["shard.damaged", "shard.damaged"])
  }

  @Test("the demo's night is the same from two shards")
  func demo() throws {
    let program = try Program()
    func night() throws -> [String: [UInt8]] {
      #expect(try program.run("nightly", "--date", "2024-12-31", "--quiet").exit == 0)
      return try program.bytes().filter { $0.key.hasPrefix("reports/") || $0.key.hasPrefix("site/") }
    }
    for number in [1, 2] {
      let result = try program.run("replay", "--shard", "\(number)/2", "--output", "out/\(number)", "--quiet")
      #expect(result.exit == number - 1, "the second one was made under wrong fees: \(result.err)")
    }
    #expect(try program.run("collect", "out/2", "out/1", "--quiet").exit == 0)
    let shards = try night()
    for name in [".aistock", "reports", "site"] { try FileManager.default.removeItem(atPath: program.path(name)) }
    #expect(SiteBytes.moved(shards, try night()) == [])
  }
}
