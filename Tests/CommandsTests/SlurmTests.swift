import Foundation
import Primitives
import TestSupport
import Testing

/// The printed job array: submitted to a stand-in for `sbatch`, and to a real Slurm of one node.
@Suite("replay --slurm", .serialized)
struct SlurmTests {
  @Test("the script is printed and nothing is done; submitted, it replays every shard and takes them in")
  func script() throws {
    let world = try ShardWorld()
    let undisturbed = try ShardWorld.undisturbed.get()
    let before = try world.program.bytes()
    let printed = try world.program.run("replay", "--slurm", "3", "--output", "it's out", "--config", "aistock.yaml")
    #expect(printed.exit == 0)
    #expect(differing(before, try world.program.bytes()).isEmpty)
    #expect(printed.out.contains("#SBATCH --array=1-3"))
    try world.world.write(printed.out, "job.sh")
    // Runs each task of the script at once, and says a number as --parsable does.
    try world.world.write(
      """
      #!/bin/sh
      cat >script.$$
      count=$(sed -n 's/^#SBATCH --array=1-//p' script.$$)
      for task in $(seq 1 "${count:-1}"); do SLURM_ARRAY_TASK_ID=$task sh script.$$ || echo "task $task failed" >&2; done
      rm script.$$
      echo 42
      """, "bin/sbatch")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: world.program.path("bin/sbatch"))
    let path = world.program.path("bin") + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "")
    let result = try Shell.run("job.sh", in: world.program, environment: ["PATH": path])
    #expect(result.exit == 0)
    #expect(result.out == "42\n")
    #expect(result.err.isEmpty, "\(result.err)")
    let log = try FileReader.text(world.program.path("it's out/collect.log"))
    #expect(log.contains("7 were taken in"), "\(log)")
    #expect(try world.night().reconciled == Array(repeating: "skipped", count: 7))
    #expect(SiteBytes.moved(undisturbed, try world.outcome()) == [])
    #expect(try world.program.run("replay", "--slurm", "0", "--output", "x").diagnostics == ["replay.slurm"])
  }

  @Test(
    "an array on a real Slurm leaves the bytes of a night by itself",
    .enabled(if: SlurmNode.isAskedFor, "`make test-slurm` installs Debian's slurm-wlm and munge and runs it"))
  func array() throws {
    let world = try ShardWorld()
    let undisturbed = try ShardWorld.undisturbed.get()
    let node = try SlurmNode()
    let printed = try world.program.run("replay", "--slurm", "7", "--output", "out")
    try world.world.write(printed.out, "job.sh")
    let result = try Shell.run("job.sh", in: world.program, environment: node.environment)
    #expect(result.exit == 0, "\(result.err)")
    let deadline = ContinuousClock.now + .seconds(120)
    let log = world.program.path("out/collect.log")
    while ContinuousClock.now < deadline, !((try? FileReader.text(log))?.contains("migrations") ?? false) {
      usleep(100_000)
    }
    let text = try FileReader.text(log)
    #expect(text.contains("7 were taken in"), "\(text)\n\(node.logs)")
    #expect(try world.night().reconciled == Array(repeating: "skipped", count: 7))
    #expect(SiteBytes.moved(undisturbed, try world.outcome()) == [])
  }
}

/// A shell script, run in the program's folder.
enum Shell {
  static func run(_ script: String, in program: Program, environment: [String: String]) throws -> Program.Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [script]
    process.currentDirectoryURL = URL(fileURLWithPath: program.temporary.path)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: try program.temporary.write("", to: ".test/shell-out"))
    process.standardError = FileHandle(forWritingAtPath: try program.temporary.write("", to: ".test/shell-err"))
    try process.run()
    process.waitUntilExit()
    return Program.Result(
      exit: process.terminationStatus, out: try FileReader.text(program.path(".test/shell-out")),
      err: try FileReader.text(program.path(".test/shell-err")))
  }
}

