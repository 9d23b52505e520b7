import MarketData
import Preview
import Primitives
import Records
import Store

/// Settles one preview through the day.
///
/// Reads: its definition, its predictions or its model, the market. Writes: its rows in the state file.
struct SettleStep {
  let context: NightContext
  let previews: NightPreviews
  let preview: PreviewStrategy

  var planned: PlannedStep {
    PlannedStep(
      .settle(preview.id), digest: { try inputs() },
      isPresent: { _ in ((try? context.database.accounts(of: preview.id)) ?? []).isEmpty == false },
      run: { try settle() })
  }

  /// Everything that decides a settlement: definition, predictions, market, day and the program itself.
  private func inputs() throws -> String? {
    guard !context.isAfresh, let path = try context.database.definition(of: preview.id).predictionsPath,
      FileReader.exists(path)
    else { return nil }
    return context.digest([
      preview.id, preview.createdAt, try FileStamp.of(path), context.marketStamp, context.day.description,
      context.program,
    ])
  }

  private func settle() throws -> Message {
    let outcome = try previews.settle(preview.id, market: context.market, through: context.day)
    for finding in outcome.findings where finding.severity != .note {
      context.progress.detail(finding.evidence)
    }
    return .settled(outcome.settled.count)
  }
}

extension Message {
  fileprivate static func settled(_ count: Int) -> Message {
    Message(
      "night.settled", ["count": .count(count)], en: "{count} {count:day|days} settled.", zh: "已结算 {count} 个交易日。")
  }
}
