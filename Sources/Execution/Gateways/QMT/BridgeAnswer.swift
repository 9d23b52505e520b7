import Primitives
import Records

/// One object of a bridge's answer, read by the forms of its protocol: what stands in another form is a failure with a
/// name, never 0, nothing or somebody else's.
///
/// A member that is missing altogether is damage too: the protocol writes null for what is not known.
struct BridgeAnswer {
  private let members: [String: JSONValue]
  private let route: String

  /// More shares than any company has: above it sums could leave 64 bits.
  private static let sharesMax = 1_000_000_000_000
  /// Yuan; above it a product of shares and price could leave 64 bits.
  private static let yuanMax = 1e13

  init(_ json: JSONValue?, _ route: String) throws(GatewayFailure) {
    guard let members = json?.objectValue else { throw .away(.damaged(route, "{}")) }
    self.members = members
    self.route = route
  }

  func list(_ name: String) throws(GatewayFailure) -> [JSONValue] {
    guard let list = members[name]?.arrayValue else { throw damaged(name) }
    return list
  }

  /// The rows of a list, each of an account whose answer this is.
  func rows(_ name: String, of account: String? = nil) throws(GatewayFailure) -> [BridgeAnswer] {
    var rows: [BridgeAnswer] = []
    for item in try list(name) {
      let row = try BridgeAnswer(item, route)
      if let account { try row.check(account: account) }
      rows.append(row)
    }
    return rows
  }

  func check(account: String) throws(GatewayFailure) {
    guard try text("account") == account else { throw .away(.otherAccount(route)) }
  }

  /// A text that says something.
  func text(_ name: String) throws(GatewayFailure) -> String {
    guard let text = members[name]?.stringValue, !text.isEmpty else { throw damaged(name) }
    return text
  }

  /// Nil for null; an empty text is one.
  func optionalText(_ name: String) throws(GatewayFailure) -> String? {
    guard let value = members[name], value == .null || value.stringValue != nil else { throw damaged(name) }
    return value.stringValue
  }

  func optionalFlag(_ name: String) throws(GatewayFailure) -> Bool? {
    guard let value = members[name], value == .null || value.boolValue != nil else { throw damaged(name) }
    return value.boolValue
  }

  /// The broker's number of an order.
  func number(_ name: String) throws(GatewayFailure) -> String {
    let text = try text(name)
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { throw damaged(name) }
    return text
  }

  /// Whole shares.
  func shares(_ name: String, from least: Int64 = 0, to most: Int64? = nil) throws(GatewayFailure) -> Int64 {
    guard let value = members[name]?.intValue, value >= Int(least), value <= BridgeAnswer.sharesMax,
      most.map({ Int64(value) <= $0 }) ?? true
    else { throw damaged(name) }
    return Int64(value)
  }

  func optionalShares(_ name: String) throws(GatewayFailure) -> Int64? {
    members[name] == .null ? nil : try shares(name)
  }

  /// Yuan of an account: never below 0.
  func money(_ name: String) throws(GatewayFailure) -> Money {
    guard let value = try optionalMoney(name) else { throw damaged(name) }
    return value
  }

  /// Nil for null. What a holding costs on average may be negative: gains are taken off it.
  func optionalMoney(_ name: String, mayBeNegative: Bool = false) throws(GatewayFailure) -> Money? {
    guard let value = members[name] else { throw damaged(name) }
    if value == .null { return nil }
    guard let yuan = value.doubleValue, yuan.magnitude < BridgeAnswer.yuanMax, yuan >= 0 || mayBeNegative,
      let money = Money(rounding: yuan)
    else { throw damaged(name) }
    return money
  }

  /// Yuan per share, above 0.
  func price(_ name: String) throws(GatewayFailure) -> Money {
    guard let price = try optionalPrice(name) else { throw damaged(name) }
    return price
  }

  func optionalPrice(_ name: String) throws(GatewayFailure) -> Money? {
    guard let price = try optionalMoney(name) else { return nil }
    guard price > .zero, price.yuan < 1e7 else { throw damaged(name) }
    return price
  }

  func optionalTime(_ name: String) throws(GatewayFailure) -> MarketTime? {
    guard let text = try optionalText(name) else { return nil }
    guard let time = MarketTime(text) else { throw damaged(name) }
    return time
  }

  /// A moment of one day.
  func time(_ name: String, on day: TradingDay) throws(GatewayFailure) -> MarketTime {
    guard let time = try optionalTime(name) else { throw damaged(name) }
    guard time.day == day else { throw .away(.otherDay(route, time.day)) }
    return time
  }

  func instrument(_ name: String) throws(GatewayFailure) -> InstrumentID {
    guard let instrument = InstrumentID(try text(name)) else { throw damaged(name) }
    return instrument
  }

  func damaged(_ name: String) -> GatewayFailure { .away(.damaged(route, name)) }

  /// A row that says of a number what another row contradicts.
  func contradicts(_ number: String) -> GatewayFailure { .away(.contradicted(route, number)) }
}

extension Message {
  fileprivate static func damaged(_ route: String, _ member: String) -> Message {
    Message(
      "qmt.damaged-answer", ["route": .text(route), "member": .text(member)],
      en: "The bridge's answer on `{route}` cannot be read: `{member}`.", zh: "桥接服务对 `{route}` 的应答无法读取：`{member}`。")
  }

  fileprivate static func otherAccount(_ route: String) -> Message {
    Message(
      "qmt.other-account", ["route": .text(route)], en: "The bridge's answer on `{route}` is of another account.",
      zh: "桥接服务对 `{route}` 的应答属于另一账户。")
  }

  fileprivate static func otherDay(_ route: String, _ day: TradingDay) -> Message {
    Message(
      "qmt.other-day", ["route": .text(route), "day": .day(day)],
      en: "The bridge's answer on `{route}` is of {day}, not of today.", zh: "桥接服务对 `{route}` 的应答日期为 {day}，不是当日。")
  }

  fileprivate static func contradicted(_ route: String, _ number: String) -> Message {
    Message(
      "qmt.contradiction", ["route": .text(route), "number": .text(number)],
      en: "The bridge's answer on `{route}` says two things of {number}.", zh: "桥接服务对 `{route}` 的应答中 {number} 自相矛盾。")
  }
}
