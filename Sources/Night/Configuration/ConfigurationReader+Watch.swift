import Execution
import Primitives
import Records

extension ConfigurationReader {
  /// `execution.watch`: refuses unknown keys, accounts that `execution.accounts` does not have, and parts that are no
  /// parts of one account.
  func readWatch(_ fields: YAMLFields, _ known: [AccountSettings], _ settings: inout WatchSettings) throws {
    try refuseUnknown(fields, ["accounts", "tickets", "feedback", "nightly"])
    settings.tickets = try fields.text("tickets").map(path) ?? settings.tickets
    settings.feedback = try fields.text("feedback").map(path) ?? settings.feedback
    if let text = try fields.text("nightly") {
      guard let minute = text.minuteOfDay else { throw fields.wrong("nightly", fields["nightly"], .timeOfDay) }
      settings.nightlyMinute = minute
    }
    guard let list = fields["accounts"], !list.isNull else { return }
    guard let items = list.items else { throw fields.wrong("accounts", list, .listOfWatched) }
    var seen: Set<String> = []
    settings.accounts = try items.enumerated().map { offset, item in
      let fields = YAMLFields(document, item, path: "execution.watch.accounts[\(offset)]")
      try refuseUnknown(fields, ["id", "bundles", "price", "ticks", "schedule"])
      guard let id = try fields.text("id") else { throw fields.missing("id") }
      guard known.contains(where: { $0.id == id }) else {
        throw fields.wrong("id", fields["id"], .oneOf(known.map(\.id)))
      }
      guard seen.insert(id).inserted else { throw fields.wrong("id", fields["id"], .onceOnly) }
      var account = WatchSettings.Account(id: id, parts: try readParts(fields))
      account.style.priceType = try choice(fields, "price") ?? account.style.priceType
      account.style.schedule = try choice(fields, "schedule") ?? account.style.schedule
      if let ticks = try fields.int("ticks") {
        guard (0...1000).contains(ticks) else { throw fields.wrong("ticks", fields["ticks"], .wholeFromZero) }
        account.style.ticks = Int64(ticks)
      }
      return account
    }
  }

  private func readParts(_ fields: YAMLFields) throws -> [TradingDesk.Part] {
    guard let list = fields["bundles"], !list.isNull else { throw fields.missing("bundles") }
    guard let items = list.items, !items.isEmpty else { throw fields.wrong("bundles", list, .listOfBundles) }
    let parts = try items.enumerated().map { offset, item in
      let fields = YAMLFields(document, item, path: "\(fields.path).bundles[\(offset)]")
      try refuseUnknown(fields, ["folder", "weight"])
      guard let folder = try fields.text("folder") else { throw fields.missing("folder") }
      let weight = try fields.double("weight")
      if weight == nil, items.count > 1 { throw fields.missing("weight") }
      guard (weight ?? 1) > 0, (weight ?? 1) <= 1 else { throw fields.wrong("weight", fields["weight"], .part) }
      return TradingDesk.Part(bundle: path(folder), weight: weight ?? 1)
    }
    guard parts.reduce(0, { $0 + $1.weight }) <= 1 + 1e-9 else { throw fields.wrong("bundles", list, .partsOfOne) }
    return parts
  }
}

extension Message {
  fileprivate static let listOfWatched = Message(
    "night.list-of-watched", en: "a list of accounts, each with 'id' and 'bundles'", zh: "账户的列表，每项含 'id' 与 'bundles'")
  fileprivate static let listOfBundles = Message(
    "night.list-of-bundles", en: "a list of bundles, each with 'folder' and, where there are several, 'weight'",
    zh: "资产包的列表，每项含 'folder'，多个时还须含 'weight'")
  static let timeOfDay = Message(
    "night.time-of-day-word", en: "a time of day in China, in quotes, such as \"18:00\"", zh: "带引号的北京时间，例如 \"18:00\"")
  fileprivate static let part = Message("night.part-word", en: "a part above 0, up to 1", zh: "大于 0、不超过 1 的比例")
  fileprivate static let partsOfOne = Message(
    "night.parts-of-one-word", en: "bundles whose weights reach 1 at most together", zh: "权重合计不超过 1 的资产包")
  fileprivate static let onceOnly = Message(
    "night.once-only-word", en: "an account that stands here once", zh: "仅列出一次的账户")
}
