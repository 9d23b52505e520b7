import Foundation
import GRDB
import Night
import Primitives
import Records
import Store
import TestSupport

/// A small world on the evening of 2024-01-04: two migrations, a preview, a folder of RD-Agent, and the night of the day
/// before in site and archive.
struct FaultWorld {
  static let date = "2024-01-04"

  /// How a night ended.
  struct Ending {
    /// Negative: the signal that ended the process.
    var exit: Int32
    /// The summary: one JSON document. Where standard output is the fault, standard error.
    var summary: String
    var err = ""
  }

  let program: Program
  private let found = Found()

  private final class Found {
    var files: [String: [UInt8]] = [:]
  }

  /// Site and archive as the night found them.
  var before: [String: [UInt8]] { found.files }

  private static let settings = """
    market: {provider: market, index: SH000300}
    rdagent: {root: agent}
    factors: {library: library.json}
    site: {output: out/site, languages: [en]}
    archive: {folder: out/reports}
    migrations:
      - {id: small, workspace: ws}
      - {id: other, workspace: other}

    """

  /// Every file after the night of the day before.
  private static let evening = Result {
    let small = try SmallWorld()
    let program = small.program
    try small.write(settings, "aistock.yaml")
    try small.write(",0\nIC,0.1\n1day.excess_return_with_cost.annualized_return,0.05\n", "other/qlib_res.csv")
    try small.write(#"{"factors": []}"#, "library.json")
    try small.write(
      #"{"version":"v1","loops":[{"task_run_id":"t","loop_id":3,"decision":true,"metrics":{"IC":0.03}}]}"#,
      "agent/RDagentDB/aistock/loop_catalog.json")
    try require(
      program.run([
        "preview", "create", "--id", "p", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--start", "2024-01-02",
      ]))
    try require(program.run(["nightly", "--date", "2024-01-03"]))
    return try program.bytes()
  }

  /// What an undisturbed night leaves.
  static let undisturbed = Result {
    let world = try FaultWorld()
    try require(world.program.run(["nightly", "--date", date]))
    return try world.outcome()
  }

  private struct NoEvening: Error { var text: String }

  private static func require(_ result: Program.Result) throws {
    guard result.exit == 0 else { throw NoEvening(text: result.err) }
  }

  init() throws {
    program = try Program()
    for (name, bytes) in try FaultWorld.evening.get() { try program.temporary.write(bytes, to: name) }
  }

  func path(_ name: String) -> String { program.path(name) }

  /// What a reader sees and what is archived; hidden names of an interrupted run are no part of it.
  func outcome() throws -> [String: [UInt8]] {
    try program.bytes(below: "out/").filter { !$0.key.contains("/.") || $0.key.hasSuffix("/.aistock-output") }
  }

  /// Files of site and archive that are not those of an undisturbed night; moments of building and of the sync apart.
  func moved() throws -> [String] {
    SiteBytes.moved(FaultWorld.timeless(try FaultWorld.undisturbed.get()), FaultWorld.timeless(try outcome()))
  }

  private static func timeless(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
    var files = files
    for (path, bytes) in files where path.hasPrefix("out/site/") && (path.hasSuffix(".html") || path.hasSuffix(".json"))
    {
      let text = String(decoding: bytes, as: UTF8.self)
      files[path] = Array(text.replacing(/20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?/, with: "").utf8)
    }
    return files
  }

  // MARK: - Damage

  func write(_ text: String, _ name: String) throws { try program.temporary.write(text, to: name) }
  func write(_ bytes: [UInt8], _ name: String) throws { try program.temporary.write(bytes, to: name) }

  /// The configuration with one line in the place of another.
  func configure(_ line: String, _ other: String) throws {
    try write(FaultWorld.settings.replacing(line, with: other), "aistock.yaml")
  }

  /// The configuration with lines behind it.
  func configure(adding lines: String) throws { try write(FaultWorld.settings + lines + "\n", "aistock.yaml") }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  func cut(_ name: String, to count: Int) throws { try write(Array(try bytes(name).prefix(count)), name) }

  func bytes(_ name: String) throws -> [UInt8] { try FileReader.bytes(path(name)) }

  func make(folder name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }

  /// Statements on a SQLite file of the world.
  func execute(_ sql: String, on name: String = ".aistock/state.sqlite") throws {
    try DatabaseQueue(path: path(name)).write { try $0.execute(sql: sql) }
  }

  /// The market in another form, and a configuration that names it.
  func exportMarket(to place: String) throws {
    try FaultWorld.require(program.run(["data", "export", "--market", "market", "--output", place, "--quiet"]))
    try configure("provider: market", "provider: \"\(place)\"")
  }

  /// Every input as it was on the evening; state, archive and site stay as they are.
  func mend() throws {
    let own = [".aistock", "out", ".test"]
    for name in try FileReader.names(in: program.temporary.path) where !own.contains(name) { try remove(name) }
    for (name, bytes) in try FaultWorld.evening.get() where !own.contains(where: { name.hasPrefix($0 + "/") }) {
      try write(bytes, name)
    }
  }

  // MARK: - Nights

  static let arguments = ["nightly", "--date", date, "--json"]

  func run(environment: [String: String] = [:], _ more: String...) throws -> Ending {
    found.files = try outcome()
    let result = try program.run(environment: environment, FaultWorld.arguments + more)
    return Ending(exit: result.exit, summary: result.out, err: result.err)
  }

  /// A night inside a shell's command, which names the program and its arguments as `"$@"`.
  func run(shell: String) throws -> Ending {
    found.files = try outcome()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", shell, "night", Program.binary] + FaultWorld.arguments
    process.currentDirectoryURL = URL(fileURLWithPath: program.temporary.path)
    process.standardInput = FileHandle.nullDevice
    let (out, err) = (".test/out", ".test/err")
    process.standardOutput = FileHandle(forWritingAtPath: try program.temporary.write("", to: out))
    process.standardError = FileHandle(forWritingAtPath: try program.temporary.write("", to: err))
    try process.run()
    process.waitUntilExit()
    return Ending(
      exit: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      summary: try FileReader.text(path(out)), err: try FileReader.text(path(err)))
  }

  /// A night on a disk of its own with so much room beside what is there.
  func run(kilobytesFree: Int) throws -> Ending {
    try run(
      shell: """
        exec unshare -Urm bash -c '
          here=$PWD; mkdir -p full && mount -t tmpfs -o size=64m,nr_inodes=100k none full || exit 99
          cp -a .aistock out market ws other agent library.json aistock.yaml full/ && cd full
          used=$(df -k . | tail -n 1 | { read -r _ _ used _; echo $used; })
          mount -o remount,size=$((used + \(kilobytesFree)))k . || exit 99
          "$@"; code=$?
          cd "$here"; rm -rf .aistock out; cp -a full/.aistock full/out . ; exit $code' night "$@"
        """)
  }

  /// A night for which a folder is mounted read-only.
  func run(readOnly name: String) throws -> Ending {
    try run(
      shell: """
        exec unshare -Urm bash -c '
          mount --bind "\(name)" "\(name)" && mount -o remount,bind,ro "\(name)" || exit 99
          cd "$PWD"; exec "$@"' night "$@"
        """)
  }

  /// A night whose steps are waited for; the closure says what happens on the way.
  func stepped(_ more: String..., on way: (SteppedNight) throws -> Void) throws -> Ending {
    found.files = try outcome()
    let night = try SteppedNight(self, FaultWorld.arguments + more)
    try way(night)
    return try night.end()
  }

  /// A night in this process, with a clock and on the way whatever the closure does before each step.
  func runHere(
    clock: Clock = .system, deadline: Int? = nil, before step: @escaping (StepID) throws -> Void = { _ in }
  ) throws -> Ending {
    found.files = try outcome()
    var configuration = try AistockConfiguration.load(path("aistock.yaml"), environment: [:])
    configuration.deadlineMinute = deadline
    do {
      let database = try Database(path: configuration.state)
      let progress = NightProgress(step: { id, _, _, _ in try? step(id) })
      let outcome = try Night(
        configuration, date: TradingDay(FaultWorld.date), database: database, clock: clock, progress: progress
      ).run()
      let cause = outcome.failures.first?.diagnostic ?? outcome.unreached
      return Ending(
        exit: cause?.exit.rawValue ?? 0, summary: String(decoding: outcome.json(site: "site").pretty, as: UTF8.self))
    } catch let error as any DiagnosableError {
      return Ending(exit: error.diagnostic.exit.rawValue, summary: error.diagnostic.id)
    }
  }

  /// What the state file says of the night; nil where it has none or cannot be read.
  func recorded() -> NightRecord? {
    guard FileReader.exists(path(".aistock/state.sqlite")) else { return nil }
    return try? Database(path: path(".aistock/state.sqlite")).nights().first {
      $0.tradingDay.description == FaultWorld.date
    }
  }

  /// Whether mounts of its own can be made here.
  static let hasNamespaces: Bool = {
    let probe = Process()
    probe.executableURL = URL(fileURLWithPath: "/bin/sh")
    probe.arguments = ["-c", "unshare -Urm mount -t tmpfs none /mnt 2>/dev/null"]
    guard (try? probe.run()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }()
}

/// A night that is never more than a line ahead of who reads its progress: it waits at the next one.
final class SteppedNight {
  let process = Process()
  private let world: FaultWorld
  private let lines: Int32
  private var said = ""

  private struct NoPipe: Error {}
  private struct NeverReached: Error { var step: String, said: String }

  fileprivate init(_ world: FaultWorld, _ arguments: [String]) throws {
    self.world = world
    // A pipe of packets, with room for one.
    var ends: [Int32] = [-1, -1]
    let (packets, size): (Int32, Int32) = (0o40000, 1031)
    guard pipe(&ends) == 0, fcntl(ends[1], F_SETFL, packets) == 0, fcntl(ends[1], size, 4096) == 4096,
      ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 })
    else { throw NoPipe() }
    lines = ends[0]
    // The threads of tests block signals, and a process inherits that.
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["--default-signal", Program.binary] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: world.program.temporary.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: try world.program.temporary.write("", to: ".test/out"))
    process.standardError = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
    try process.run()
    close(ends[1])
  }

  deinit { close(lines) }

  /// One line; nil at the end.
  private func line() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(lines, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
    said += text
    return text
  }

  /// Goes on until a step begins.
  func reach(_ step: StepID) throws {
    while let line = line() { if line.hasSuffix(" \(step.name)\n"), line.first?.isNumber == true { return } }
    throw NeverReached(step: step.name, said: said)
  }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  fileprivate func end() throws -> FaultWorld.Ending {
    while line() != nil {}
    process.waitUntilExit()
    return FaultWorld.Ending(
      exit: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      summary: try FileReader.text(world.path(".test/out")), err: said)
  }
}
