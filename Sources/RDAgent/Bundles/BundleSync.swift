package import Primitives
import Records
package import Store

/// Fetches the bundles of loops from the results API, and tells RD-Agent which of them stand here.
///
/// 1. A bundle that stands is not fetched again. One that cannot be had or may not be unpacked stops no other one.
/// 2. A bundle is confirmed only where that is asked for, only after all of it is on the disk, and once for each
///    service; what a killed sync left unconfirmed is confirmed by the next one.
/// 3. The service answers 200 for a bundle that it does not know: its registry is read again, and what it does not
///    mark is said.
package struct BundleSync {
  /// What became of one bundle.
  package struct Item: Equatable, Sendable {
    package enum State: String, Sendable {
      /// Fetched and unpacked now.
      case received
      /// It stood already.
      case standing
      /// The service does not have it.
      case absent
      /// It could not be had, or may not be unpacked: a diagnostic says why.
      case failed
      /// The identifier is none, or the service is away: it was not asked for.
      case notAsked = "not asked"
    }

    package enum Confirmation: String, Sendable {
      case none
      case done
      /// By an earlier sync.
      case before
      case failed
    }

    package var id: String
    /// `TASK/LOOP`.
    package var loops: [String]
    package var state: State
    package var confirmation = Confirmation.none
    /// Of its manifest, and of what the service says of it.
    package var findings: [Message] = []
    package var files = 0
    package var bytes = 0

    package var json: JSONValue {
      [
        "asset_bundle_id": .string(id), "loops": .array(loops.map { .string($0) }), "state": .string(state.rawValue),
        "confirmation": .string(confirmation.rawValue), "findings": .array(findings.map(\.json)),
        "files": .integer(files), "bytes": .integer(bytes),
      ]
    }
  }

  package struct Outcome: Equatable, Sendable {
    /// By identifier.
    package var items: [Item] = []
    package var diagnostics: [Diagnostic] = []

    package init() {}

    package var json: JSONValue {
      ["items": .array(items.map(\.json)), "failures": .array(diagnostics.map(\.stored))]
    }
  }

  private let api: ResultsAPI
  private let store: BundleStore
  private let database: Database
  private let clock: Clock
  private let limits: BundleArchive.Limits

  package init(
    _ api: ResultsAPI, store: BundleStore, database: Database, clock: Clock,
    limits: BundleArchive.Limits = BundleArchive.Limits()
  ) {
    self.api = api
    self.store = store
    self.database = database
    self.clock = clock
    self.limits = limits
  }

  /// - Parameters:
  ///   - wanted: the loops whose bundles are fetched.
  ///   - confirms: whether the service is told of all bundles that stand here and are wanted or came from it.
  /// - Throws: what the library or the disk says where nothing can be done; everything else is in the outcome.
  package func run(_ wanted: LibraryDetail, confirms: Bool) throws -> Outcome {
    var outcome = Outcome()
    try store.recover()
    fetch(try loops(wanted), into: &outcome)
    if confirms { try confirm(into: &outcome) }
    outcome.items.sort { $0.id < $1.id }
    return outcome
  }

  /// The loops of each bundle.
  private func loops(_ wanted: LibraryDetail) throws -> [(bundle: String, loops: [LibraryLoop])] {
    Dictionary(grouping: try database.loops(wanted).filter { $0.bundle != nil }) { $0.bundle?.value ?? "" }
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  // MARK: - Fetching

  private func fetch(_ wanted: [(bundle: String, loops: [LibraryLoop])], into outcome: inout Outcome) {
    var isAway = false
    for (text, loops) in wanted {
      var item = Item(id: text, loops: loops.map(\.id), state: .notAsked)
      if let id = BundleID(text) {
        do {
          if let bundle = try store.standing(id) {
            item.state = .standing
            item.note(bundle)
            if bundle.confirmed[api.shown] != nil { item.confirmation = .before }
          } else if !isAway {
            try receive(id, into: &item)
          }
        } catch {
          item.state = .failed
          isAway = isAway || (error as? HTTPFailure)?.isAway == true
          outcome.diagnostics.append(BundleSync.diagnostic(error, id))
        }
      } else {
        item.findings.append(.noIdentifier(String(text.prefix(80))))
      }
      outcome.items.append(item)
    }
    let left = outcome.items.filter { $0.state == .notAsked && BundleID($0.id) != nil }.count
    if left > 0 { outcome.diagnostics.append(.left(left, at: api.shown)) }
  }

  private func receive(_ id: BundleID, into item: inout Item) throws {
    guard let answer = try api.bundle(id) else {
      item.state = .absent
      return
    }
    // An answer that names no type passed the request.
    guard let type = answer.type else { throw BundleRefusal(.untyped) }
    let archive = try BundleArchive(answer.body, limits: limits)
    let (loops, source, time) = (item.loops, api.shown, clock.timestamp)
    let digest = SHA256Digest(hashing: answer.body).hex
    let bundle = try store.keep(id, archive) { members, manifest in
      let read = BundleManifest(manifest, paths: Set(members.map(\.path)), id: id, loops: loops)
      return ReceivedBundle(
        id: id, source: source, receivedAt: time, bytes: answer.body.count, sha256: digest, type: type,
        members: members, manifest: read.form, findings: read.findings)
    }
    item.state = .received
    item.note(bundle)
  }

  private static func diagnostic(_ error: any Error, _ id: BundleID) -> Diagnostic {
    switch error {
    case let refusal as BundleRefusal: refusal.diagnostic(of: id.text)
    case let failure as HTTPFailure: .notReceived(id.text, failure.message, isTheirs: failure.isContent)
    case let error as any DiagnosableError: error.diagnostic
    default: FileWriter.unwritable(id.text)
    }
  }

  // MARK: - Confirming

  private func confirm(into outcome: inout Outcome) throws {
    var told: [BundleID] = []
    for id in try store.all() {
      let place = outcome.items.firstIndex { $0.id == id.text }
      // What failed to be read was said when it was looked at.
      if let place, outcome.items[place].state == .failed { continue }
      var item = place.map { outcome.items[$0] } ?? Item(id: id.text, loops: [], state: .standing)
      do {
        // One that another service gave is of this one where a loop of it says so.
        guard let bundle = try store.standing(id), place != nil || bundle.source == api.shown else { continue }
        if place == nil { item.note(bundle) }
        if bundle.confirmed[api.shown] != nil {
          item.confirmation = .before
        } else {
          // Once, so every file is read for it.
          guard let whole = try store.standing(id, thoroughly: true) else { continue }
          try tell(id)
          _ = try store.note(whole, confirmedBy: api.shown, at: clock.timestamp)
          item.confirmation = .done
          told.append(id)
        }
      } catch {
        item.confirmation = .failed
        outcome.diagnostics.append(BundleSync.confirmation(error, id))
      }
      if let place { outcome.items[place] = item } else if item.confirmation != .before { outcome.items.append(item) }
    }
    if !told.isEmpty { try verify(told, &outcome) }
  }

  private struct Untaken: Error { var answer: String }

  private func tell(_ id: BundleID) throws {
    let body = try api.confirm(id)
    guard let answer = try? JSONReader.read(body), answer["status"]?.stringValue == "ok" else {
      throw Untaken(answer: String(String(decoding: body, as: UTF8.self).prefix(120)))
    }
  }

  private static func confirmation(_ error: any Error, _ id: BundleID) -> Diagnostic {
    switch error {
    case let untaken as Untaken: .unconfirmed(id.text, .otherAnswer(untaken.answer))
    case let failure as HTTPFailure:
      .unconfirmed(id.text, ResultsAPI.detail(failure.body).map { .said(failure.message, $0) } ?? failure.message)
    case let error as any DiagnosableError: error.diagnostic
    default: FileWriter.unwritable(id.text)
    }
  }

  /// Reads in the registry whether the loops of confirmed bundles are marked.
  private func verify(_ told: [BundleID], _ outcome: inout Outcome) throws {
    let names = Set(told.map(\.text))
    let times = try database.loops(.all).filter { names.contains($0.bundle?.value ?? "") }.map { $0.updatedAt?.value }
    // The service compares texts: one digit less is before the time itself. Without a time everything is asked for.
    let start = times.contains(nil) ? nil : times.compactMap { $0 }.min().map { String($0.dropLast()) }
    let rows: [JSONValue]
    do { rows = try IncrementalPages(page: api.incremental).walk(since: start).rows } catch {
      for index in outcome.items.indices where names.contains(outcome.items[index].id) {
        outcome.items[index].findings.append(.unverified)
      }
      return
    }
    let marked = Set(
      rows.filter { $0["sync_status"]?.stringValue == "synced" }.compactMap { $0["asset_bundle_id"]?.stringValue })
    for index in outcome.items.indices where names.subtracting(marked).contains(outcome.items[index].id) {
      outcome.items[index].findings.append(.unmarked)
    }
  }
}

extension BundleSync.Item {
  fileprivate mutating func note(_ bundle: ReceivedBundle) {
    files = bundle.members.count
    bytes = bundle.members.reduce(0) { $0 + $1.size }
    findings += bundle.findings
  }
}

extension HTTPFailure {
  /// Whether the next request will have no answer either.
  fileprivate var isAway: Bool {
    switch reason {
    case .address, .refused, .noHost, .certificate: true
    default: false
    }
  }

  /// Whether an answer came that is not what was asked for.
  fileprivate var isContent: Bool {
    switch reason {
    case .tooLarge, .type, .notHTTP: true
    default: false
    }
  }
}

extension Diagnostic {
  fileprivate static func notReceived(_ id: String, _ reason: Message, isTheirs: Bool) -> Diagnostic {
    Diagnostic(
      "bundle.not-received", isTheirs ? .damaged : .environment, ["id": .text(id), "reason": .message(reason)],
      (en: "Bundle {id} could not be had. {reason}", zh: "未能取得包 {id}。{reason}"),
      remedy: (
        en: "Sync again when the service answers. What stands here is not fetched again.",
        zh: "请在服务恢复后重新同步；已收到的不会重复下载。"
      ))
  }

  fileprivate static func left(_ count: Int, at address: String) -> Diagnostic {
    Diagnostic(
      "bundle.left", .environment, ["count": .count(count), "address": .text(address)],
      (
        en: "{count} {count:bundle was|bundles were} not asked for, as {address} does not answer.",
        zh: "{address} 没有应答，{count} 个包未请求。"
      ),
      remedy: (en: "Start its `results_api` and sync again.", zh: "启动其 `results_api` 后重新同步。"))
  }

  fileprivate static func unconfirmed(_ id: String, _ reason: Message) -> Diagnostic {
    Diagnostic(
      "bundle.unconfirmed", .environment, ["id": .text(id), "reason": .message(reason)],
      (en: "RD-Agent did not take the confirmation of bundle {id}. {reason}", zh: "RD-Agent 未接受包 {id} 的确认。{reason}"),
      remedy: (
        en: "The bundle stands here. Sync again with `--confirm`.", zh: "该包已保存；请再次运行带 `--confirm` 的同步。"
      ))
  }
}

extension Message {
  fileprivate static let untyped = Message(
    "bundle.untyped", en: "The answer names no media type.", zh: "应答未注明媒体类型。")
  fileprivate static let unmarked = Message(
    "bundle.unmarked", en: "RD-Agent took the confirmation and marks none of its loops as synced.",
    zh: "RD-Agent 接受了确认，但没有任何循环被标为已同步。")
  fileprivate static let unverified = Message(
    "bundle.unverified", en: "RD-Agent took the confirmation; its registry could not be read again.",
    zh: "RD-Agent 接受了确认，但无法再次读取其登记库。")

  fileprivate static func noIdentifier(_ text: String) -> Message {
    Message(
      "bundle.no-identifier", ["text": .text(text)], en: "'{text}' is no identifier of a bundle and is not asked for.",
      zh: "“{text}”不是包的标识，未请求。")
  }

  fileprivate static func otherAnswer(_ text: String) -> Message {
    Message("bundle.other-answer", ["text": .text(text)], en: "It answered: {text}", zh: "其应答为：{text}")
  }

  fileprivate static func said(_ reason: Message, _ detail: String) -> Message {
    Message(
      "bundle.said", ["reason": .message(reason), "detail": .text(detail)], en: "{reason} It says: {detail}",
      zh: "{reason}其说明：{detail}")
  }
}
