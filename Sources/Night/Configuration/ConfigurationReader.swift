import Execution
import Foundation
import MarketData
import Metrics
import Preview
import Primitives
import Reconciliation
import Records

/// Reads `aistock.yaml`, naming file, line and field of whatever is wrong.
struct ConfigurationReader {
  let document: YAMLDocument
  private let folder: String
  private let environment: [String: String]
  let secrets: AistockConfiguration.Secrets

  static func read(
    _ path: String, environment: [String: String], secrets: AistockConfiguration.Secrets
  ) throws -> AistockConfiguration {
    let document = try YAMLDocument(file: path)
    let folder = Path.folder(of: path)
    let reader = ConfigurationReader(
      document: document, folder: folder == "." ? "" : folder, environment: environment, secrets: secrets)
    return try reader.configuration()
  }

  private func configuration() throws -> AistockConfiguration {
    let root = YAMLFields(document, document.root, path: "")
    guard document.root.members != nil || document.root.isNull else {
      throw root.wrong("", document.root, .settings)
    }
    try refuseUnknown(
      root,
      [
        "market", "rdagent", "migrations", "library", "factors", "previews", "site", "archive", "review", "notify",
        "execution", "state", "health", "night",
      ])
    var result = AistockConfiguration(folder: folder)
    try readOperations(
      state: root.fields("state"), health: root.fields("health"), night: root.fields("night"), &result)
    try readMarket(root.fields("market"), &result)
    try readRDAgent(root.fields("rdagent"), &result)
    result.libraryRules = try readLibrary(root.fields("library"))
    try readFactors(root.fields("factors"), &result.factors)
    try readPreviews(root.fields("previews"), &result.previews)
    try readSite(root.fields("site"), &result.site)
    try readArchive(root.fields("archive"), root.fields("review"), &result)
    result.migrations = try readMigrations(root)
    result.notify = try readNotify(root)
    try readExecution(root.fields("execution"), &result.execution)
    try readWatch(root.fields("execution").fields("watch"), result.execution.accounts, &result.watch)
    result.file = document.path
    try result.checkPlaces()
    return result
  }

  private func readMarket(_ fields: YAMLFields, _ result: inout AistockConfiguration) throws {
    try refuseUnknown(fields, ["provider", "index", "stop", "calendar"])
    if let list = fields["provider"], let items = list.items {
      let names = items.compactMap(\.text)
      guard names.count == items.count, !names.isEmpty else { throw fields.wrong("provider", list, .placesOfMarkets) }
      result.provider = MarketPlaces(try names.map { place(of: try secret($0, fields, "provider")) })
    } else if let name = try secretText(fields, "provider") {
      result.provider = MarketPlaces([place(of: name)])
    }
    result.provider.calendar = try fields.text("calendar").map(path)
    if let name = try fields.text("index") { result.index = try instrument(name, fields, "index") }
    if let value = fields["stop"], !value.isNull {
      let names = value.items?.map(\.text) ?? [value.text]
      let known = names.compactMap { $0.flatMap(MarketGate.Condition.init) }
      guard known.count == names.count else {
        throw fields.wrong("stop", value, .someOf(MarketGate.Condition.allCases.map(\.rawValue)))
      }
      result.marketStops = Set(known)
    }
  }

  private func readRDAgent(_ fields: YAMLFields, _ result: inout AistockConfiguration) throws {
    try refuseUnknown(fields, ["api", "root", "feedback", "python"])
    result.rdagentAPI = try secretText(fields, "api")
    if let address = try secretText(fields, "feedback") {
      guard
        address.hasPrefix("https://") || address.hasPrefix("http://") || (secrets == .left && address.hasPrefix("${"))
      else { throw Diagnostic.noWebAddress(at: document.place(fields["feedback"], field: fields.path + ".feedback")) }
      result.feedbackURL = address
    }
    result.rdagentRoot = try fields.text("root").map(path)
    // A bare name is looked for in PATH.
    result.rdagentPython = try fields.text("python").map { $0.contains("/") ? path($0) : $0 }
  }