/// A Slurm of one node in a folder of its own, with its own key; it ends with the object.
///
/// `proctrack/pgid` and `task/none` need no cgroups, so that it runs in a container too.
final class SlurmNode {
  private let temporary: TemporaryFolder

  private static let programs = ["munged", "slurmctld", "slurmd"].map { "/usr/sbin/" + $0 } + ["/usr/bin/sbatch"]

  /// Whether it is there and wanted: it takes ten seconds.
  static let isAskedFor =
    ProcessInfo.processInfo.environment["AISTOCK_SLURM"] != nil && programs.allSatisfy(FileReader.exists)

  var environment: [String: String] { ["SLURM_CONF": temporary.path("slurm.conf")] }

  init() throws {
    temporary = try TemporaryFolder()
    // The node lives for one test and is reached from this machine alone.
    var random = SeededRandom(seed: UInt64(getpid()))
    try temporary.write((0..<128).map { _ in UInt8(random.next() % 256) }, to: "munge.key")
    for name in ["state", "spool", "log"] { try temporary.write("", to: name + "/.keep") }
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: temporary.path("munge.key"))
    try temporary.write(SlurmNode.configuration(temporary.path), to: "slurm.conf")
    func path(_ option: String, _ name: String) -> String { "--\(option)=\(temporary.path(name))" }
    try start(
      "/usr/sbin/munged",
      [
        "--force", path("key-file", "munge.key"), path("socket", "munge.sock"), path("pid-file", "munge.pid"),
        path("log-file", "log/munged.log"), path("seed-file", "munge.seed"),
      ])
    try start("/usr/sbin/slurmctld", ["-f", temporary.path("slurm.conf")])
    try start("/usr/sbin/slurmd", ["-f", temporary.path("slurm.conf")])
  }

  deinit {
    for name in ["slurmd.pid", "slurmctld.pid", "munge.pid"] {
      let text = try? FileReader.text(temporary.path(name))
      if let text, let process = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)) { kill(process, SIGTERM) }
    }
  }

  /// What its daemons said.
  var logs: String {
    ["munged", "slurmctld", "slurmd"].map { (try? FileReader.text(temporary.path("log/\($0).log"))) ?? "" }
      .joined(separator: "\n")
  }

  /// Each daemon goes into the background once it is ready.
  private func start(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Diagnostic(
        "test.slurm", .environment, (en: "\(program) did not start.", zh: "\(program)"),
        remedy: (en: "\(logs)", zh: "\(logs)"))
    }
  }

  private static func configuration(_ folder: String) -> String {
    let host = ProcessInfo.processInfo.hostName.split(separator: ".").first.map(String.init) ?? "localhost"
    // Ports that another Slurm of this machine does not use.
    let port = 20_000 + Int(getpid()) % 20_000
    return """
      ClusterName=test
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmUser=\(NSUserName())
      SlurmdUser=\(NSUserName())
      AuthType=auth/munge
      AuthInfo=socket=\(folder)/munge.sock
      CredType=cred/munge
      SlurmctldPort=\(port)
      SlurmdPort=\(port + 1)
      StateSaveLocation=\(folder)/state
      SlurmdSpoolDir=\(folder)/spool
      SlurmctldPidFile=\(folder)/slurmctld.pid
      SlurmdPidFile=\(folder)/slurmd.pid
      SlurmctldLogFile=\(folder)/log/slurmctld.log
      SlurmdLogFile=\(folder)/log/slurmd.log
      ProctrackType=proctrack/pgid
      TaskPlugin=task/none
      JobAcctGatherType=jobacct_gather/none
      AccountingStorageType=accounting_storage/none
      MpiDefault=none
      MailProg=/bin/true
      SelectType=select/cons_tres
      SelectTypeParameters=CR_CPU
      SchedulerType=sched/builtin
      SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
      NodeName=\(host) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
      PartitionName=all Nodes=\(host) Default=YES MaxTime=INFINITE State=UP

      """
  }
}
