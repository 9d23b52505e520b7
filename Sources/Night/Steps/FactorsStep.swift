import FactorEngine
import MarketData
import Metrics
import Models
import Primitives
import RDAgent
import Records

/// Computes the factors of a night for the pages, and keeps their profiles.
///
/// Reads: what configurations the workspaces used, the factor library, verifications, the library, the market.
/// Writes: `factors.json`: which factors each migration uses, what each was on the last days, and what each tells
/// beside those that the migrations are given.
struct FactorsStep {
  let context: NightContext
  let task: NightTask

  /// Trading days of the charts.
  private static let days = 500
  /// Trading days over which a factor is judged beside the others.
  private static let marginalDays = 250
  /// The return that rank correlations are taken with: qlib's default label, bought at the next close.
  private static let label = "Ref($close,-2)/Ref($close,-1)-1"
  /// Columns that are computed at a time, so that memory stays bounded.
  private static let batch = 32

  var planned: PlannedStep {
    PlannedStep(
      .factors, digest: { context.isAfresh ? nil : try inputs() },
      isPresent: { digest in (try? kept())?["inputs"]?.stringValue == digest }, run: { try compute() })
  }

  private var path: String { context.folders.factors }

  /// Signs of everything that decides which factors there are and what they were.
  private func inputs() throws -> String {
    context.digest(
      [context.day.description, context.marketStamp, context.program, task.stamp()] + (try documents())
        + (try ofLibrary()))
  }

  /// Signs of the library and of the verifications.
  private func documents() throws -> [String] {
    let factors = context.configuration.factors
    return try ([factors.library].compactMap { $0 } + factors.verified).map { try FileStamp.of($0) }
  }

  /// Expressions of the library's factors that have a page, without those that are not qlib's or read unknown fields.
  private func ofLibrary() throws -> [String] {
    let expressions = try LibraryShelf(database: context.database).factors().compactMap(\.expression)
    guard !expressions.isEmpty else { return [] }
    let fields = try context.market.fieldNames().map(Set.init)
    return expressions.filter { expression in
      guard let factor = try? Factor(name: expression, text: expression) else { return false }
      return !factor.fieldNames.isEmpty && fields.map { $0.isSuperset(of: factor.fieldNames) } != false
    }
  }

  private func kept() throws -> JSONValue {
    FileReader.exists(path) ? try JSONReader.read(file: path, id: "night.factors-damaged") : .null
  }

  // MARK: - Listing

  /// The factors of one configuration, and of whom they are.
  private struct Use {
    var universe: String?
    var entries: [FactorEntry]
    var note: Message?
  }

  /// By migration, in their order.
  private func uses() -> [Use] {
    var read: [String: Use] = [:]
    return context.migrations.map { migration in
      var use = read[migration.workspace] ?? FactorsStep.use(of: migration.workspace)
      read[migration.workspace] = use
      use.entries = use.entries.map {
        var entry = $0
        entry.usedBy = [migration.id]
        return entry
      }
      use.note = use.note.map { .unlisted(migration.id, $0) }
      return use
    }
  }

  /// Nothing where the workspace, or which of its configurations ran, is unknown: the migration's own page says so.
  private static func use(of workspace: String) -> Use {
    do {
      guard FileReader.isFolder(workspace),
        case .found(let used) = try UsedConfiguration.find(in: Workspace(folder: workspace))
      else { return Use(entries: []) }
      let dataset = try DatasetConfig(used.configuration)
      return Use(
        universe: dataset.universe,
        entries: dataset.features.map { FactorEntry(name: $0.name, expression: $0.expression) })
    } catch {
      return Use(entries: [], note: (error as? any DiagnosableError)?.diagnostic.summary ?? .verbatim("\(error)"))
    }
  }

  /// Without values: expressions, states and figures of verifications.
  private func listed() throws -> FactorSheet {
    var sheet = FactorSheet()
    let uses = uses()
    sheet.notes = uses.compactMap(\.note)
    // Migrations of one configuration use the same factors: these are put together once.
    var groups: [[String]: [FactorEntry]] = [:]
    var order: [[String]] = []
    for use in uses where !use.entries.isEmpty {
      let key = use.entries.flatMap { [$0.name, $0.expression ?? ""] }
      guard var known = groups[key] else {
        groups[key] = use.entries
        order.append(key)
        continue
      }
      for index in known.indices { known[index].usedBy = (known[index].usedBy + use.entries[index].usedBy).sorted() }
      groups[key] = known
    }
    for key in order { sheet.join(groups[key] ?? []) }
    // The universe is that of the first migration that names one.
    sheet.universe = uses.compactMap(\.universe).first { context.market.universeNames.contains($0) } ?? "all"
    try addDocuments(&sheet)
    return sheet
  }

