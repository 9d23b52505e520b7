package import Primitives
package import Records

/// A reviewer's signed leave to trade one account on one day without anybody at the keyboard.
///
/// 1. What is signed is to the byte what is read: sorted keys, no blanks, nothing unknown.
/// 2. It is signed under a namespace of its own, so that no sign-off is a ticket and no ticket a sign-off.
/// 3. It names what it is for: account, day, environment, digest of the limits, migrations with the statements that
///    approve them, and the most yuan that may be bought.
package struct DayTicket: Equatable, Sendable {
  package static let namespace = "aistock-ticket"
  package static let schema = 1
  private static let kind = "aistock-day-ticket"

  package let account: String
  package let day: TradingDay
  package let environment: MoneyGate.Environment
  /// Digest of the limits that the run is held to.
  package let limits: String
  /// SHA-256 of the statement that approves each migration, by the migration's name.
  package let migrations: [String: String]
  package let purchasesMax: Money
  package let reviewer: String
  package let note: String
  /// `2026-11-23T08:41:33+00:00`.
  package let time: String

  package init(
    account: String, day: TradingDay, environment: MoneyGate.Environment, limits: String,
    migrations: [String: String], purchasesMax: Money, reviewer: String, note: String, time: String
  ) {
    self.account = account
    self.day = day
    self.environment = environment
    self.limits = limits
    self.migrations = migrations
    self.purchasesMax = purchasesMax
    self.reviewer = reviewer
    self.note = note
    self.time = time
  }

  package var json: JSONValue {
    [
      "schema": .integer(DayTicket.schema), "kind": .string(DayTicket.kind), "account": .string(account),
      "day": .string(day.description), "environment": .string(environment.rawValue), "limits": .string(limits),
      "migrations": .object(migrations.mapValues { .string($0) }),
      "purchases_max": .string(purchasesMax.description), "reviewer": .string(reviewer), "note": .string(note),
      "time": .string(time),
    ]
  }

  package var bytes: [UInt8] { json.canonical }
  /// What a use of it is recorded under.
  package var digest: String { SHA256Digest(hashing: bytes).hex }

  /// Reads a ticket; throws `ticket.missing` (exit 3) without a file, `ticket.damaged` (exit 1) for any other text.
  package init(file path: String) throws {
    guard FileReader.exists(path) else { throw Diagnostic.missing(path) }
    let bytes = try FileReader.bytes(path)
    guard let json = try? JSONReader.read(bytes), json["schema"]?.intValue == DayTicket.schema,
      json["kind"]?.stringValue == DayTicket.kind, let account = json["account"]?.stringValue,
      let day = json["day"]?.stringValue.flatMap({ TradingDay($0) }),
      let environment = json["environment"]?.stringValue.flatMap(MoneyGate.Environment.init),
      let limits = json["limits"]?.stringValue, let members = json["migrations"]?.objectValue,
      let most = json["purchases_max"]?.stringValue.flatMap({ Money(exact: $0) }),
      let reviewer = json["reviewer"]?.stringValue, let note = json["note"]?.stringValue,
      let time = json["time"]?.stringValue
    else { throw Diagnostic.damaged(path) }
    self.init(
      account: account, day: day, environment: environment, limits: limits,
      migrations: members.compactMapValues(\.stringValue), purchasesMax: most, reviewer: reviewer, note: note,
      time: time)
    guard self.bytes == bytes else { throw Diagnostic.damaged(path) }
  }

  /// Why the ticket is not for a plan; nil where it is.
  package func objection(to plan: TradePlan, today: TradingDay, at path: String) -> Diagnostic? {
    if day < today { return .expired(path, day, today) }
    if day > today || day != plan.day { return .otherDay(path, day, plan.day) }
    if account != plan.account { return .otherAccount(path, account, plan.account) }
    if environment.rawValue != plan.environment.rawValue { return .otherEnvironment(path, environment, plan) }
    if limits != plan.limits { return .otherLimits(path) }
    let wanted = plan.strategies.map { ($0.strategyID, $0.approval ?? "") }
    if migrations != Dictionary(wanted, uniquingKeysWith: { first, _ in first }) {
      return .otherMigrations(path, migrations.keys.sorted(), wanted.map(\.0).sorted())
    }
    let bought = plan.lines.filter { $0.side == .buy }.reduce(Money.zero) { $0 + $1.amount + $1.fees }
    return bought > purchasesMax ? .tooMuch(path, bought, purchasesMax) : nil
  }
}

