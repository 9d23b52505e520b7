package import Primitives
package import Records

/// An account that orders may be sent to, as the configuration names it.
package struct AccountSettings: Equatable, Sendable {
  package enum Door: Equatable, Sendable {
    /// A simulated broker that begins with this much cash.
    case sim(capital: Money)
    /// The bridge beside a QMT client: address, token, and the account's number there.
    case qmt(bridge: String, token: String, number: String)
  }

  package var id: String
  package var door: Door

  package init(id: String, door: Door) {
    self.id = id
    self.door = door
  }

  /// Whether real money lies behind it.
  package var isReal: Bool { if case .qmt = door { true } else { false } }

  package var kind: String { isReal ? "qmt" : "sim" }
}

/// What the configuration says of trading.
package struct ExecutionSettings: Equatable, Sendable {
  package var accounts: [AccountSettings] = []
  package var limits = ExecutionLimits()
  /// A file whose presence stops every account: it works where this program hangs.
  package var killFile: String
  /// Industry by stock, a CSV of `instrument,industry`; nil: none.
  package var industries: String?
  /// Stocks under risk warning, a CSV of `instrument,start,end`; nil: nobody tells, and the plan says so.
  package var specialTreatment: String?

  package init(killFile: String) { self.killFile = killFile }
}