  private func readMigrations(_ root: YAMLFields) throws -> [AistockConfiguration.Migration] {
    guard let list = root["migrations"], !list.isNull else { return [] }
    guard let items = list.items else { throw root.wrong("migrations", list, .listOfMigrations) }
    var seen: Set<String> = []
    return try items.enumerated().map { offset, item in
      let fields = YAMLFields(document, item, path: "migrations[\(offset)]")
      try refuseUnknown(fields, ["id", "workspace", "benchmark", "rungs", "tolerances", "bands", "author"])
      guard let id = try fields.text("id") else { throw fields.missing("id") }
      guard id.utf8.allSatisfy({ $0.isFileNameByte }), !id.isEmpty, !id.hasPrefix(".") else {
        throw fields.wrong("id", fields["id"], .fileName)
      }
      guard seen.insert(id).inserted else { throw fields.wrong("id", fields["id"], .uniqueID) }
      guard let workspace = try fields.text("workspace") else { throw fields.missing("workspace") }
      return AistockConfiguration.Migration(
        id: id, workspace: path(workspace),
        benchmark: try fields.text("benchmark").map { try instrument($0, fields, "benchmark") },
        rungs: try readRungs(fields), tolerances: try readTolerances(fields.fields("tolerances")),
        bands: try readBands(fields), author: try fields.text("author"))
    }
  }

  private func readNotify(_ root: YAMLFields) throws -> [NotifyChannel] {
    guard let list = root["notify"], !list.isNull else { return [] }
    guard let items = list.items else { throw root.wrong("notify", list, .listOfChannels) }
    return try items.enumerated().map { offset, item in
      let fields = YAMLFields(document, item, path: "notify[\(offset)]")
      try refuseUnknown(fields, ["kind", "url", "secret", "when"])
      guard let kind: NotifyChannel.Kind = try choice(fields, "kind") else { throw fields.missing("kind") }
      guard let url = try secretText(fields, "url") else { throw fields.missing("url") }
      // An address whose variable is left out is not looked at.
      guard url.hasPrefix("https://") || url.hasPrefix("http://") || (secrets == .left && url.hasPrefix("${")) else {
        throw Diagnostic.noWebAddress(at: document.place(fields["url"], field: fields.path + ".url"))
      }
      let secret = try secretText(fields, "secret")
      if secret != nil, !kind.isSigned {
        throw Diagnostic.unsignedKind(kind, at: document.place(fields["secret"], field: fields.path + ".secret"))
      }
      return NotifyChannel(kind: kind, url: url, secret: secret, occasions: try readOccasions(fields))
    }
  }

  private func readOccasions(_ fields: YAMLFields) throws -> [NotifyChannel.Occasion] {
    guard let value = fields["when"], !value.isNull, value.text != "all" else { return NotifyChannel.Occasion.allCases }
    let names = value.items?.compactMap(\.text) ?? value.text.map { [$0] } ?? []
    guard !names.isEmpty, names.count == value.items?.count ?? 1 else {
      throw fields.wrong("when", value, .someOf(NotifyChannel.Occasion.allCases.map(\.rawValue)))
    }
    return try names.map { name in
      guard let occasion = NotifyChannel.Occasion(rawValue: name) else {
        throw fields.wrong("when", value, .someOf(NotifyChannel.Occasion.allCases.map(\.rawValue)))
      }
      return occasion
    }
  }

  private func readBands(_ fields: YAMLFields) throws -> Int {
    let count = try fields.int("bands") ?? 0
    guard count == 0 || count >= SeedBandFormula.seedsMin else {
      throw fields.wrong("bands", fields["bands"], .seeds(from: SeedBandFormula.seedsMin))
    }
    return count
  }

  private func readRungs(_ fields: YAMLFields) throws -> [Rung] {
    guard let value = fields["rungs"], !value.isNull, value.text != "all" else { return Rung.allCases }
    let names = value.items?.compactMap(\.text) ?? value.text.map { [$0] } ?? []
    return try names.map { name in
      guard let rung = Rung(rawValue: name) else {
        throw fields.wrong("rungs", value, .someOf(Rung.allCases.map(\.rawValue)))
      }
      return rung
    }
  }

