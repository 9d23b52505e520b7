import Dispatch
import Foundation
import Primitives
import Records
import Synchronization

/// Work of steps that is done at the same time, each on a thread of its own. The thread that begins it takes in what
/// came out; nothing else of a night is touched by two threads.
final class NightLanes {
  typealias Work = @Sendable () throws -> Message

  struct Ended: Sendable {
    var step: StepID
    var result: Result<Message, any Error>
    /// Of the clock.
    var moment: Double
  }

  /// Where threads leave what came out.
  private final class Tray: Sendable {
    private let ended = Mutex<[Ended]>([])
    private let one = DispatchSemaphore(value: 0)

    func put(_ item: Ended) {
      ended.withLock { $0.append(item) }
      one.signal()
    }

    func wait() -> Ended {
      one.wait()
      return ended.withLock { $0.removeFirst() }
    }
  }

  private let clock: Clock
  private let tray = Tray()
  /// Begun and not yet taken in.
  private(set) var count = 0

  init(clock: Clock) { self.clock = clock }

  func begin(_ step: StepID, _ work: @escaping Work) {
    count += 1
    DispatchQueue.global().async { [clock, tray] in
      let result = Result { try work() }
      tray.put(Ended(step: step, result: result, moment: clock.now()))
    }
  }

  /// Waits for the next one that ends; nil where none is begun.
  func next() -> Ended? {
    guard count > 0 else { return nil }
    count -= 1
    return tray.wait()
  }

  /// Those that this process may run on: `taskset` and a service's unit may leave it fewer than the machine has.
  private static var cores: Int {
    let all = ProcessInfo.processInfo.activeProcessorCount
    // The kernel's file has no size of its own: it is read to its end.
    guard let status = try? FileHandle(forReadingAtPath: "/proc/self/status")?.readToEnd() else { return all }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    let mask = lines.first { $0.hasPrefix("Cpus_allowed:") }?.split(separator: ":").last
    let allowed = (mask ?? "").compactMap(\.hexDigitValue).reduce(0) { $0 + $1.nonzeroBitCount }
    return allowed > 0 ? min(allowed, all) : all
  }

  /// How many migrations are reconciled at the same time on this machine: one a core, and never so many that they crowd
  /// each other out of memory. One by itself takes 0.6 GB on the CSI 300, nights of two abreast took 0.9 to 1.2 GB.
  static var common: Int {
    let affordable = Int(clamping: ProcessInfo.processInfo.physicalMemory >> 31)
    return max(1, min(cores, affordable, 4))
  }
}
