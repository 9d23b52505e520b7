import Primitives
import Records

/// One loop: what RD-Agent supposed, what it says of the result, its figures with the places that told them, and what
/// came before it.
struct LoopPage {
  let loop: LibraryLoop
  /// Shown loops of the same task, by number.
  let task: [LibraryLoop]
  /// Shown factors of the loop, by name.
  let factors: [String: LibraryFactor]
  let candidate: LibraryCandidate?
  /// By loop.
  let selections: [String: LibrarySelection]

  var document: PageDocument {
    let values: [String: PageValue] = [
      "verdict": LoopDecision(loop).mark, "name": .text(LoopRow.short(loop.id)), "id": .text(loop.id),
      "isMarked": .flag(candidate != nil), "marked": .message(optional: candidate.map(Message.marked)),
      "markNote": .note(candidate?.note ?? ""),
      "hasHypothesis": .flag(loop.hypothesis != nil), "hypothesis": .note(loop.hypothesis?.value ?? ""),
      "hasError": .flag(loop.error != nil), "error": .note(LoopPage.bounded(loop.error?.value ?? "")),
      "headline": .list(headline), "metricsNote": .message(.metricsNote),
      "hasSelection": .flag(selections[loop.id] != nil), "selection": .list(selection),
      "selectionNotes": .list((selections[loop.id]?.notes ?? []).map { ["line": .message($0)] }),
      "hasTexts": .flag(!loop.texts.isEmpty), "texts": .list(texts),
      "hasFactors": .flag(!loop.factorNames.isEmpty), "factors": .list(factorRows), "change": .message(change),
      "hasTask": .flag(task.count > 1), "task": .list(task.map(row)),
      "hasMetrics": .flag(!loop.metrics.isEmpty), "metrics": .list(metrics), "facts": .list(facts),
      "showCommand": .text("aistock library show \(loop.id)"),
      "markCommand": .text(
        candidate == nil ? "aistock library mark \(loop.id)" : "aistock library migrate \(loop.id)"),
    ]
    return PageDocument(
      page: .loop(loop.id), title: .joined([.label("loop"), .text(LoopRow.short(loop.id))], separator: .space),
      values: values,
      runningHead: (
        left: .joined([.text("aistock"), .label("loop"), .text(LoopRow.short(loop.id))], separator: .dot),
        right: .label("loopDecision." + LoopDecision(loop).rawValue)
      ))
  }

  private static let headFigures: [(LibraryLoop.Figure, Figure.Unit)] = [
    (.annualReturn, .percent), (.informationRatio, .ratio), (.maxDrawdown, .percent), (.ic, .correlation),
    (.rankIC, .correlation),
  ]

  private var headline: [[String: PageValue]] {
    LoopPage.headFigures.map { figure, unit in
      [
        "label": .label("loopFigure." + figure.rawValue), "value": .figure(Figure(loop[figure], unit)),
        "note": figure.metric.flatMap { loop.metrics[$0] }.map { .note($0.origin) } ?? .label("notRecorded"),
      ]
    }
  }

  /// What the result is worth among all that were tried; each figure with its reason or its assumption.
  private var selection: [[String: PageValue]] {
    guard let own = selections[loop.id] else { return [] }
    func row(_ label: String, _ value: PageValue, _ note: PageValue = "") -> [String: PageValue] {
      ["label": .label(label), "value": value, "note": note]
    }
    func figure(_ label: String, _ value: LibrarySelection.Value, _ unit: Figure.Unit) -> [String: PageValue] {
      row(label, .figure(Figure(value.number, unit)), .message(optional: value.reason))
    }
    return [
      row(
        "selectionRange", .text(own.range.map { "\($0.start) – \($0.end)" } ?? PageFigures.missing),
        own.rangeBasis.map { .label("selectionRange." + $0.rawValue) } ?? ""),
      row(
        "selectionTrials", .figure(Figure(count: own.trials)), .message(.trials(of: own.loops, unranged: own.unranged))),
      row(
        "selectionIdentical", .figure(Figure(count: own.identical.count)),
        .note(own.identical.prefix(5).map(LoopRow.short).joined(separator: ", "))),
      figure("selectionRatio", own.informationRatio, .correlation),
      figure("selectionDeflated", own.deflatedSharpe, .ratio),
      figure("selectionOverfitting", own.overfitting, .percent),
      figure("selectionDegradation", own.degradation, .ratio),
      figure("selectionCorrelation", own.correlation, .ratio),
    ]
  }

