package import MarketData
package import Models
package import Primitives
import Records
package import Store

/// Recorded predictions by their content: for the settlements and order lists of one night.
package final class RecordedScores: Sendable {
  private let tables = SharedResults<PanelTable>(limit: 4)

  package init() {}

  func table(_ path: String) throws -> PanelTable {
    try tables.value(SHA256Digest(hashing: try FileReader.bytes(path)).hex) {
      try PanelTable(csv: path, value: "score")
    }
  }
}

/// The scores of previews: recorded predictions, continued by kept models. Previews with the same scores share one
/// table.
package struct PreviewScores {
  private let database: Database
  private let folders: PreviewFolders
  private let market: any Market
  private let runtime: ModelRuntime

  private let tables: RecordedScores
  private var continuations: [String: LiveScores] = [:]

  package init(
    database: Database, folders: PreviewFolders, market: any Market, runtime: ModelRuntime,
    tables: RecordedScores = RecordedScores()
  ) {
    self.database = database
    self.folders = folders
    self.market = market
    self.runtime = runtime
    self.tables = tables
  }

  /// The scores that decide a preview's days up to one, and its settled days beyond.
  package mutating func settling(_ instance: PreviewInstance, through day: TradingDay) throws -> LiveScores {
    let calendar = market.calendar
    let settled = try database.lastAccount(of: instance.strategy.id)?.account.tradingDay
    let through = max(instance.strategy.stoppedOn.map { min($0, day) } ?? day, settled ?? day)
    guard let first = calendar.firstIndex(onOrAfter: instance.definition.startDay),
      let last = calendar.lastIndex(onOrBefore: through), first <= last
    else { return try scores(instance, []) }
    return try scores(instance, Array(calendar.days[max(0, first - 1)..<last]))
  }

  /// The scores of some trading days, and all recorded ones.
  package mutating func scores(_ instance: PreviewInstance, _ days: [TradingDay]) throws -> LiveScores {
    let recorded = try recorded(instance)
    guard let key = instance.definition.model else {
      return LiveScores(recorded: recorded ?? LiveScores.empty)
    }
    let model = PreviewModel(key: key, in: folders.models)
    if let weights = try model.weightsDigest() { try database.refuseWithdrawn(weights: weights) }
    // Previews that started on different days share what lies behind their predictions.
    let days = days.filter { day in recorded?.days.last.map { day > $0 } ?? true }
    let name = [
      key, recorded?.digest ?? "", days.first?.description ?? "", days.last?.description ?? "",
    ].joined(separator: "\n")
    if let known = continuations[name] { return known }
    let made = try LiveScores(
      continuing: recorded, with: model, on: days, market: market, in: database, runtime: runtime)
    continuations[name] = made
    return made
  }

  /// Nil where the preview was made without; throws `preview.no-predictions-file` where they are gone.
  private func recorded(_ instance: PreviewInstance) throws -> PanelTable? {
    guard let path = try PreviewScores.predictionsPath(instance, folders) else { return nil }
    return try tables.table(path)
  }

  /// Where the predictions lie: where they came from, else the copy that was kept.
  package static func predictionsPath(_ instance: PreviewInstance, _ folders: PreviewFolders) throws -> String? {
    let id = instance.strategy.id
    let definition = instance.definition
    guard let path = definition.predictionsPath else {
      if definition.model != nil { return nil }
      throw Diagnostic.noPredictions(id)
    }
    if FileReader.exists(path) { return path }
    if let kept = definition.predictionsSHA256.map({ folders.predictions($0) }), FileReader.exists(kept) { return kept }
    throw Diagnostic.predictionsGone(id, path)
  }
}

extension Diagnostic {
  fileprivate static func noPredictions(_ id: String) -> Diagnostic {
    Diagnostic(
      "preview.no-predictions-file", .absent, ["preview": .text(id)],
      (en: "The preview '{preview}' names no predictions.", zh: "模拟预览“{preview}”没有预测。"),
      remedy: (en: "Create it again with --pred.", zh: "请用 --pred 重新创建。"))
  }

  fileprivate static func predictionsGone(_ id: String, _ path: String) -> Diagnostic {
    Diagnostic(
      "preview.no-predictions-file", .absent, at: .init(path), ["preview": .text(id)],
      (en: "The predictions of the preview '{preview}' are gone.", zh: "模拟预览“{preview}”的预测文件已不在。"),
      remedy: (
        en: "Put them back, or stop the preview with `aistock preview stop --id {preview}`.",
        zh: "请放回文件，或用 `aistock preview stop --id {preview}` 停止该模拟预览。"
      ))
  }
}