  private func readTolerances(_ fields: YAMLFields) throws -> [String: Double] {
    if let value = fields.mapping, value.members == nil, !value.isNull {
      throw Diagnostic.noTolerances(at: document.place(value, field: fields.path))
    }
    var result: [String: Double] = [:]
    for (name, value) in fields.mapping?.members ?? [] {
      let place = document.place(value, field: fields.path + "." + name)
      guard let limit = value.text.flatMap({ NumberReader.double($0) }), limit.isFinite, limit >= 0 else {
        throw Diagnostic.noTolerance(name, at: place)
      }
      do { _ = try Tolerances(overriding: [name: limit]) } catch var diagnostic as Diagnostic {
        diagnostic.place = place
        diagnostic.exit = .input
        throw diagnostic
      }
      result[name] = limit
    }
    return result
  }

  private func readPreviews(_ fields: YAMLFields, _ previews: inout AistockConfiguration.Previews) throws {
    try refuseUnknown(
      fields,
      [
        "limit", "fees", "rules", "quotes", "quote_file", "quote_url", "quote_token", "quote_token_file", "minute_bars",
        "indexes",
      ])
    previews.quoteFile = try fields.text("quote_file").map(path)
    previews.quoteURL = try secretText(fields, "quote_url")
    previews.quoteToken = try token(fields, "quote_token")
    if let address = previews.quoteURL, previews.quoteToken != nil { try checkBridge(address, fields, "quote_url") }
    previews.minuteBars = try fields.text("minute_bars").map(path)
    if let limit = try fields.int("limit") {
      guard limit >= 0 else { throw fields.wrong("limit", fields["limit"], .wholeFromZero) }
      previews.limit = limit
    }
    if let list = fields["indexes"], !list.isNull {
      guard let names = list.items?.compactMap(\.text) else { throw fields.wrong("indexes", list, .listOfIndexes) }
      previews.indexes = try names.map { try instrument($0, fields, "indexes") }
    }
    previews.fees = try fields.bool("fees") ?? previews.fees
    previews.rules = try choice(fields, "rules") ?? previews.rules
    if let quotes = fields["quotes"], !quotes.isNull {
      guard let names = quotes.items?.compactMap(\.text) else {
        throw fields.wrong("quotes", quotes, .listOf(QuoteSources.names))
      }
      guard names.allSatisfy(QuoteSources.names.contains) else {
        throw fields.wrong("quotes", quotes, .listOf(QuoteSources.names))
      }
      previews.quotes = names
    }
  }

  private func readFactors(_ fields: YAMLFields, _ factors: inout AistockConfiguration.Factors) throws {
    try refuseUnknown(fields, ["library", "verified"])
    factors.library = try fields.text("library").map(path)
    guard let verified = fields["verified"], !verified.isNull else { return }
    guard let names = verified.items?.map(\.text), names.allSatisfy({ $0 != nil }) else {
      throw fields.wrong("verified", verified, .listOfFiles)
    }
    factors.verified = names.compactMap { $0 }.map(path)
  }

  private func readSite(_ fields: YAMLFields, _ site: inout AistockConfiguration.Site) throws {
    try refuseUnknown(fields, ["output", "languages", "colours"])
    if let output = try fields.text("output") { site.output = path(output) }
    site.colours = try choice(fields, "colours") ?? site.colours
    guard let languages = fields["languages"], !languages.isNull else { return }
    let names = languages.items?.compactMap(\.text) ?? []
    guard !names.isEmpty, names.allSatisfy({ ["zh-Hans", "en"].contains($0) }), Set(names).count == names.count else {
      throw fields.wrong("languages", languages, .listOf(["zh-Hans", "en"]))
    }
    site.languages = names
  }

