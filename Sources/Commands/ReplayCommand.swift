import ArgumentParser
import Night
import Primitives
import Reconciliation
import Records

/// `aistock replay`: one shard of the configuration's reconciliations, for many machines at once.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Reconciles one shard of the migrations into a folder, for `aistock collect` to take in.",
    discussion: """
      Shards are counted from 1, as the tasks of a job array are: --shard "$SLURM_ARRAY_TASK_ID/100". A shard needs no state \
      and no lock of the night. What stands in its folder from equal inputs is not made again. Exit 0 where all agree, 1 \
      where one differs, else as the first that failed.
      """)

  @OptionGroup var global: GlobalOptions
  @Option(help: "The shard and how many there are, such as 3/100.") var shard: String?
  @Option(help: "Print a Slurm script for so many shards, and do nothing else.") var slurm: Int?
  @Option(help: "The shard's folder; with --slurm the folder of all shards.") var output: String
  @Option(help: "all, or some rungs separated by commas, in place of those of the configuration.") var rungs: String?

  func validate() throws {
    guard (shard == nil) != (slurm == nil) else { throw ValidationError(.eitherShare) }
  }

  func run() throws {
    let console = global.console
    if let slurm {
      let job = try SlurmJob(count: slurm, config: global.config, output: output)
      return console.data(job.text)
    }
    let replay = Replay(
      try global.configuration(), try Shard(shard ?? ""), rungs: try rungs.map { try Rung.list($0) },
      progress: .to(console))
    let outcome = try replay.run(to: output)
    for migration in outcome.migrations { if let failure = migration.failure { console.report(failure) } }
    console.answer(outcome.json, lines: outcome.lines(to: output, console.language))
    if outcome.exit != .done { throw Ended(exit: outcome.exit) }
  }
}

extension Message {
  fileprivate static var eitherShare: Message {
    Message("replay.either-shard", en: "Give either --shard or --slurm.", zh: "--shard 与 --slurm 须且只须给出一个。")
  }
}
