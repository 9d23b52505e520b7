import Primitives
import Records
import Store

/// The library in columns, in the terminal's language.
struct LibraryListing {
  let language: Language

  /// A loop in a list: of its selection the figures alone.
  static func json(
    _ loop: LibraryLoop, _ candidate: LibraryCandidate?, _ selected: [LibraryLoop.Figure: Double]
  ) -> JSONValue {
    let figures = LibraryLoop.Figure.selected.map { figure in
      let value = selected[figure]
      return (
        figure.rawValue,
        figure == .trials ? value.map { JSONValue.integer(Int($0)) } ?? .null : JSONValue.optional(value)
      )
    }
    return json(loop, candidate, .object(Dictionary(figures) { first, _ in first }))
  }

  /// A loop by itself, with its whole selection.
  static func json(_ loop: LibraryLoop, _ candidate: LibraryCandidate?, _ selection: LibrarySelection?) -> JSONValue {
    json(loop, candidate, selection?.json ?? .null)
  }

  private static func json(_ loop: LibraryLoop, _ candidate: LibraryCandidate?, _ selection: JSONValue) -> JSONValue {
    guard var members = loop.json.objectValue else { return loop.json }
    members["candidate"] = candidate?.json ?? .null
    members["selection"] = selection
    return .object(members)
  }

  /// With what RD-Agent's registry says of the files of its workspaces, each as it was told.
  static func json(
    _ loop: LibraryLoop, _ candidate: LibraryCandidate?, _ selection: LibrarySelection?, _ artifacts: [LibraryEntry]
  ) -> JSONValue {
    guard var members = json(loop, candidate, selection).objectValue else { return loop.json }
    members["artifacts"] = .array(artifacts.map { ["origin": .string($0.origin), "document": $0.document] })
    return .object(members)
  }

  func lines(_ artifacts: [LibraryEntry]) -> [String] {
    guard !artifacts.isEmpty else { return [] }
    var columns = TextColumns([.left, .left, .left, .left])
    columns.append([Message.artifact, .fileState, .path, .source].map { $0[language] })
    for entry in artifacts {
      let row = entry.document
      func text(_ name: String) -> String { row[name]?.stringValue ?? "–" }
      columns.append([text("name"), text("status"), text("entry_path"), entry.origin])
    }
    return [""] + columns.lines
  }

  func lines(_ rows: [LibraryRow], marked: [String: LibraryCandidate]) -> [String] {
    guard !rows.isEmpty else { return [Message.nothing[language]] }
    var columns = TextColumns([.left, .left, .left, .right, .right, .right, .right, .right, .right, .left])
    columns.append(
      [
        Message.loop, .action, .decision, .ic, .annualReturn, .informationRatio, .maxDrawdown, .trials, .deflatedSharpe,
        .candidate,
      ].map { $0[language] })
    for row in rows {
      let figures = row.figures
      columns.append([
        row.id, row.action ?? "–", decision(row.decision)[language], number(figures[.ic], 4),
        percent(figures[.annualReturn]), number(figures[.informationRatio], 3), percent(figures[.maxDrawdown]),
        number(figures[.trials], 0), number(figures[.deflatedSharpe], 3), marked[row.id].map { "● " + $0.note } ?? "",
      ])
    }
    return columns.lines + [Message.conventions[language], Message.selectionConventions[language]]
  }

  func lines(_ factors: [LibraryFactor]) -> [String] {
    guard !factors.isEmpty else { return [Message.nothing[language]] }
    var columns = TextColumns([.left, .left, .left, .right, .left])
    columns.append([Message.factor, .identity, .source, .loops, .expression].map { $0[language] })
    for factor in factors {
      columns.append([
        factor.names.joined(separator: " = "), factor.id, factor.source ?? "–", "\(factor.loops.count)",
        factor.expression ?? "–",
      ])
    }
    return columns.lines
  }

  func lines(_ loop: LibraryLoop, _ candidate: LibraryCandidate?) -> [String] {
    var columns = TextColumns([.left, .left, .left])
    func add(_ name: String, _ value: LibraryLoop.Sourced<String>?) {
      columns.append([name, value?.value ?? Message.notRecorded[language], value.map(origin) ?? ""])
    }
    columns.append(["loop", loop.id, ""])
    add("action", loop.action)
    add("status", loop.status)
    columns.append([
      "decision", decision(loop.decision?.value)[language],
      loop.decision.map { origin(.init("", origin: $0.origin, isRepaired: $0.isRepaired)) } ?? "",
    ])
    add("started_at_utc", loop.startedAt)
    add("asset_bundle_id", loop.bundle)
    if loop.error != nil { add("error_message", loop.error) }
    for (name, value) in loop.metrics.sorted(by: { $0.key < $1.key }) {
      columns.append([
        name, value.value.description, origin(.init("", origin: value.origin, isRepaired: value.isRepaired)),
      ])
    }
    columns.append(["factors", loop.factorNames.joined(separator: " "), ""])
    columns.append(["workspaces", loop.workspaces.joined(separator: " "), ""])
    var lines = columns.lines
    if let hypothesis = loop.hypothesis { lines += ["", Message.saidByModel[language], hypothesis.value] }
    for (name, text) in loop.texts.sorted(by: { $0.key < $1.key }) { lines += ["[\(name)] " + text.value] }
    if let candidate { lines += ["", Message.candidateLine(candidate)[language]] }
    if let reason = candidate?.reason { lines.append(reason[language]) }
    return lines
  }