  private func addDocuments(_ sheet: inout FactorSheet) throws {
    let factors = context.configuration.factors
    if let library = factors.library { sheet.join(try FactorDocuments.library(library)) }
    for path in factors.verified { sheet.add(try FactorDocuments.checks(path)) }
  }

  // MARK: - Work

  /// Computes the profiles of all expressions and keeps them; those of the same day, market and universe are kept.
  private func compute() throws -> Message {
    let sheet = try listed()
    let market = context.market
    let basis = context.digest([context.day.description, context.marketStamp, context.program, sheet.universe])
    // A file that cannot be read is made anew.
    let before = (try? kept()) ?? .null
    var profiles =
      before["basis"]?.stringValue == basis && !context.isAfresh ? before["profiles"]?.objectValue ?? [:] : [:]
    let wanted = Set(sheet.entries.compactMap(\.expression)).sorted()
    profiles = profiles.filter { wanted.contains($0.key) }
    let last = market.calendar.lastIndex(onOrBefore: context.day) ?? 0
    let first = max(0, last + 1 - FactorsStep.days)
    let scope = FactorScope(
      .universe(try market.universe(sheet.universe)), start: market.calendar[first], end: market.calendar[last])
    var factors: [Factor] = []
    var notes = sheet.notes
    for expression in wanted {
      do {
        let factor = try Factor(name: expression, text: expression)
        if profiles[expression] == nil { factors.append(factor) }
      } catch let fault { notes.append(.unlisted(expression, fault.diagnostic.summary)) }
    }
    let label = try Factor(name: FactorsStep.label, text: FactorsStep.label)
    for from in stride(from: 0, to: factors.count, by: FactorsStep.batch) {
      let batch = Array(factors[from..<min(from + FactorsStep.batch, factors.count)])
      let table = try FactorEngine(market: market, factors: batch + [label]).compute(scope)
      let found = Array(batch.indices).concurrentMap { column in
        (
          days: FactorProfile.of(table, column: column),
          rank: FactorProfile.rankCorrelation(table, column: column, label: batch.count)
        )
      }
      for (factor, profile) in zip(batch, found) {
        profiles[factor.text] = [
          "days": profile.days.json, "rank_ic": .optional(profile.rank.mean),
          "rank_ic_days": .integer(profile.rank.days),
          "lookback": .integer(factor.expression.extendedWindow.left),
          "looks_ahead": .bool(factor.looksAhead), "fields": .array(factor.fieldNames.map { .string($0) }),
        ]
      }
    }
    let marginal = try marginal(sheet, before: before["marginal"] ?? .null, basis: basis, label: label)
    try write(sheet, basis, notes, profiles, marginal)
    return .computed(profiles.count)
  }

  /// What each factor, the library's among them, tells beside those that the migrations are given, by expression.
  private func marginal(_ sheet: FactorSheet, before: JSONValue, basis: String, label: Factor) throws -> JSONValue {
    let expressions =
      sheet.entries.map { (text: $0.expression, isUsed: !$0.usedBy.isEmpty) }
      + (try ofLibrary()).map { (text: $0, isUsed: false) }
    let readable = expressions.compactMap { expression, isUsed -> (factor: Factor, isUsed: Bool)? in
      guard let expression, let factor = try? Factor(name: expression, text: expression), !factor.looksAhead
      else { return nil }
      return (factor, isUsed)
    }
    func distinct(_ isUsed: Bool) -> [Factor] {
      let factors = readable.filter { $0.isUsed == isUsed }.map(\.factor)
      return Dictionary(factors.map { ($0.text, $0) }) { first, _ in first }.values.sorted { $0.text < $1.text }
    }
    let set = distinct(true)
    let known = Set(set.map(\.text))
    let newcomers = distinct(false).filter { !known.contains($0.text) }
    let key = context.digest([basis] + set.map(\.text) + ["beside"] + newcomers.map(\.text))
    if before["key"]?.stringValue == key, !context.isAfresh { return before }
    let market = context.market
    let last = market.calendar.lastIndex(onOrBefore: context.day) ?? 0
    let scope = FactorScope(
      .universe(try market.universe(sheet.universe)),
      start: market.calendar[max(0, last + 1 - FactorsStep.marginalDays)], end: market.calendar[last])
    let outcomes = try MarginalCorrelation(market: market).outcomes(
      set: set, newcomers: newcomers, label: label, scope)
    let values = zip(set + newcomers, outcomes).map { factor, outcome in
      (factor.text, FactorEntry.Marginal(outcome, beside: set.count - (known.contains(factor.text) ? 1 : 0)).json)
    }
    return ["key": .string(key), "values": .object(Dictionary(uniqueKeysWithValues: values))]
  }

