import Foundation
import FuzzTargets
import Primitives

/// Runs many cases of a target in a process of their own, so that a trap or an endless loop costs one case.
struct FuzzRun {
  let target: String
  let count: Int
  let seed: UInt64
  /// Longer without an answer is a hang.
  static let secondsMax = 10.0

  /// Prints a line a fault and a summary; returns the number of faults.
  func run() throws -> Int {
    var next = 0
    var faults = 0
    var accepted = 0
    let started = Date()
    let progress = NSTemporaryDirectory() + "/aistock-fuzz-\(getpid())-\(target)"
    defer { unlink(progress) }
    while next < count {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      process.arguments = ["worker", target, "\(next)", "\(count)", "\(seed)", progress]
      // A trap is told by its signal; its stack is had by `fuzz reproduce`.
      process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
      try process.run()
      let end = watch(process, progress)
      let state = FuzzProgress(reading: progress)
      accepted += state.accepted
      faults += state.faults
      guard let fault = end else { break }
      faults += 1
      say("\(target) \(state.number): \(fault)")
      try save(state.number)
      next = state.number + 1
    }
    let seconds = Date().timeIntervalSince(started)
    say(
      "\(target): \(count) inputs in \(String(format: "%.1f", seconds)) s, \(accepted) accepted, \(faults) "
        + (faults == 1 ? "fault" : "faults"))
    return faults
  }

  /// What ended the process before its last case; nil where it went through.
  private func watch(_ process: Process, _ progress: String) -> String? {
    var last = -1
    var since = Date()
    while process.isRunning {
      usleep(50_000)
      let number = FuzzProgress(reading: progress).number
      if number != last { (last, since) = (number, Date()) }
      if Date().timeIntervalSince(since) > FuzzRun.secondsMax {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return "no answer in \(Int(FuzzRun.secondsMax)) s"
      }
    }
    if process.terminationReason == .uncaughtSignal { return "signal \(process.terminationStatus)" }
    return process.terminationStatus == 0 ? nil : "exit \(process.terminationStatus)"
  }

  /// Keeps the input beside the build, so that it can be run again.
  private func save(_ number: Int) throws {
    guard let target = FuzzTargets.named(target) else { return }
    let bytes = Mutation(seeds: try target.seeds(), words: target.words).bytes(seed: seed, number: number)
    try FileWriter.write(bytes, to: ".build/fuzz/\(target.name)-\(seed)-\(number)")
  }
}

/// How far a worker is, in a file that its parent reads.
struct FuzzProgress {
  var number: Int
  var accepted: Int
  var faults: Int

  init(reading path: String) {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let parts = text.split(separator: " ").compactMap { Int($0) }
    (number, accepted, faults) = parts.count == 3 ? (parts[0], parts[1], parts[2]) : (0, 0, 0)
  }
}

/// The cases of one process.
struct FuzzWorker {
  private let target: FuzzTarget
  private let numbers: Range<Int>
  private let seed: UInt64
  private let progress: String

  init(_ arguments: [String]) throws {
    guard arguments.count == 6, let target = FuzzTargets.named(arguments[1]), let first = Int(arguments[2]),
      let end = Int(arguments[3]), let seed = UInt64(arguments[4])
    else { exit(2) }
    self.target = target
    numbers = first..<end
    self.seed = seed
    progress = arguments[5]
    // A bomb is a fault of the reader, not of the machine: 6 GB, LightGBM and Swift included.
    var limit = rlimit(rlim_cur: 6 << 30, rlim_max: 6 << 30)
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  func run() throws {
    let mutation = Mutation(seeds: try target.seeds(), words: target.words)
    let descriptor = open(progress, O_RDWR | O_CREAT | O_TRUNC, 0o600)
    var (accepted, faults) = (0, 0)
    for number in numbers {
      let line = "\(number) \(accepted) \(faults)".padding(toLength: 40, withPad: " ", startingAt: 0)
      _ = line.withCString { pwrite(descriptor, $0, 40, 0) }
      switch target.answer(to: mutation.bytes(seed: seed, number: number)) {
      case .accepted: accepted += 1
      case .refused: break
      case .fault(let what):
        faults += 1
        say("\(target.name) \(number): \(what)")
      }
    }
    let line = "\(numbers.upperBound) \(accepted) \(faults)".padding(toLength: 40, withPad: " ", startingAt: 0)
    _ = line.withCString { pwrite(descriptor, $0, 40, 0) }
  }
}
