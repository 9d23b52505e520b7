import Models
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
    let work = NightFolders(configuration).work(id)
    try self.init(workspace: found.workspace, converted: Path.join(work, "evidence/" + NetworkKind().weightsFile))
    if let named = found.benchmark { benchmark = named }
  }

  /// From an RD-Agent workspace: the configuration that ran, its exported predictions and its model.
  ///
  /// - Parameter converted: the file of a network that the workspace holds in another form, if a night has made it.
  package init(workspace folder: String, converted: String? = nil) throws {
    let workspace = try Workspace(folder: folder)
    switch try UsedConfiguration.find(in: workspace) {
    case .unknown(let why): throw Diagnostic.configurationUnknown(why, folder)
    case .found(let used):
      // A text of trees beside the configuration of a network is another loop's.
      let isNetwork = used.configuration.modelClass.flatMap(ModelKinds.named) is NetworkKind
      let own = isNetwork ? NetworkKind().weightsFile : "model.txt"
      let other = isNetwork ? converted.flatMap { FileReader.exists($0) ? $0 : nil } : workspace.file("model.lgb.txt")
      let text = workspace.file(own) ?? other
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
          "preview.workspace-without-model", ["file": .text(own)], en: "The workspace has no {file}.",
          zh: "工作区没有 {file}。")
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
