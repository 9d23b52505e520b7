import Night
import Primitives
import TestSupport
import Testing

/// Which shard a migration is in.
@Suite("Shards of the migrations")
struct ShardTests {
  @Test("every migration is in exactly one shard, shards differ by one at most, whatever the order of the list")
  func shards() throws {
    var random = SeededRandom(seed: 7)
    for count in [0, 1, 2, 5, 23] {
      let identifiers = (0..<count).map { "m\($0)-\(random.next() % 1000)" }
      for of in [1, 2, 3, 7, 40] {
        let shards = try (1...of).map { try Shard("\($0)/\(of)").members(of: identifiers) }
        #expect(shards.flatMap(\.self).sorted() == identifiers.sorted())
        let sizes = shards.map(\.count)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
        #expect(try (1...of).map { try Shard("\($0)/\(of)").members(of: identifiers.reversed()) } == shards)
      }
    }
  }

  @Test("the sorted list is dealt out in turn")
  func turns() throws {
    #expect(try Shard("2/3").members(of: ["e", "b", "a", "d", "c"]) == ["b", "e"])
    #expect(try Shard("3/3").members(of: ["e", "b", "a", "d", "c"]) == ["c"])
    #expect(try Shard("0007/0010").description == "7/10")
  }

  @Test(
    "what names no shard is a usage error",
    arguments: [
      "0/0", "0/3", "5/3", "1/0", "3", "a/b", "1/2/3", "+1/2", "-1/2", "", "/", " 1/2", "1/", "/2", "1.0/2", "١/٢",
      "1/99999999999999999999",
    ])
  func refused(_ text: String) {
    do {
      _ = try Shard(text)
      Issue.record("\(text) was read")
    } catch let error as any DiagnosableError {
      #expect(error.diagnostic.id == "replay.shard")
      #expect(error.diagnostic.exit == .usage)
    } catch {
      Issue.record("\(error)")
    }
  }
}