extension ReviewLedger {
  /// Signs a ticket and writes it with its signature, `.sig` beside it.
  ///
  /// The signature is verified before anything stands at the path: what is on disk was valid once.
  package func issue(_ ticket: DayTicket, key: String, to path: String, now clock: Clock) throws {
    guard SSHSignature.isPlain(ticket.reviewer) else { throw Diagnostic.noSigner(ticket.reviewer) }
    let signature = try ssh.sign(ticket.bytes, key: key, namespace: DayTicket.namespace)
    let fresh = path + ".sig.new"
    try FileWriter.write(signature, to: fresh)
    do {
      if let objection = try objection(to: ticket, signature: fresh, at: path, now: clock) { throw objection }
    } catch {
      try FileWriter.remove(fresh)
      throw error
    }
    try FileWriter.write(signature, to: path + ".sig")
    try FileWriter.write(ticket.bytes, to: path)
    try FileWriter.remove(fresh)
  }

  /// Reads and verifies a ticket; throws what is wrong with it, `ticket.…` (exit 1).
  package func ticket(file path: String, now clock: Clock) throws -> DayTicket {
    let ticket = try DayTicket(file: path)
    if let objection = try objection(to: ticket, signature: path + ".sig", at: path, now: clock) { throw objection }
    return ticket
  }

  /// Why a ticket's signature does not count; nil where it does: an allowed signer's, whose key is valid when it was
  /// signed and now, and who made none of its migrations.
  private func objection(
    to ticket: DayTicket, signature: String, at path: String, now clock: Clock
  ) throws -> Diagnostic? {
    if ticket.time > clock.timestamp { return .early(path, ticket.time) }
    for moment in [ticket.time, clock.timestamp] {
      let outcome = try ssh.verify(
        ticket.bytes, signature: signature, person: ticket.reviewer, allowedSigners: allowedSigners, at: moment,
        namespace: DayTicket.namespace)
      if case .invalid(let why) = outcome { return .signature(path, ticket.reviewer, why) }
    }
    guard requiresOtherThanAuthor else { return nil }
    for migration in ticket.migrations.keys.sorted() {
      let authors = authors(of: migration, try statements(migration))
      let isAuthor = authors.contains { PersonName($0) == PersonName(ticket.reviewer) }
      let key = SSHSignature.publicKey(of: try FileReader.bytes(signature))
      let sharesKey = try key.map { try AllowedSigners(file: allowedSigners).gives($0, to: authors) } ?? true
      if isAuthor || sharesKey { return .ownWork(path, ticket.reviewer, migration) }
    }
    return nil
  }
}

extension Money {
  /// Reads what `description` writes, and nothing that means the same in another form.
  fileprivate init?(exact text: String) {
    guard let value = NumberReader.double(text), let money = Money(rounding: value), money.description == text else {
      return nil
    }
    self = money
  }
}

extension Diagnostic {
  fileprivate static func missing(_ path: String) -> Diagnostic {
    Diagnostic(
      "ticket.missing", .absent, at: .init(path), (en: "There is no day ticket.", zh: "没有当日授权票。"),
      remedy: (
        en: "Have a reviewer sign one: `aistock trade ticket`.", zh: "请签核人签发：`aistock trade ticket`。"
      ))
  }

  fileprivate static func damaged(_ path: String) -> Diagnostic {
    Diagnostic(
      "ticket.damaged", .refused, at: .init(path),
      (en: "The file is no day ticket, or it was altered.", zh: "该文件不是当日授权票，或已被改动。"),
      remedy: (
        en: "Have a reviewer sign a new one: `aistock trade ticket`.", zh: "请签核人重新签发：`aistock trade ticket`。"
      ))
  }

  fileprivate static func noSigner(_ name: String) -> Diagnostic {
    Diagnostic(
      "ticket.signer", .usage, ["name": .text(name)],
      (en: "`{name}` is no name of a reviewer.", zh: "`{name}` 不是签核人的名称。"),
      remedy: (
        en: "Use the name of the allowed-signers file, such as `li@example.com`.",
        zh: "使用允许签名者文件中的名称，如 `li@example.com`。"
      ))
  }

  fileprivate static func signature(_ path: String, _ person: String, _ why: Message) -> Diagnostic {
    Diagnostic(
      "ticket.signature", .refused, at: .init(path), ["person": .text(person), "why": .message(why)],
      (
        en: "The ticket is not validly signed by {person}. {why}", zh: "授权票没有 {person} 的有效签名。{why}"
      ),
      remedy: (
        en: "Have an allowed signer sign a new one: `aistock trade ticket`.",
        zh: "请允许的签名者重新签发：`aistock trade ticket`。"
      ))
  }

