import Primitives
import RDAgent
import Records

/// All that one sync did.
struct SyncResult {
  var materialization: Materialization?
  var unanswered: Diagnostic?
  var library: LibrarySync.Outcome?
  var bundles: BundleSync.Outcome?

  /// A step that fails does not end the sync.
  mutating func materialize(_ service: ResultsAPI) {
    do { materialization = try Materialization.ask(service) } catch {
      unanswered = (error as? any DiagnosableError)?.diagnostic
    }
  }

  /// In the order of what was done.
  var diagnostics: [Diagnostic] {
    [unanswered].compactMap { $0 } + (materialization?.findings ?? []) + (library?.damaged ?? [])
      + (bundles?.diagnostics ?? [])
  }

  /// Nil where everything was done; damage before what is away.
  var exit: ExitCode? {
    let exits = diagnostics.filter { $0.severity == .error }.map(\.exit)
    return exits.contains(.input) ? .input : exits.first
  }

  var json: JSONValue {
    var members = library?.json.objectValue ?? [:]
    members["bundles"] = bundles?.json ?? .null
    members["materialization"] = materialization?.json ?? .null
    return .object(members)
  }
}

/// What a sync did in columns, in the terminal's language.
struct SyncListing {
  let language: Language

  func lines(of result: SyncResult) -> [String] {
    (result.materialization.map(lines) ?? []) + (result.library.map(lines) ?? []) + (result.bundles.map(lines) ?? [])
  }

  private func lines(of materialization: Materialization) -> [String] {
    var columns = TextColumns([.left, .right, .left, .left])
    columns.append([Message.step, .code, .judgement, .output].map { $0[language] })
    for step in materialization.steps {
      let said = step.judgement == .done ? step.first : step.last
      columns.append([step.name, step.code.map(String.init) ?? "–", Message.of(step.judgement)[language], said])
    }
    return columns.lines + [""]
  }

  private func lines(of outcome: LibrarySync.Outcome) -> [String] {
    var columns = TextColumns([.left] + [TextColumns.Side](repeating: .right, count: 7))
    columns.append(
      [Message.origin, .received, .added, .changed, .same, .repeated, .repaired, .refused].map { $0[language] })
    for tally in outcome.tallies {
      let counts = [
        tally.received, tally.added, tally.changed, tally.same, tally.repeated, tally.repaired, tally.refusals.count,
      ]
      columns.append([tally.origin] + counts.map { "\($0)" })
    }
    var lines = columns.lines
    for tally in outcome.tallies {
      lines += tally.refusals.prefix(5).map { Message.refusal(tally.origin, $0)[language] }
      if tally.refusals.count > 5 {
        lines.append(Message.furtherRefusals(tally.origin, tally.refusals.count - 5)[language])
      }
      if !tally.superseded.isEmpty { lines.append(Message.superseded(tally)[language]) }
    }
    lines += outcome.absent.map { Message.absent($0)[language] }
    return lines + [Message.put(outcome)[language]]
  }

  private func lines(of outcome: BundleSync.Outcome) -> [String] {
    guard !outcome.items.isEmpty else { return [] }
    var columns = TextColumns([.left, .left, .left, .right, .right, .left])
    columns.append([Message.bundle, .state, .confirmation, .files, .bytes, .loops].map { $0[language] })
    for item in outcome.items {
      columns.append([
        item.id, Message.of(item.state)[language], Message.of(item.confirmation)[language], "\(item.files)",
        "\(item.bytes)", item.loops.joined(separator: " "),
      ])
    }
    return [""] + columns.lines
      + outcome.items.flatMap { item in item.findings.map { Message.bundleFinding(item.id, $0)[language] } }
  }
}