  private func readArchive(
    _ archive: YAMLFields, _ review: YAMLFields, _ result: inout AistockConfiguration
  ) throws {
    try refuseUnknown(archive, ["folder", "level", "key"])
    if let folder = try archive.text("folder") { result.archive.folder = path(folder) }
    if let level = try archive.int("level") {
      guard (0...2).contains(level) else { throw archive.wrong("level", archive["level"], .level) }
      result.archive.level = level
    }
    result.archive.key = try archive.text("key").map(path)
    try refuseUnknown(review, ["allowed_signers", "require_other_than_author"])
    if let file = try review.text("allowed_signers") { result.review.allowedSigners = path(file) }
    result.review.requiresOtherThanAuthor =
      try review.bool("require_other_than_author") ?? result.review.requiresOtherThanAuthor
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ fields: YAMLFields, _ name: String
  ) throws -> Choice? where Choice.RawValue == String {
    guard let text = try fields.text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw fields.wrong(name, fields[name], .oneOf(Choice.allCases.map(\.rawValue)))
    }
    return choice
  }

  func instrument(_ text: String, _ fields: YAMLFields, _ name: String) throws -> InstrumentID {
    guard let instrument = InstrumentID(text) else {
      throw fields.wrong(name, fields[name], .instrument)
    }
    return instrument
  }

  func path(_ text: String) -> String {
    text.hasPrefix("~/")
      ? Path.join(environment["HOME"] ?? "~", String(text.dropFirst(2))) : Path.join(folder, text)
  }

  /// A place of a market, a path taken from the file's folder.
  private func place(of name: String) -> String {
    if name == "demo" || name.contains("://") { return name }
    let prefix = MarketPlaces.prefix(of: name)
    return prefix + path(String(name.dropFirst(prefix.count)))
  }

  /// A text in which `${NAME}` stands for a variable of the environment: for addresses with secrets.
  func secretText(_ fields: YAMLFields, _ name: String) throws -> String? {
    try fields.text(name).map { try secret($0, fields, name) }
  }

  private func secret(_ text: String, _ fields: YAMLFields, _ name: String) throws -> String {
    var text = text
    while let open = text.range(of: "${"), let close = text[open.upperBound...].firstIndex(of: "}") {
      let variable = String(text[open.upperBound..<close])
      guard let value = environment[variable] else {
        if secrets == .left { return text }
        throw Diagnostic.noVariable(variable, at: document.place(fields[name], field: name))
      }
      text.replaceSubrange(open.lowerBound...close, with: value)
    }
    return text
  }

  func refuseUnknown(_ fields: YAMLFields, _ known: [String]) throws {
    if let mapping = fields.mapping, mapping.members == nil, !mapping.isNull {
      throw fields.wrong("", mapping, .mapping(of: known))
    }
    for (key, value) in fields.mapping?.members ?? [] where !known.contains(key) {
      let place = document.place(value, field: fields.path.isEmpty ? key : fields.path + "." + key)
      throw Diagnostic.unknownKey(key, among: known, at: place)
    }
  }
}

extension UInt8 {
  var isFileNameByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// What a setting can be asked to be; each stands behind "It must be".
extension Message {
  fileprivate static let settings = Message("night.settings", en: "a mapping of settings", zh: "设置项的映射")
  fileprivate static let placesOfMarkets = Message(
    "night.list-of-places", en: "the place of a market, or a list of places", zh: "行情位置或其列表")
  fileprivate static let listOfMigrations = Message("night.list-of-migrations", en: "a list of migrations", zh: "迁移的列表")
  fileprivate static let listOfChannels = Message(
    "night.list-of-channels", en: "a list of channels, each with 'kind' and 'url'", zh: "通知渠道的列表，每项含 'kind' 与 'url'")
  static let fileName = Message(
    "night.file-name", en: "letters, digits, '-', '_' and '.'", zh: "由字母、数字、'-'、'_' 与 '.' 组成")
  static let uniqueID = Message("night.unique-id", en: "an id that occurs once", zh: "不重复的 id")
  static let wholeFromZero = Message(
    "night.whole-from-zero", en: "a whole number of at least 0", zh: "不小于 0 的整数")
  fileprivate static let listOfIndexes = Message("night.list-of-indexes", en: "a list of indexes", zh: "指数的列表")
  fileprivate static let listOfFiles = Message("night.list-of-files", en: "a list of files", zh: "文件的列表")
  fileprivate static let level = Message("night.level", en: "0, 1 or 2", zh: "0、1 或 2")
  static let instrument = Message(
    "night.instrument", en: "an instrument such as SH000300", zh: "证券代码，如 SH000300")

