import Foundation
import Night
import Primitives
import Records
import Store
import Synchronization
import TestSupport
import Testing

/// What the steps of a test did, in order.
private final class Diary {
  var entries: [String] = []
}

@Suite("The runner of a night")
struct RunnerTests {
  private let database: Database
  private let diary = Diary()

  init() throws { database = try Database.inMemory() }

  private func runner(_ date: String = "2024-01-02") -> NightRunner {
    NightRunner(database: database, clock: .fixed(1_704_189_600), day: day(date))
  }

  private func step(
    _ name: String, inputs: String? = nil, isPresent: Bool = true, isVital: Bool = false,
    fails: Bool = false
  ) -> PlannedStep {
    PlannedStep(
      .settle(name), isVital: isVital, digest: { inputs }, isPresent: { _ in isPresent },
      run: { [diary] in
        diary.entries.append(name)
        if fails { throw RunnerTests.broken }
        return .verbatim("made \(name)")
      })
  }

  private static let broken = Diagnostic(
    "test.broken", .damaged, at: .init("ws/pred.csv", line: 3), (en: "It broke.", zh: "坏了。"),
    remedy: (en: "Mend it.", zh: "请修复。"))

  @discardableResult
  private func night(_ steps: [PlannedStep]) throws -> NightRunner.Outcome {
    try night("2024-01-02", steps)
  }

  @discardableResult
  private func night(_ date: String, _ steps: [PlannedStep]) throws -> NightRunner.Outcome {
    let runner = runner(date)
    let night = try runner.begin()
    var outcome = NightRunner.Outcome()
    try runner.run(steps, into: &outcome)
    try runner.finish(night, state: .done, summary: .null, manifest: nil)
    return outcome
  }

  @Test("steps run in order, and each is recorded with what came out")
  func order() throws {
    let outcome = try night([step("b"), step("a")])
    #expect(diary.entries == ["b", "a"])
    #expect(outcome.steps.map(\.record.outcome.message.english) == ["made b", "made a"])
    #expect(outcome.steps.map(\.record.state) == [.done, .done])
    #expect(try database.steps(of: day("2024-01-02")).map(\.name) == ["settle b", "settle a"])
    #expect(outcome.failures.isEmpty)
  }

