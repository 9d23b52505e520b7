import Primitives

/// One of several shards of a configuration's migrations, counted from 1 as the tasks of a job array are.
///
/// Invariant: every migration is in exactly one shard, whatever the machine, and no shard holds two migrations more than
/// another.
package struct Shard: Equatable, Sendable, CustomStringConvertible {
  package let number: Int
  package let count: Int

  init(number: Int, of count: Int) {
    precondition(count >= 1 && (1...count).contains(number), "shards are counted from 1")
    self.number = number
    self.count = count
  }

  /// - Parameter text: `3/100`.
  /// - Throws: `replay.shard` (exit 2).
  package init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { part in
      part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
    }
    guard parts.count == 2, numbers.count == 2, numbers[1] >= 1, (1...numbers[1]).contains(numbers[0]) else {
      throw Diagnostic.noShard(text)
    }
    self.init(number: numbers[0], of: numbers[1])
  }

  package var description: String { "\(number)/\(count)" }

  /// The identifiers of this shard, sorted: in turn each shard takes the next one of the sorted list.
  package func members(of identifiers: [String]) -> [String] {
    identifiers.sorted().enumerated().filter { $0.offset % count == number - 1 }.map(\.element)
  }
}

extension Diagnostic {
  fileprivate static func noShard(_ text: String) -> Diagnostic {
    Diagnostic(
      "replay.shard", .usage, ["text": .text(text)],
      (en: "'{text}' names no shard.", zh: "“{text}”不是一个分片。"),
      remedy: (
        en: "Write it as 3/100: the number of the shard, counted from 1, and how many there are.",
        zh: "请写成 3/100 的形式：分片序号（从 1 起）与分片总数。"
      ))
  }
}