  fileprivate static func seeds(from least: Int) -> Message {
    Message(
      "night.seeds", ["least": .count(least)], en: "0, or a number of seeds of at least {least}",
      zh: "0，或不小于 {least} 的种子数")
  }

  fileprivate static func someOf(_ names: [String]) -> Message {
    Message("night.some-of", ["names": .names(names)], en: "all, or some of {names}", zh: "all，或其中若干：{names}")
  }

  static func oneOf(_ names: [String]) -> Message {
    Message("night.one-of", ["names": .names(names)], en: "one of {names}", zh: "其中之一：{names}")
  }

  fileprivate static func listOf(_ names: [String]) -> Message {
    Message("night.list-of", ["names": .names(names)], en: "a list of {names}", zh: "由 {names} 组成的列表")
  }

  fileprivate static func mapping(of names: [String]) -> Message {
    Message("night.mapping-of", ["names": .names(names)], en: "a mapping of {names}", zh: "含 {names} 的映射")
  }
}

extension Diagnostic {
  fileprivate static func noTolerances(at place: Place) -> Diagnostic {
    Diagnostic(
      "config.tolerances", .usage, at: place,
      (en: "The tolerances are no mapping of names to limits.", zh: "tolerances 应为“名称: 限值”的映射。"),
      remedy: (
        en: "Write a name and its limit on a line below: `replayed.nav: 1e-9`.",
        zh: "请在其下一行写名称与限值：`replayed.nav: 1e-9`。"
      ), exit: .input)
  }

  fileprivate static func noTolerance(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "config.tolerance", .usage, at: place, ["name": .text(name)],
      (en: "The limit of '{name}' is no finite number of at least 0.", zh: "“{name}”的限值不是不小于 0 的有限数字。"),
      remedy: (en: "Write it as `{name}: 1e-9`.", zh: "请写成 `{name}: 1e-9` 的形式。"), exit: .input)
  }

  fileprivate static func noVariable(_ name: String, at place: Place) -> Diagnostic {
    Diagnostic(
      "config.variable", .usage, at: place, ["name": .text(name)],
      (en: "The environment has no variable '{name}'.", zh: "环境中没有变量 '{name}'。"),
      remedy: (en: "Set {name}, or write the value.", zh: "请设置 {name}，或直接写出值。"), exit: .input)
  }

  /// The value is not repeated: it holds a secret.
  fileprivate static func noWebAddress(at place: Place) -> Diagnostic {
    Diagnostic(
      "config.web-address", .usage, at: place,
      (en: "The address is no web address.", zh: "该地址不是网址。"),
      remedy: (
        en: "Write one that begins with `https://` or `http://`, or name a variable that holds it.",
        zh: "请写以 `https://` 或 `http://` 开头的地址，或引用存放它的环境变量。"
      ), exit: .input)
  }

  fileprivate static func unsignedKind(_ kind: NotifyChannel.Kind, at place: Place) -> Diagnostic {
    Diagnostic(
      "config.unsigned-kind", .usage, at: place, ["kind": .text(kind.rawValue)],
      (en: "A channel of kind '{kind}' has no signature.", zh: "“{kind}”渠道没有签名。"),
      remedy: (
        en: "Remove `secret`: only `dingtalk` and `feishu` sign.", zh: "请删去 `secret`：只有 `dingtalk` 与 `feishu` 需要签名。"
      ),
      exit: .input)
  }

  fileprivate static func unknownKey(_ key: String, among known: [String], at place: Place) -> Diagnostic {
    Diagnostic(
      "config.unknown-key", .usage, at: place,
      ["key": .text(key), "known": .names(known), "hint": Spelling.suggestion(for: key, among: known)],
      (en: "The key '{key}' is unknown.{hint}", zh: "未知的键 '{key}'。{hint}"),
      remedy: (en: "Use one of: {known}.", zh: "可用的键：{known}。"), exit: .input)
  }
}
