import ArgumentParser
import Night
import Primitives
import Store

/// `aistock collect`: takes shards of `aistock replay` in.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Takes shards of `aistock replay` in, so that the next night finds their migrations unchanged.",
    discussion: """
      Folders may come in any order and in several calls; each migration is taken once. A shard from another market, \
      program or configuration is refused, and so is a file that is not as listed. Exit 1 while a migration is missing or \
      anything was refused; each missing shard is named with its command.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "Folders that `aistock replay --shard i/n` wrote.") var shards: [String]

  func run() throws {
    let console = global.console
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let database = try Database(path: configuration.state)
    let outcome = try Collector(configuration, database: database, progress: .to(console)).collect(shards)
    for diagnostic in outcome.diagnostics { console.report(diagnostic) }
    console.answer(outcome.json, lines: [outcome.line])
    if outcome.exit != .done { throw Ended(exit: outcome.exit) }
  }
}
