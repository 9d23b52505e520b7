package import Preview
import Primitives
import RDAgent
import Records

extension PreviewSource {
  /// From a migration of the configuration; throws `preview.migration` with those that there are.
  package init(migration id: String, of configuration: AistockConfiguration) throws {
    guard let found = configuration.migrations.first(where: { $0.id == id }) else {
      throw Diagnostic.noMigration(id, among: configuration.migrations.map(\.id))
    }
    try self.init(workspace: found.workspace)
    if let named = found.benchmark { benchmark = named }
  }

  /// From an RD-Agent workspace: the configuration that ran, its exported predictions and its model.
  package init(workspace folder: String) throws {
    let workspace = try Workspace(folder: folder)
    switch try UsedConfiguration.find(in: workspace) {
    case .unknown(let why): throw Diagnostic.configurationUnknown(why, folder)
    case .found(let used):
      let text = workspace.file("model.txt") ?? workspace.file("model.lgb.txt")
      guard let predictions = workspace.file("pred.csv") else { throw Diagnostic.withoutPredictions(folder) }
      self.init(
        strategy: try used.configuration.strategy(), strategyID: Path.lastComponent(folder),
        predictionsPath: predictions)
      benchmark = used.configuration.benchmark
      guard used.rendered == nil else {
        withoutModel = Message(
          "preview.workspace-template", en: "The workspace's configuration is a template; a model needs it rendered.",
          zh: "工作区的配置是模板，模型需要渲染后的配置。")
        return
      }
      model = text.map { .text($0, configuration: used.path) }
      if model == nil {
        withoutModel = Message(
          "preview.workspace-without-model", en: "The workspace has no model.txt.", zh: "工作区没有 model.txt。")
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func noMigration(_ id: String, among names: [String]) -> Diagnostic {
    Diagnostic(
      "preview.migration", .usage, ["migration": .text(id), "known": .list(names.map { .text($0) })],
      (en: "There is no migration '{migration}'.", zh: "没有迁移“{migration}”。"),
      remedy: (en: "Use one of: {known}.", zh: "可用：{known}。"))
  }

  fileprivate static func configurationUnknown(_ why: Message, _ folder: String) -> Diagnostic {
    Diagnostic(
      "preview.configuration-unknown", .absent, at: .init(folder), ["reason": .message(why)],
      (en: "Which configuration ran is unknown: {reason}", zh: "无法确定实际运行的配置：{reason}"),
      remedy: (en: "Name the strategy with --conf and --pred.", zh: "请用 --conf 与 --pred 指定策略。"))
  }

  fileprivate static func withoutPredictions(_ folder: String) -> Diagnostic {
    Diagnostic(
      "preview.no-predictions-file", .absent, at: .init(folder), [:],
      (en: "The workspace has no pred.csv.", zh: "工作区没有 pred.csv。"),
      remedy: (
        en: "Export it with the script of `aistock rdagent exporter`.", zh: "请用 `aistock rdagent exporter` 的脚本导出。"
      ))
  }
}