  @Test("a step whose inputs have not changed is passed over, on the same day and on the next")
  func unchanged() throws {
    try night([step("a", inputs: "1")])
    let again = try night([step("a", inputs: "1")])
    #expect(again.steps.map(\.record.state) == [.skipped])
    let next = try night("2024-01-03", [step("a", inputs: "1")])
    #expect(next.steps.map(\.record.state) == [.skipped])
    let third = try night("2024-01-04", [step("a", inputs: "1")])
    #expect(
      third.steps.map(\.record.state) == [.skipped], "a step that was passed over still counts as done")
    #expect(diary.entries == ["a"])
  }

  @Test("changed inputs, lost outputs and steps without a digest run again")
  func changed() throws {
    try night([step("a", inputs: "1"), step("b", inputs: "1"), step("c")])
    try night([step("a", inputs: "2"), step("b", inputs: "1", isPresent: false), step("c")])
    #expect(diary.entries == ["a", "b", "c", "a", "b", "c"])
  }

  @Test("inputs that change and change back run both times")
  func changedBack() throws {
    for inputs in ["1", "2", "1"] { try night([step("a", inputs: inputs)]) }
    #expect(diary.entries == ["a", "a", "a"])
  }

  @Test(
    "a failing step does not stop the others, and runs again the next time though nothing changed")
  func failure() throws {
    let outcome = try night([step("a", inputs: "1", fails: true), step("b")])
    #expect(diary.entries == ["a", "b"])
    #expect(outcome.steps.map(\.record.state) == [.failed, .done])
    #expect(outcome.steps[0].record.outcome == .failure(RunnerTests.broken))
    #expect(outcome.failures.map(\.step) == [.settle("a")])
    #expect(outcome.failures.map(\.diagnostic) == [RunnerTests.broken])
    let stored = try database.steps(of: day("2024-01-02")).first { $0.name == "settle a" }
    #expect(stored?.outcome == .failure(RunnerTests.broken), "place and remedy are shown again from what was stored")
    let again = try night([step("a", inputs: "1")])
    #expect(again.steps.map(\.record.state) == [.done])
  }

  @Test("a failure hides an earlier success with the same inputs: what it left is not trusted")
  func failureAfterSuccess() throws {
    try night([step("a", inputs: "1")])
    try night("2024-01-03", [step("a", inputs: "2", fails: true)])
    let third = try night("2024-01-04", [step("a", inputs: "1")])
    #expect(third.steps.map(\.record.state) == [.done])
  }

  @Test("inputs that cannot be read are the step's failure, not the night's")
  func unreadableInputs() throws {
    let unreadable = PlannedStep(
      .settle("a"), digest: { throw RunnerTests.broken }, run: { .verbatim("never") })
    let outcome = try night([unreadable, step("b")])
    #expect(outcome.steps.map(\.record.state) == [.failed, .done])
    #expect(outcome.failures.map(\.diagnostic) == [RunnerTests.broken])
  }

  @Test("a vital step ends the night where it fails, and is recorded")
  func vital() throws {
    let runner = runner()
    _ = try runner.begin()
    var outcome = NightRunner.Outcome()
    let thrown = diagnostic {
      try runner.run([step("a"), step("b", isVital: true, fails: true), step("c")], into: &outcome)
    }
    #expect(thrown?.id == "test.broken")
    #expect(diary.entries == ["a", "b"])
    #expect(outcome.steps.map(\.record.state) == [.done, .failed])
    #expect(try database.steps(of: day("2024-01-02")).count == 2)
  }

  @Test("a night that was cut off is resumed: what was done is passed over, the rest runs")
  func resume() throws {
    let first = runner()
    _ = try first.begin()
    var outcome = NightRunner.Outcome()
    try first.run([step("a", inputs: "1")], into: &outcome)
    #expect(try database.nights().map(\.state) == [.running])
    // The process ends here, without `finish`.
    let resumed = try night([step("a", inputs: "1"), step("b", inputs: "1")])
    #expect(resumed.steps.map(\.record.state) == [.skipped, .done])
    #expect(diary.entries == ["a", "b"])
    #expect(try database.nights().map(\.state) == [.done])
  }

  @Test("one night a day, with its times and its manifest")
  func record() throws {
    let runner = runner()
    let night = try runner.begin()
    try runner.finish(night, state: .done, summary: ["pages": 3], manifest: "abc")
    try runner.finish(try runner.begin(), state: .failed, summary: .null, manifest: nil)
    let nights = try database.nights()
    #expect(nights.count == 1)
    // 1704189600 s is 2024-01-02 10:00 UTC: 19724 days of 86,400 s, and 36,000 s.
    #expect(nights[0].startedAt == "2024-01-02T10:00:00+00:00")
    #expect(nights[0].finishedAt == "2024-01-02T10:00:00+00:00")
    #expect(nights[0].state == .failed)
    #expect(nights[0].manifestSHA256 == nil)
  }

  @Test("each step is announced before it runs, with its place")
  func announcement() throws {
    var runner = runner()
    runner.announce = { [diary] step, place, count, _ in
      diary.entries.append("\(place)/\(count) \(step.name)")
    }
    _ = try runner.begin()
    var outcome = NightRunner.Outcome()
    try runner.run([step("a"), step("b")], into: &outcome)
    #expect(diary.entries == ["1/2 settle a", "a", "2/2 settle b", "b"])
  }

  @Test("an error that no reader foresaw fails its step alone, and a migration's is damage")
  func unforeseen() throws {
    struct Unforeseen: Error {}
    let bad = PlannedStep(.reconcile("bad"), run: { throw Unforeseen() })
    let outcome = try night([bad, step("good")])
    #expect(diary.entries == ["good"])
    #expect(outcome.failures.map(\.step) == [.reconcile("bad")])
    #expect(outcome.failures.first?.diagnostic.kind == .damaged)
    #expect(outcome.failures.first?.diagnostic.exit == .input)
  }

  // MARK: - Abreast

  private func abreast(
    _ name: String, inputs: String? = nil, isDeferrable: Bool = false,
    _ work: @escaping @Sendable () throws -> Void = {}
  ) -> PlannedStep {
    PlannedStep(
      .reconcile(name), isDeferrable: isDeferrable, digest: { inputs }, isPresent: { _ in true },
      work: .abreast {
        {
          try work()
          return .verbatim("made \(name)")
        }
      })
  }

  private func outcome(lanes: Int, _ steps: [PlannedStep]) throws -> NightRunner.Outcome {
    var runner = runner()
    runner.lanes = lanes
    _ = try runner.begin()
    var outcome = NightRunner.Outcome()
    try runner.run(steps, into: &outcome)
    return outcome
  }

  @Test("two steps work at the same time, the later one may end first, and the step behind them waits for both")
  func twoLanes() throws {
    let (a, b) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let order = Mutex<[String]>([])
    let steps = [
      abreast("a") {
        a.signal()
        #expect(b.wait(timeout: .now() + 60) == .success, "b has begun beside it, and ended")
        order.withLock { $0.append("a") }
      },
      abreast("b") {
        #expect(a.wait(timeout: .now() + 60) == .success)
        order.withLock { $0.append("b") }
        b.signal()
      },
      PlannedStep(.archive) {
        order.withLock { $0.append("archive") }
        return .verbatim("made")
      },
    ]
    let outcome = try outcome(lanes: 2, steps)
    let seen = order.withLock { $0 }
    #expect(seen == ["b", "a", "archive"])
    #expect(outcome.steps.map(\.id) == [.reconcile("a"), .reconcile("b"), .archive])
    #expect(Set(try database.steps(of: day("2024-01-02")).map(\.name)) == ["reconcile a", "reconcile b", "archive"])
  }

  @Test("no more steps work than there are lanes", arguments: [1, 2, 3])
  func lanes(_ count: Int) throws {
    let now = Mutex(0)
    let most = Mutex(0)
    let steps = (0..<9).map { number in
      abreast("s\(number)") {
        let working = now.withLock { value -> Int in
          value += 1
          return value
        }
        most.withLock { $0 = max($0, working) }
        usleep(5000)
        now.withLock { $0 -= 1 }
      }
    }
    #expect(try outcome(lanes: count, steps).steps.map(\.record.state) == Array(repeating: .done, count: 9))
    let peak = most.withLock { $0 }
    #expect((1...count).contains(peak))
  }

  @Test("a failure among steps abreast is of its own step, and unchanged ones between them are passed over")
  func failureAbreast() throws {
    _ = try outcome(lanes: 2, [abreast("b", inputs: "1")])
    let broken = RunnerTests.broken
    let steps = [
      abreast("d") { throw broken }, abreast("b", inputs: "1"), abreast("a") { throw broken }, abreast("c"),
    ]
    let outcome = try outcome(lanes: 2, steps)
    #expect(outcome.steps.map(\.id.subject) == ["d", "b", "a", "c"])
    #expect(outcome.steps.map(\.record.state) == [.failed, .skipped, .failed, .done])
    #expect(outcome.failures.map(\.step) == [.reconcile("d"), .reconcile("a")])
  }
}
