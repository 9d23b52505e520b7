package import Archive
import Primitives
package import Records

/// The limits that a reviewer signed for with a bundle.
package struct SignedLimits: Equatable, Sendable {
  /// The bundle's file.
  package static let file = "limits.json"

  package let limits: ExecutionLimits

  /// - Returns: nil for a bundle of before limits were signed.
  /// - Throws: `limits.damaged` (exit 3).
  package static func of(_ bundle: FrozenBundle) throws -> SignedLimits? {
    guard let path = bundle.path(file) else { return nil }
    return SignedLimits(limits: try ExecutionLimits(file: path))
  }

  package init(limits: ExecutionLimits) { self.limits = limits }

  /// Names of the limits that another set holds less strictly than what was signed; empty where none is.
  package func loosened(by now: ExecutionLimits) -> [String] {
    var names: [String] = []
    func check(_ name: String, _ isHeld: Bool) { if !isHeld { names.append(name) } }
    check("order_value", now.orderValue <= limits.orderValue)
    check("stock_weight", now.stockWeight <= limits.stockWeight)
    check(
      "industry_weight",
      limits.industryWeight.map { signed in now.industryWeight.map { $0 <= signed } ?? false } ?? true)
    check("gross_weight", now.grossWeight <= limits.grossWeight)
    check("cash_ratio", now.cashRatio >= limits.cashRatio)
    check("stock_count", now.stockCount <= limits.stockCount)
    check("participation", now.participation <= limits.participation)
    check("daily_loss", now.dailyLoss <= limits.dailyLoss)
    check("drawdown", now.drawdown <= limits.drawdown)
    check("price_collar", now.priceCollar <= limits.priceCollar)
    check("staleness", now.staleness <= limits.staleness)
    check("listing_days", now.listingDays >= limits.listingDays)
    check("allow_st", !now.allowsST || limits.allowsST)
    check("blacklist", now.blacklist.isSuperset(of: limits.blacklist))
    check(
      "whitelist", limits.whitelist.isEmpty || !now.whitelist.isEmpty && now.whitelist.isSubset(of: limits.whitelist))
    return names
  }

  /// Holds the configuration's limits to what was signed with a bundle.
  ///
  /// - Returns: what a reader must know where nothing was signed and no real money is at stake.
  /// - Throws: `trade.limits-looser`, and with real money `trade.limits-unsigned` (exit 1).
  static func check(
    _ now: ExecutionLimits, against bundle: FrozenBundle, in environment: TradingEnvironment
  ) throws -> Finding? {
    guard let signed = try of(bundle) else {
      if environment == .live { throw Diagnostic.unsigned(bundle.folder, bundle.migration) }
      return .unsigned(bundle.migration)
    }
    let names = signed.loosened(by: now)
    guard names.isEmpty else { throw Diagnostic.looser(bundle.folder, bundle.migration, names) }
    return nil
  }
}

extension ExecutionLimits {
  /// Reads what `json` wrote. A limit that this version does not know was signed and cannot be held: it is refused.
  package init(file path: String) throws {
    func damaged(_ field: String) -> Diagnostic {
      Diagnostic(
        "limits.damaged", .damaged, at: .init(path, field: field),
        (en: "The signed limits cannot be read.", zh: "无法读取签核的限额。"),
        remedy: (
          en: "Restore the bundle, or write it again: `aistock review bundle`.",
          zh: "恢复资产包，或重新写入：`aistock review bundle`。"
        ))
    }
    let json = try JSONReader.read(file: path, id: "limits.damaged")
    guard let members = json.objectValue else { throw damaged("") }
    self.init()
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      func fraction() throws -> Double {
        guard let number = value.doubleValue, (0...1).contains(number) else { throw damaged(name) }
        return number
      }
      func whole() throws -> Int {
        guard let number = value.intValue, number >= 0 else { throw damaged(name) }
        return number
      }
      func stocks() throws -> Set<InstrumentID> {
        guard let names = value.arrayValue?.map(\.stringValue), names.allSatisfy({ $0 != nil }) else {
          throw damaged(name)
        }
        return Set(names.compactMap { $0 }.map { InstrumentID(canonical: $0) })
      }
      switch name {
      case "order_value":
        guard let yuan = value.stringValue.flatMap(NumberReader.double), yuan >= 0, let money = Money(rounding: yuan)
        else { throw damaged(name) }
        orderValue = money
      case "stock_weight": stockWeight = try fraction()
      case "industry_weight": industryWeight = value == .null ? nil : try fraction()
      case "gross_weight": grossWeight = try fraction()
      case "cash_ratio": cashRatio = try fraction()
      case "stock_count": stockCount = try whole()
      case "participation": participation = try fraction()
      case "daily_loss": dailyLoss = try fraction()
      case "drawdown": drawdown = try fraction()
      case "price_collar": priceCollar = try fraction()
      case "staleness": staleness = try whole()
      case "listing_days": listingDays = try whole()
      case "allow_st":
        guard case .bool(let flag) = value else { throw damaged(name) }
        allowsST = flag
      case "blacklist": blacklist = try stocks()
      case "whitelist": whitelist = try stocks()
      default: throw damaged(name)
      }
    }
  }
}

extension Finding {
  fileprivate static func unsigned(_ migration: String) -> Finding {
    Finding(
      "trade.paper-limits-unsigned", .warning, ["migration": .text(migration)],
      title: (en: "Limits that nobody signed", zh: "限额未经签核"),
      evidence: (
        en: "The bundle of {migration} holds no limits.", zh: "{migration} 的资产包不含限额。"
      ),
      consequence: (
        en: "The configuration's limits hold on paper. With real money the bundle is refused.",
        zh: "模拟盘以配置中的限额为准；实盘拒绝使用该资产包。"
      ),
      remedy: (
        en: "Run `aistock nightly`, then have {migration} reviewed and approved again.",
        zh: "运行 `aistock nightly`，再为 {migration} 重新提请签核并批准。"
      ))
  }
}

extension Diagnostic {
  fileprivate static func unsigned(_ folder: String, _ migration: String) -> Diagnostic {
    Diagnostic(
      "trade.limits-unsigned", .refused, at: .init(Path.join(folder, SignedLimits.file)),
      ["migration": .text(migration)],
      (
        en: "The bundle of {migration} holds no limits: nobody signed what an account with real money may do.",
        zh: "{migration} 的资产包不含限额：实盘账户可做什么未经签核。"
      ),
      remedy: (
        en: "Add `execution.accounts`, run `aistock nightly`, then have {migration} reviewed and approved again.",
        zh: "填写 `execution.accounts`，运行 `aistock nightly`，再为 {migration} 重新提请签核并批准。"
      ))
  }

  fileprivate static func looser(_ folder: String, _ migration: String, _ names: [String]) -> Diagnostic {
    Diagnostic(
      "trade.limits-looser", .refused, at: .init(Path.join(folder, SignedLimits.file)),
      ["migration": .text(migration), "names": .names(names)],
      (
        en: "The configuration is looser than what was signed for {migration}: {names}.",
        zh: "配置的限额比 {migration} 签核时宽松：{names}。"
      ),
      remedy: (
        en: "Tighten `execution.limits`, or have the new limits approved.", zh: "收紧 `execution.limits`，或为新限额重新签核。"
      ))
  }
}
