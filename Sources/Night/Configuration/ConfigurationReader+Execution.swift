import Execution
import Primitives
import Records

extension ConfigurationReader {
  func readExecution(_ fields: YAMLFields, _ settings: inout ExecutionSettings) throws {
    try refuseUnknown(fields, ["accounts", "limits", "kill_file", "industries", "special_treatment", "watch"])
    settings.killFile = try fields.text("kill_file").map(path) ?? settings.killFile
    settings.industries = try fields.text("industries").map(path)
    settings.specialTreatment = try fields.text("special_treatment").map(path)
    settings.accounts = try readAccounts(fields)
    try readLimits(fields.fields("limits"), &settings.limits)
    if settings.industries == nil, settings.limits.industryWeight != nil {
      throw fields.missing("industries")
    }
  }

  private func readAccounts(_ fields: YAMLFields) throws -> [AccountSettings] {
    guard let list = fields["accounts"], !list.isNull else { return [] }
    guard let items = list.items else { throw fields.wrong("accounts", list, .listOfAccounts) }
    var seen: Set<String> = []
    return try items.enumerated().map { offset, item in
      let fields = YAMLFields(document, item, path: "execution.accounts[\(offset)]")
      guard let id = try fields.text("id") else { throw fields.missing("id") }
      guard !id.isEmpty, !id.hasPrefix("."), id.utf8.allSatisfy(\.isFileNameByte) else {
        throw fields.wrong("id", fields["id"], .fileName)
      }
      guard seen.insert(id).inserted else { throw fields.wrong("id", fields["id"], .uniqueID) }
      switch try fields.text("gateway") {
      case "sim":
        try refuseUnknown(fields, ["id", "gateway", "capital"])
        let capital = try fields.int("capital") ?? 1_000_000
        guard (1...1_000_000_000_000).contains(capital) else {
          throw fields.wrong("capital", fields["capital"], .capital)
        }
        return AccountSettings(id: id, door: .sim(capital: Money(yuan: capital)))
      case "qmt":
        try refuseUnknown(fields, ["id", "gateway", "bridge", "token", "token_file", "number"])
        guard let bridge = try secretText(fields, "bridge") else { throw fields.missing("bridge") }
        guard let token = try token(fields, "token") else { throw fields.missing("token") }
        try checkBridge(bridge, fields, "bridge")
        return AccountSettings(
          id: id, door: .qmt(bridge: bridge, token: token, number: try fields.text("number") ?? id))
      case nil: throw fields.missing("gateway")
      default: throw fields.wrong("gateway", fields["gateway"], .oneOf(["sim", "qmt"]))
      }
    }
  }

  private func readLimits(_ fields: YAMLFields, _ limits: inout ExecutionLimits) throws {
    try refuseUnknown(
      fields,
      [
        "order_value", "stock_weight", "industry_weight", "gross_weight", "cash_ratio", "stock_count", "participation",
        "daily_loss", "drawdown", "price_collar", "staleness", "listing_days", "allow_st", "blacklist", "whitelist",
      ])
    if let value = try whole(fields, "order_value") { limits.orderValue = Money(yuan: value) }
    limits.stockWeight = try fraction(fields, "stock_weight") ?? limits.stockWeight
    limits.industryWeight = try fraction(fields, "industry_weight")
    limits.grossWeight = try fraction(fields, "gross_weight") ?? limits.grossWeight
    limits.cashRatio = try fraction(fields, "cash_ratio") ?? limits.cashRatio
    limits.stockCount = try whole(fields, "stock_count") ?? limits.stockCount
    limits.participation = try fraction(fields, "participation") ?? limits.participation
    limits.dailyLoss = try fraction(fields, "daily_loss") ?? limits.dailyLoss
    limits.drawdown = try fraction(fields, "drawdown") ?? limits.drawdown
    limits.priceCollar = try fraction(fields, "price_collar") ?? limits.priceCollar
    limits.staleness = try whole(fields, "staleness") ?? limits.staleness
    limits.listingDays = try whole(fields, "listing_days") ?? limits.listingDays
    limits.allowsST = try fields.bool("allow_st") ?? limits.allowsST
    limits.blacklist = try instruments(fields, "blacklist")
    limits.whitelist = try instruments(fields, "whitelist")
  }

  private func whole(_ fields: YAMLFields, _ name: String) throws -> Int? {
    guard let value = try fields.int(name) else { return nil }
    guard (0...1_000_000_000_000).contains(value) else { throw fields.wrong(name, fields[name], .wholeFromZero) }
    return value
  }

  private func fraction(_ fields: YAMLFields, _ name: String) throws -> Double? {
    guard let value = try fields.double(name) else { return nil }
    guard (0...1).contains(value) else { throw fields.wrong(name, fields[name], .fraction) }
    return value
  }

  private func instruments(_ fields: YAMLFields, _ name: String) throws -> Set<InstrumentID> {
    guard let list = fields[name], !list.isNull else { return [] }
    guard let names = list.items?.map(\.text), names.allSatisfy({ $0 != nil }) else {
      throw fields.wrong(name, list, .listOfStocks)
    }
    return try Set(names.compactMap { $0 }.map { try instrument($0, fields, name) })
  }
}

extension Message {
  fileprivate static let listOfAccounts = Message(
    "night.list-of-accounts", en: "a list of accounts, each with 'id' and 'gateway'", zh: "账户的列表，每项含 'id' 与 'gateway'")
  fileprivate static let listOfStocks = Message("night.list-of-stocks", en: "a list of stocks", zh: "股票的列表")
  fileprivate static let capital = Message(
    "night.capital-word", en: "whole yuan from 1 to 1,000,000,000,000", zh: "1 至 1,000,000,000,000 的整数元")
  fileprivate static let fraction = Message("night.fraction-word", en: "a fraction from 0 to 1", zh: "0 至 1 的小数")
}
