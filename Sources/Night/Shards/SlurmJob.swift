import Foundation
import Primitives

/// A job array of Slurm that replays all shards and collects them: a script that is printed, for `sh` to submit.
///
/// The count of shards is written into the script: Slurm's own count of tasks is 1 where a lost task is submitted again.
package struct SlurmJob {
  private let count: Int
  private let config: String?
  private let output: String
  private let program: String
  private let folder: String

  /// - Throws: `replay.slurm` (exit 2).
  package init(count: Int, config: String?, output: String) throws {
    guard count >= 1 else { throw Diagnostic.noArray(count) }
    self.count = count
    self.config = config
    self.output = output
    program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "aistock"
    folder = FileManager.default.currentDirectoryPath
  }

  package var text: String {
    let place = SlurmJob.word(output)
    let options = config.map { " --config " + SlurmJob.word($0) } ?? ""
    return """
      #!/bin/sh
      # aistock: \(count) shards of the replays, and a job that takes them in. Submit both with: sh FILE
      # One shard again: change --array to its number; what stands is not made again.
      # Add what your cluster asks for behind #SBATCH, such as --partition, --account, --mem=2G.
      set -eu
      cd \(SlurmJob.word(folder))
      mkdir -p \(place)
      array=$(sbatch --parsable <<'REPLAY'
      #!/bin/sh
      #SBATCH --job-name=aistock-replay
      #SBATCH --array=1-\(count)
      #SBATCH --cpus-per-task=2
      #SBATCH --output=/dev/null
      exec >\(place)/$SLURM_ARRAY_TASK_ID.log 2>&1
      code=0
      \(SlurmJob.word(program)) replay --shard "$SLURM_ARRAY_TASK_ID/\(count)"\(options) \
      --output \(place)/$SLURM_ARRAY_TASK_ID || code=$?
      # 1: a verdict is no PASS. That is a result, not a failed job.
      if [ "$code" -eq 1 ]; then code=0; fi
      exit "$code"
      REPLAY
      )
      sbatch --parsable --dependency="afterany:$array" <<'COLLECT'
      #!/bin/sh
      #SBATCH --job-name=aistock-collect
      #SBATCH --output=/dev/null
      exec >\(place)/collect.log 2>&1
      for shard in $(seq 1 \(count)); do set -- "$@" \(place)/"$shard"; done
      exec \(SlurmJob.word(program)) collect\(options) "$@"
      COLLECT
      """
  }

  /// The command of one shard, as it is typed.
  static func replay(_ shard: String, config: String?, output: String) -> String {
    "aistock replay --shard \(shard)" + (config.map { " --config " + word($0) } ?? "") + " --output " + output
  }

  /// A word of a shell's command line.
  static func word(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { $0.isFileNameByte || $0 == UInt8(ascii: "/") }
    return plain && !text.isEmpty ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

extension Diagnostic {
  fileprivate static func noArray(_ count: Int) -> Diagnostic {
    Diagnostic(
      "replay.slurm", .usage, ["count": .count(count)],
      (en: "An array of {count} tasks does nothing.", zh: "{count} 个任务的作业数组没有意义。"),
      remedy: (en: "Write `--slurm 100` for a hundred shards.", zh: "一百个分片请写 `--slurm 100`。"))
  }
}