  /// What a language model wrote, under the name that RD-Agent gives it.
  private var texts: [[String: PageValue]] {
    loop.texts.sorted { $0.key < $1.key }.map { name, text in
      [
        "label": StringTable.text("loopText." + name, .english) == nil ? .note(name) : .label("loopText." + name),
        "text": .note(LoopPage.bounded(text.value)), "origin": .note(text.origin),
      ]
    }
  }

  private var factorRows: [[String: PageValue]] {
    loop.factorNames.map { name in
      let known = factors[name]
      return [
        "name": .note(name), "hasPage": .flag(known != nil),
        "href": .text("../" + PageShell.Page.libraryFactor(known?.id ?? "").path),
        "description": .note(known?.description ?? ""),
      ]
    }
  }

  /// Against the last accepted loop before it, in names of factors.
  private var change: Message {
    let before = task.last { $0.number < loop.number && $0.decision?.value == true }
    guard let before else { return .noneBefore }
    let new = Set(loop.factorNames).subtracting(before.factorNames).count
    let gone = Set(before.factorNames).subtracting(loop.factorNames).count
    return .changed(new, gone, since: before.number)
  }

  private func row(_ other: LibraryLoop) -> [String: PageValue] {
    LoopRow(other, selections[other.id]).values(up: "../").merging([
      "isThis": .flag(other.id == loop.id), "number": .text("\(other.number)"),
    ]) { own, _ in own }
  }

  private var metrics: [[String: PageValue]] {
    loop.metrics.sorted { $0.key < $1.key }.map { name, metric in
      [
        "name": .note(name), "value": .figure(Figure(metric.value, .significant)), "origin": .note(metric.origin),
        "isRepaired": .flag(metric.isRepaired),
      ]
    }
  }

  private var facts: [[String: PageValue]] {
    let sourced: [(String, LibraryLoop.Sourced<String>?)] = [
      ("loopAction", loop.action), ("loopStatus", loop.status), ("loopStarted", loop.startedAt),
      ("loopUpdated", loop.updatedAt), ("loopBundle", loop.bundle),
    ]
    return sourced.map { key, value in
      [
        "label": .label(key), "value": value.map { .note($0.value) } ?? .label("notRecorded"),
        "origin": .note(value?.origin ?? ""),
      ]
    } + [
      [
        "label": .label("loopWorkspaces"),
        "value": loop.workspaces.isEmpty ? .label("notRecorded") : .note(loop.workspaces.joined(separator: ", ")),
        "origin": "",
      ],
      ["label": .label("loopOrigins"), "value": .note(loop.origins.joined(separator: ", ")), "origin": ""],
    ]
  }

  private static let textMax = 20_000

  /// A text of any length in a page of a bounded one.
  private static func bounded(_ text: String) -> String {
    text.count > textMax ? text.prefix(textMax) + "…" : text
  }
}

extension Message {
  fileprivate static func trials(of loops: Int, unranged: Int) -> Message {
    guard unranged > 0 else {
      return Message(
        "report.loop-trials-all", ["loops": .count(loops)], en: "Of {loops} {loops:loop|loops}.", zh: "来自 {loops} 个循环。")
    }
    return Message(
      "report.loop-trials", ["loops": .count(loops), "unranged": .count(unranged)],
      en: "Of {loops} {loops:loop|loops}; the test range of {unranged} more is not known.",
      zh: "来自 {loops} 个循环；另有 {unranged} 个循环的测试区间未知。")
  }

  fileprivate static func marked(_ candidate: LibraryCandidate) -> Message {
    Message(
      "report.loop-marked", ["by": .text(candidate.markedBy), "time": .text(PageText.minute(candidate.markedAt))],
      en: "Marked as a candidate by {by}, {time}.", zh: "{by} 于 {time} 标记为候选。")
  }

  fileprivate static let noneBefore = Message(
    "report.loop-first", en: "No loop before it in its task is known as accepted.", zh: "同一任务中没有更早的已接受循环。")

  fileprivate static func changed(_ new: Int, _ gone: Int, since number: Int) -> Message {
    Message(
      "report.loop-change", ["new": .count(new), "gone": .count(gone), "number": .count(number)],
      en: "Against loop {number}, the last accepted one before: {new} {new:factor|factors} more, {gone} gone.",
      zh: "与此前最近接受的循环 {number} 相比：新增因子 {new} 个，去掉 {gone} 个。")
  }
}
