/// The order in which some roots of a plan are evaluated: families of steps, each as soon as it is needed.
final class Schedule: Sendable {
  enum Work: Sendable {
    /// A place in the plan's leaves.
    case leaf(Int)
    case panel(Int)
    case family
  }

  struct Outline {
    var work: Work
    /// Steps that are evaluated together.
    var members: [Plan.Step]
    var numbers: [Int]
    var inputs: [Plan.Input]
    var reach: StepReach
    /// Tasks that make the operands.
    var sources: [Int] = []
    /// Roots that a member is the value of.
    var roots: [(member: Int, root: Int)] = []
    /// Steps whose last use this is.
    var releases: [Int] = []
    /// Rows before a row at the end that later steps look back at.
    var lookback = 0
  }

  /// An outline that is finished, behind one reference instead of its many lists.
  final class Task: Sendable {
    let work: Work
    let members: [Plan.Step]
    let numbers: [Int]
    let inputs: [Plan.Input]
    let reach: StepReach
    let sources: [Int]
    let roots: [(member: Int, root: Int)]
    let releases: [Int]
    let lookback: Int

    init(_ outline: Outline) {
      (work, members, numbers, inputs) = (
        outline.work, outline.members, outline.numbers, outline.inputs
      )
      (reach, sources, roots) = (outline.reach, outline.sources, outline.roots)
      (releases, lookback) = (outline.releases, outline.lookback)
    }
  }

  let tasks: [Task]
  let stepCount: Int
  /// Whether a step takes its sides by their places, whatever their days.
  let countsPlaces: Bool

  init(_ plan: Plan, roots: [Int]) {
    var used = [Bool](repeating: false, count: plan.steps.count)
    for root in roots { used[plan.roots[root]] = true }
    for step in plan.steps.indices.reversed() where used[step] {
      for case .step(let input) in plan.steps[step].inputs { used[input] = true }
    }
    let leafNumbers = [Int: Int](
      uniqueKeysWithValues: plan.leaves.enumerated().map { ($1.step, $0) })
    countsPlaces = plan.steps.indices.contains { step in
      if used[step], case .operation(.conditional) = plan.steps[step].kind { true } else { false }
    }
    var tasks: [Outline] = []
    var taskOfStep = [Int](repeating: -1, count: plan.steps.count)
    for step in plan.steps.indices where used[step] && taskOfStep[step] < 0 {
      let numbers = plan.families[plan.steps[step].family].filter { used[$0] }
      let work: Work =
        switch plan.steps[step].kind {
        case .leaf: .leaf(leafNumbers[step] ?? 0)
        case .panel(let panel): .panel(panel)
        case .operation, .flatMask: .family
        }
      let reaches = numbers.map { StepReach.of(plan.steps[$0].kind) }
      var task = Outline(
        work: work, members: numbers.map { plan.steps[$0] }, numbers: numbers,
        inputs: plan.steps[step].inputs,
        reach: reaches.dropFirst().reduce(reaches[0]) { $0.joined($1) })
      for case .step(let input) in task.inputs where !task.sources.contains(taskOfStep[input]) {
        task.sources.append(taskOfStep[input])
      }
      for number in numbers { taskOfStep[number] = tasks.count }
      tasks.append(task)
    }
    for root in roots {
      let step = plan.roots[root]
      let task = taskOfStep[step]
      if let member = tasks[task].numbers.firstIndex(of: step) {
        tasks[task].roots.append((member, root))
      }
    }
    Schedule.release(&tasks)
    Schedule.lookBack(&tasks)
    self.tasks = tasks.map { Task($0) }
    stepCount = plan.steps.count
  }

  private static func release(_ tasks: inout [Outline]) {
    var last: [Int: Int] = [:]
    for (place, task) in tasks.enumerated() {
      for number in task.numbers { last[number] = place }
      for case .step(let input) in task.inputs { last[input] = place }
    }
    for step in last.keys.sorted() { tasks[last[step] ?? 0].releases.append(step) }
  }

  private static func lookBack(_ tasks: inout [Outline]) {
    for place in tasks.indices.reversed() {
      let rows =
        switch tasks[place].reach {
        case .back(let rows): tasks[place].lookback + rows
        case .running(let rows): rows
        case .whole: 0
        }
      for source in tasks[place].sources {
        tasks[source].lookback = max(tasks[source].lookback, rows)
      }
    }
  }
}