  fileprivate static func ownWork(_ path: String, _ person: String, _ migration: String) -> Diagnostic {
    Diagnostic(
      "ticket.author", .refused, at: .init(path), ["person": .text(person), "migration": .text(migration)],
      (
        en: "{person} made {migration} and may not sign its ticket.", zh: "{person} 是 {migration} 的作者，不能签发其授权票。"
      ),
      remedy: (en: "Have another allowed signer sign it.", zh: "请由另一位允许的签名者签发。"))
  }

  fileprivate static func early(_ path: String, _ time: String) -> Diagnostic {
    Diagnostic(
      "ticket.clock", .refused, at: .init(path), ["time": .text(time)],
      (en: "The ticket was signed at {time}, which is still to come.", zh: "授权票签于 {time}，该时刻尚未到来。"),
      remedy: (en: "Set the clock right, then run it again.", zh: "校正时钟后重新运行。"))
  }

  fileprivate static func expired(_ path: String, _ day: TradingDay, _ today: TradingDay) -> Diagnostic {
    Diagnostic(
      "ticket.expired", .refused, at: .init(path), ["day": .day(day), "today": .day(today)],
      (en: "The ticket was for {day}; today is {today}.", zh: "授权票用于 {day}，今天是 {today}。"),
      remedy: (
        en: "Have a reviewer sign one for today: `aistock trade ticket`.", zh: "请签核人签发当日的：`aistock trade ticket`。"
      ))
  }

  fileprivate static func otherDay(_ path: String, _ day: TradingDay, _ wanted: TradingDay) -> Diagnostic {
    Diagnostic(
      "ticket.day", .refused, at: .init(path), ["day": .day(day), "wanted": .day(wanted)],
      (en: "The ticket is for {day}; the plan is for {wanted}.", zh: "授权票用于 {day}，计划用于 {wanted}。"),
      remedy: (
        en: "Use it on its own day, or have one signed for {wanted}.", zh: "请在其当日使用，或签发用于 {wanted} 的。"
      ))
  }

  fileprivate static func otherAccount(_ path: String, _ account: String, _ wanted: String) -> Diagnostic {
    Diagnostic(
      "ticket.account", .refused, at: .init(path), ["account": .text(account), "wanted": .text(wanted)],
      (en: "The ticket is for account {account}, not for {wanted}.", zh: "授权票用于账户 {account}，不是 {wanted}。"),
      remedy: (
        en: "Have one signed for {wanted}: `aistock trade ticket`.", zh: "请为 {wanted} 签发：`aistock trade ticket`。"
      ))
  }

  fileprivate static func otherEnvironment(
    _ path: String, _ environment: MoneyGate.Environment, _ plan: TradePlan
  ) -> Diagnostic {
    Diagnostic(
      "ticket.environment", .refused, at: .init(path),
      ["environment": .text(environment.rawValue), "wanted": .text(plan.environment.rawValue)],
      (en: "The ticket is for `{environment}`, not for `{wanted}`.", zh: "授权票用于 `{environment}`，不是 `{wanted}`。"),
      remedy: (en: "Have one signed for `{wanted}`.", zh: "请为 `{wanted}` 签发。"))
  }

  fileprivate static func otherLimits(_ path: String) -> Diagnostic {
    Diagnostic(
      "ticket.limits", .refused, at: .init(path),
      (
        en: "The ticket was signed under other limits than the configuration has.", zh: "签发授权票时的限额与配置现有的限额不同。"
      ),
      remedy: (
        en: "Restore `execution.limits`, or have a new ticket signed.", zh: "恢复 `execution.limits`，或重新签发授权票。"
      ))
  }

  fileprivate static func otherMigrations(_ path: String, _ named: [String], _ wanted: [String]) -> Diagnostic {
    Diagnostic(
      "ticket.migrations", .refused, at: .init(path), ["named": .names(named), "wanted": .names(wanted)],
      (
        en: "The ticket names approvals of {named}. The plan rests on those of {wanted} that stand now.",
        zh: "授权票列明的是 {named} 的批准，计划依据的是 {wanted} 现行的批准。"
      ),
      remedy: (
        en: "Have a ticket signed for the same bundles: `aistock trade ticket`.",
        zh: "请为相同的资产包签发：`aistock trade ticket`。"
      ))
  }

  fileprivate static func tooMuch(_ path: String, _ bought: Money, _ most: Money) -> Diagnostic {
    Diagnostic(
      "ticket.amount", .refused, at: .init(path), ["bought": .money(bought.yuan), "most": .money(most.yuan)],
      (
        en: "The plan buys for {bought}, fees included. The ticket allows {most}.",
        zh: "计划买入 {bought}（含费用），授权票上限为 {most}。"
      ),
      remedy: (
        en: "Have a ticket signed for more, or run it with `--confirm`.", zh: "请签发更高上限的授权票，或用 `--confirm` 运行。"
      ))
  }
}
