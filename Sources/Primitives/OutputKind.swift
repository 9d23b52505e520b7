/// Kinds of folders that this program writes.
package enum OutputKind: String, Sendable, CaseIterable {
  case run, sweep, reconciliation, market, model, grid, rolling, predictions, quality, risk, workspace, site, bundle
  /// One night of the archive.
  case night
  /// The last reconciliation of a migration, beside the state file.
  case work
  /// A preview's model with what it needs to score, beside the state file.
  case fitted

  /// The file that lists what was written. The documents of nights and bundles are such lists themselves, and
  /// nothing stands beside them.
  package var listName: String {
    switch self {
    case .night: "manifest.json"
    case .bundle: "bundle.json"
    default: OutputList.name
    }
  }

  /// Whether files of others stay where they are when the folder is written anew; else they are a reason to refuse.
  var carriesOthers: Bool { [.site, .work, .fitted].contains(self) }

  /// Whether a file of ours that was edited since is a reason to refuse. What the state or the archive makes
  /// again is repaired by writing it.
  var keepsEdits: Bool { ![.site, .work, .fitted, .night, .bundle].contains(self) }
}

extension Message {
  static func name(of kind: OutputKind) -> Message {
    switch kind {
    case .run: Message("output.run-name", en: "a run", zh: "一次运行")
    case .sweep: Message("output.sweep-name", en: "a sweep", zh: "一次参数扫描")
    case .reconciliation: Message("output.reconciliation-name", en: "a reconciliation", zh: "一次对账")
    case .market: Message("output.market-name", en: "an exported market", zh: "导出的行情")
    case .model: Message("output.model-name", en: "a model", zh: "模型")
    case .grid: Message("output.grid-name", en: "a grid of models", zh: "模型网格")
    case .rolling: Message("output.rolling-name", en: "a rolling training", zh: "滚动训练")
    case .predictions: Message("output.predictions-name", en: "predictions", zh: "预测")
    case .quality: Message("output.quality-name", en: "a prediction quality", zh: "预测质量")
    case .risk: Message("output.risk-name", en: "risk data", zh: "风险数据")
    case .workspace: Message("output.workspace-name", en: "a restored workspace", zh: "恢复的工作区")
    case .site: Message("output.site-name", en: "a site", zh: "站点")
    case .bundle: Message("output.bundle-name", en: "a bundle", zh: "资产包")
    case .night: Message("output.night-name", en: "an archived night", zh: "归档之夜")
    case .work: Message("output.work-name", en: "the work on a migration", zh: "迁移的工作文件")
    case .fitted: Message("output.fitted-name", en: "the model of a preview", zh: "模拟预览的模型")
    }
  }
}
