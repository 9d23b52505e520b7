import Ladder
import MarketData
import Preview
import Primitives
import Records
import Store

/// The scores of previews: recorded predictions, continued by kept models. Files are read once, and previews
/// with the same scores share one table.
struct PreviewScores {
  let database: Database
  let folders: NightFolders
  let market: any Market
  let library: LightGBMPlaces

  private var tables: [String: PanelTable] = [:]
  private var continuations: [String: LiveScores] = [:]

  init(database: Database, folders: NightFolders, market: any Market, library: LightGBMPlaces) {
    self.database = database
    self.folders = folders
    self.market = market
    self.library = library
  }

  /// The scores that decide a preview's days up to one, and its settled days beyond.
  mutating func settling(_ instance: PreviewInstance, through day: TradingDay) throws -> LiveScores {
    let calendar = market.calendar
    let settled = try database.lastAccount(of: instance.strategy.id)?.account.tradingDay
    let through = max(instance.strategy.stoppedOn.map { min($0, day) } ?? day, settled ?? day)
    guard let first = calendar.firstIndex(onOrAfter: instance.definition.startDay),
      let last = calendar.lastIndex(onOrBefore: through), first <= last
    else { return try scores(instance, []) }
    return try scores(instance, Array(calendar.days[max(0, first - 1)..<last]))
  }

  /// The scores of some trading days, and all recorded ones.
  mutating func scores(_ instance: PreviewInstance, _ days: [TradingDay]) throws -> LiveScores {
    let recorded = try recorded(instance)
    guard let key = instance.definition.model else {
      return LiveScores(recorded: recorded ?? LiveScores.empty)
    }
    let model = PreviewModel(key: key, in: folders.models)
    if let weights = try model.weightsDigest() { try database.refuseWithdrawn(weights: weights) }
    // Previews that started on different days share what lies behind their predictions.
    let days = days.filter { day in recorded?.days.last.map { day > $0 } ?? true }
    let name = [
      key, instance.definition.predictionsPath ?? "", days.first?.description ?? "", days.last?.description ?? "",
    ].joined(separator: "\n")
    if let known = continuations[name] { return known }
    let made = try LiveScores(
      continuing: recorded, with: model, on: days, market: market, in: database,
      library: library.open)
    continuations[name] = made
    return made
  }

  /// Nil where the preview was made without; throws `preview.no-predictions-file` where they are gone.
  private mutating func recorded(_ instance: PreviewInstance) throws -> PanelTable? {
    guard let path = try PreviewScores.predictionsPath(instance, folders) else { return nil }
    let table = try tables[path] ?? PanelTable(csv: path, value: "score")
    tables[path] = table
    return table
  }

  /// Where the predictions lie: where they came from, else the copy that was kept.
  static func predictionsPath(_ instance: PreviewInstance, _ folders: NightFolders) throws -> String? {
    let id = instance.strategy.id
    let definition = instance.definition
    guard let path = definition.predictionsPath else {
      if definition.model != nil { return nil }
      throw Diagnostic(
        "preview.no-predictions-file", "the preview '\(id)' names no predictions",
        remedy: "Create it again with --pred.", exit: .input)
    }
    if FileReader.exists(path) { return path }
    if let kept = definition.predictionsSHA256.map({ folders.predictions($0) }), FileReader.exists(kept) { return kept }
    throw Diagnostic(
      "preview.no-predictions-file", "the predictions of the preview '\(id)' are gone", at: .init(path),
      remedy: "Put them back, or stop the preview with `aistock preview stop --id \(id)`.", exit: .input)
  }
}