  func lines(_ factor: LibraryFactor) -> [String] {
    var columns = TextColumns([.left, .left])
    let facts: [(String, String?)] = [
      ("names", factor.names.joined(separator: " = ")), ("id", factor.id), ("source", factor.source),
      ("expression", factor.expression), ("description", factor.description),
      ("tags", factor.tags.isEmpty ? nil : factor.tags.joined(separator: " ")),
      ("loops", factor.loops.isEmpty ? nil : factor.loops.joined(separator: " ")),
      ("created_at_utc", factor.createdAt), ("origins", factor.origins.joined(separator: ", ")),
      ("code", factor.code?.digest), ("places", factor.code?.places.joined(separator: ", ")),
    ]
    for (name, value) in facts {
      columns.append([name, value ?? Message.notRecorded[language]])
    }
    return columns.lines + factor.clashNotes.map { $0[language] } + [""]
  }

  // MARK: - Cells

  private func origin(_ value: LibraryLoop.Sourced<String>) -> String {
    value.origin + (value.isRepaired ? " " + Message.mended[language] : "")
  }

  private func decision(_ decision: Bool?) -> Message {
    switch decision {
    case true?: .accepted
    case false?: .rejected
    case nil: .notRecorded
    }
  }

  private func number(_ value: Double?, _ decimals: Int) -> String {
    value.flatMap { Figures.fixed($0, decimals) } ?? "–"
  }

  private func percent(_ value: Double?) -> String {
    value.flatMap { Figures.fixed($0 * 100, 2) }.map { $0 + "%" } ?? "–"
  }
}

extension Message {
  fileprivate static let nothing = Message(
    "library.nothing", en: "Nothing passes the filter.", zh: "没有符合条件的内容。")
  fileprivate static let loop = Message("library.loop.label", en: "Loop", zh: "循环")
  fileprivate static let action = Message("library.action.label", en: "action", zh: "类型")
  fileprivate static let decision = Message("library.decision.label", en: "decision", zh: "决定")
  fileprivate static let ic = Message("library.ic.label", en: "IC", zh: "IC")
  fileprivate static let annualReturn = Message("library.annual-return.label", en: "annual excess", zh: "年化超额")
  fileprivate static let informationRatio = Message(
    "library.information-ratio.label", en: "information ratio", zh: "信息比率")
  fileprivate static let maxDrawdown = Message("library.max-drawdown.label", en: "max. drawdown", zh: "最大回撤")
  fileprivate static let trials = Message("library.trials.label", en: "trials", zh: "试验次数")
  fileprivate static let deflatedSharpe = Message("library.deflated-sharpe.label", en: "deflated Sharpe", zh: "折减夏普")
  fileprivate static let selectionConventions = Message(
    "library.selection-conventions",
    en:
      "Trials: distinct results on the same test range. Deflated Sharpe: probability that the ratio is above the best of "
      + "as many worthless trials. `library show` gives the reasons.",
    zh: "试验次数：同一测试区间内互不相同的结果数。折减夏普：该比率高于同样多次无效试验中最好一次的概率。`library show` 给出依据。")
  fileprivate static let candidate = Message("library.candidate.label", en: "candidate", zh: "候选")
  fileprivate static let factor = Message("library.factor.label", en: "Factor", zh: "因子")
  fileprivate static let identity = Message("library.identity.label", en: "identity", zh: "标识")
  fileprivate static let source = Message("library.source.label", en: "source", zh: "来源")
  fileprivate static let loops = Message("library.loops.label", en: "loops", zh: "循环数")
  fileprivate static let expression = Message("library.expression.label", en: "expression", zh: "表达式")
  fileprivate static let artifact = Message("library.artifact.label", en: "Artifact", zh: "产物")
  fileprivate static let fileState = Message("library.file-state.label", en: "state", zh: "状态")
  fileprivate static let path = Message("library.path.label", en: "path", zh: "路径")
  fileprivate static let accepted = Message("library.accepted.label", en: "accepted", zh: "接受")
  fileprivate static let rejected = Message("library.rejected.label", en: "rejected", zh: "拒绝")
  fileprivate static let notRecorded = Message("library.not-recorded.label", en: "not recorded", zh: "未记录")
  fileprivate static let mended = Message("library.mended.label", en: "(mended)", zh: "（已修复）")
  fileprivate static let conventions = Message(
    "library.conventions",
    en: "RD-Agent's own figures: excess returns after costs, arithmetic, 238 days a year. A dash: not recorded.",
    zh: "均为 RD-Agent 自报：扣费后超额收益，算术累计，每年 238 日；“–”表示未记录。")
  fileprivate static let saidByModel = Message(
    "library.said-by-model", en: "Written by RD-Agent's language model:", zh: "以下由 RD-Agent 的语言模型撰写：")

  fileprivate static func candidateLine(_ candidate: LibraryCandidate) -> Message {
    Message(
      "library.candidate-line",
      ["by": .text(candidate.markedBy), "at": .text(candidate.markedAt), "note": .text(candidate.note)],
      en: "Candidate, marked by {by} at {at}: {note}.", zh: "候选，{by} 于 {at} 标记：{note}。")
  }
}