  private func write(
    _ sheet: FactorSheet, _ basis: String, _ notes: [Message], _ profiles: [String: JSONValue], _ marginal: JSONValue
  ) throws {
    let document: JSONValue = [
      "schema": 4, "inputs": .string(try inputs()), "basis": .string(basis), "universe": .string(sheet.universe),
      "notes": .array(notes.map(\.json)), "profiles": .object(profiles), "marginal": marginal,
      "used": .array(
        sheet.entries.filter { !$0.usedBy.isEmpty }.map {
          [
            "name": .string($0.name), "expression": .optional($0.expression),
            "by": .array($0.usedBy.map { .string($0) }),
          ]
        }),
    ]
    try FileWriter.write(document.canonical, to: path)
  }

  // MARK: - Output

  /// The sheet as the pages show it; nil without a factor.
  func sheet() throws -> FactorSheet? {
    let kept = try kept()
    var sheet = FactorSheet()
    sheet.join(
      (kept["used"]?.arrayValue ?? []).compactMap { item in
        item["name"]?.stringValue.map { name in
          FactorEntry(
            name: name, expression: item["expression"]?.stringValue,
            usedBy: item["by"]?.arrayValue?.compactMap(\.stringValue) ?? [])
        }
      })
    try addDocuments(&sheet)
    guard !sheet.entries.isEmpty else { return nil }
    sheet.universe = kept["universe"]?.stringValue ?? "all"
    sheet.notes = kept["notes"]?.arrayValue?.compactMap { Message($0) } ?? []
    for index in sheet.entries.indices {
      let entry = sheet.entries[index]
      guard let expression = entry.expression, let known = kept["profiles"]?[expression] else { continue }
      sheet.entries[index].profile = known["days"].flatMap { FactorDays($0) }
      sheet.entries[index].rankIC = known["rank_ic"]?.doubleValue.flatMap { mean in
        known["rank_ic_days"]?.intValue.map { FactorEntry.RankIC(mean: mean, days: $0) }
      }
      sheet.entries[index].marginal = kept["marginal"]?["values"]?[expression].flatMap { FactorEntry.Marginal($0) }
      sheet.entries[index].fields = known["fields"]?.arrayValue?.compactMap(\.stringValue) ?? entry.fields
      sheet.entries[index].lookback = known["lookback"]?.intValue ?? entry.lookback
      sheet.entries[index].looksAhead = known["looks_ahead"]?.boolValue ?? entry.looksAhead
    }
    return sheet
  }

  /// What each factor of the library tells beside those that the migrations are given, by its identity.
  func marginals(of library: [Records.LibraryFactor]) throws -> [String: FactorEntry.Marginal] {
    let values = try kept()["marginal"]?["values"]
    return library.reduce(into: [:]) { found, factor in
      found[factor.id] = factor.expression.flatMap { values?[$0] }.flatMap { FactorEntry.Marginal($0) }
    }
  }

  /// Signs of everything that `sheet` reads.
  func outputStamp() throws -> String {
    context.digest([FileReader.exists(path) ? try FileStamp.of(path) : "none"] + (try documents()))
  }
}

extension FactorEntry.Marginal {
  fileprivate init(_ outcome: MarginalInformationCoefficient.Outcome, beside others: Int) {
    func days(_ failure: MarginalInformationCoefficient.Failure) -> Int { outcome.failures[failure] ?? 0 }
    self.init(
      mean: outcome.mean, days: outcome.days, others: others, spannedDays: days(.spanned),
      shortDays: days(.tooFewRows), constantDays: days(.constantLabel))
  }
}

extension Message {
  fileprivate static func computed(_ count: Int) -> Message {
    Message(
      "night.factors-computed", ["count": .count(count)], en: "{count} {count:factor|factors} computed.",
      zh: "已计算 {count} 个因子。")
  }

  fileprivate static func unlisted(_ subject: String, _ why: Message) -> Message {
    Message(
      "night.factors-unlisted", ["subject": .text(subject), "why": .message(why)], en: "{subject}: {why}",
      zh: "{subject}：{why}")
  }
}