extension Message {
  fileprivate static let step = Message("sync.step.label", en: "Step", zh: "步骤")
  fileprivate static let code = Message("sync.code.label", en: "code", zh: "返回码")
  fileprivate static let judgement = Message("sync.judgement.label", en: "judgement", zh: "判定")
  fileprivate static let output = Message("sync.output.label", en: "output", zh: "输出")
  fileprivate static let bundle = Message("sync.bundle.label", en: "Bundle", zh: "包")
  fileprivate static let state = Message("sync.state.label", en: "state", zh: "状态")
  fileprivate static let confirmation = Message("sync.confirmation.label", en: "confirmed", zh: "确认")
  fileprivate static let files = Message("sync.files.label", en: "files", zh: "文件")
  fileprivate static let bytes = Message("sync.bytes.label", en: "bytes", zh: "字节")
  fileprivate static let loops = Message("sync.loops.label", en: "loops", zh: "循环")
  fileprivate static let origin = Message("sync.origin.label", en: "Part", zh: "部分")
  fileprivate static let received = Message("sync.received.label", en: "received", zh: "收到")
  fileprivate static let added = Message("sync.added.label", en: "new", zh: "新增")
  fileprivate static let changed = Message("sync.changed.label", en: "changed", zh: "变更")
  fileprivate static let same = Message("sync.same.label", en: "as before", zh: "未变")
  fileprivate static let repeated = Message("sync.repeated.label", en: "twice", zh: "重复")
  fileprivate static let repaired = Message("sync.repaired.label", en: "mended", zh: "修复")
  fileprivate static let refused = Message("sync.refused.label", en: "refused", zh: "拒收")

  fileprivate static func refusal(_ origin: String, _ refusal: SyncTally.Refusal) -> Message {
    Message(
      "sync.refusal", ["origin": .text(origin), "row": .count(refusal.row), "reason": .message(refusal.reason)],
      en: "Refused: {origin}, row {row}. {reason}", zh: "拒收：{origin} 第 {row} 行。{reason}")
  }

  fileprivate static func furtherRefusals(_ origin: String, _ count: Int) -> Message {
    Message(
      "sync.further-refusals", ["origin": .text(origin), "count": .count(count)],
      en: "{origin}: {count} further {count:row is|rows are} refused; `--json` lists all.",
      zh: "{origin} 另有 {count} 行被拒收，`--json` 列出全部。")
  }

  fileprivate static func absent(_ absence: LibrarySync.Outcome.Absence) -> Message {
    Message(
      "sync.absent", ["origin": .text(absence.origin), "reason": .message(absence.reason)],
      en: "Without {origin}. {reason}", zh: "缺少 {origin}。{reason}")
  }

  fileprivate static func put(_ outcome: LibrarySync.Outcome) -> Message {
    Message(
      "sync.put-together", ["loops": .count(outcome.loops), "factors": .count(outcome.factors)],
      en: "Put together anew: {loops} {loops:loop|loops}, {factors} {factors:factor|factors}.",
      zh: "重新汇总：{loops} 个循环，{factors} 个因子。")
  }

  fileprivate static func superseded(_ tally: SyncTally) -> Message {
    let keys = Set(tally.superseded).sorted()
    return Message(
      "sync.superseded",
      [
        "origin": .text(tally.origin), "count": .count(tally.superseded.count),
        "keys": .names(keys.prefix(3) + (keys.count > 3 ? ["…"] : [])),
      ],
      en: "{origin}: {count} {count:row gives|rows give} way to a later one of its key: {keys}.",
      zh: "{origin}：{count} 行让位于同键的较新行：{keys}。")
  }

  fileprivate static func bundleFinding(_ id: String, _ finding: Message) -> Message {
    Message(
      "sync.bundle-finding", ["id": .text(id), "finding": .message(finding)], en: "{id}: {finding}",
      zh: "{id}：{finding}")
  }

  fileprivate static func of(_ judgement: Materialization.Step.Judgement) -> Message {
    switch judgement {
    case .done: Message("sync.step-done.label", en: "done", zh: "完成")
    case .knownDefect: Message("sync.step-known-defect.label", en: "known defect", zh: "已知缺陷")
    case .failed: Message("sync.step-failed.label", en: "failed", zh: "失败")
    }
  }

  fileprivate static func of(_ state: BundleSync.Item.State) -> Message {
    switch state {
    case .received: Message("sync.bundle-received.label", en: "received", zh: "已收到")
    case .standing: Message("sync.bundle-standing.label", en: "stands here", zh: "已存在")
    case .absent: Message("sync.bundle-absent.label", en: "not there", zh: "服务中没有")
    case .failed: Message("sync.bundle-failed.label", en: "failed", zh: "失败")
    case .notAsked: Message("sync.bundle-not-asked.label", en: "not asked for", zh: "未请求")
    }
  }

  fileprivate static func of(_ confirmation: BundleSync.Item.Confirmation) -> Message {
    switch confirmation {
    case .none: Message("sync.unconfirmed.label", en: "–", zh: "–")
    case .done: Message("sync.confirmed.label", en: "now", zh: "本次")
    case .before: Message("sync.confirmed-before.label", en: "before", zh: "此前")
    case .failed: Message("sync.confirmation-failed.label", en: "failed", zh: "失败")
    }
  }
}
