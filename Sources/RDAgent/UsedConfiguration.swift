package import Primitives
package import Records

/// Which configuration of a workspace really ran, and why that is believed.
///
/// A workspace holds every template of the agent; only the recorder knows which one `qrun` was given.
package struct UsedConfiguration: Sendable {
  package var configuration: QrunConfiguration
  package var path: String
  /// The reason to believe it, one sentence.
  package var because: Message

  package enum Search: Sendable {
    case found(UsedConfiguration)
    /// Why it cannot be told, and what to do.
    case unknown(Message)
  }

  /// Looks for `conf.yaml` (the exporter's form), then the recorder's command line, then an only
  /// candidate; throws for a file that is found and cannot be read as a configuration.
  package static func find(in workspace: Workspace) throws -> Search {
    if let path = workspace.file("conf.yaml") { return try read(path, because: try exportersReason(workspace)) }
    let recorders = try RecorderRun.all(in: workspace)
    if let recorder = recorders.last(where: { $0.configurationName != nil }), let name = recorder.configurationName {
      guard let path = workspace.file(name) else { return .unknown(.recordedFileGone(name)) }
      return try read(path, because: .commandLine(of: recorder.id))
    }
    let candidates = workspace.names.filter {
      $0.hasPrefix("conf") && ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml"))
    }
    switch candidates.count {
    case 0:
      return .unknown(
        Message(
          "workspace.no-configuration", en: "The workspace holds no configuration.", zh: "工作区中没有配置文件。"))
    case 1:
      return try read(
        Path.join(workspace.folder, candidates[0]),
        because: Message(
          "workspace.only-configuration", en: "It is the workspace's only configuration.", zh: "它是工作区中唯一的配置。"))
    default: return .unknown(.severalConfigurations(candidates.count))
    }
  }

  private static func read(_ path: String, because: Message) throws -> Search {
    let text = try FileReader.text(path, as: .configuration)
    if text.contains("{{") || text.contains("{%") { return .unknown(.unrendered(Path.lastComponent(path))) }
    return .found(
      UsedConfiguration(configuration: try QrunConfiguration(file: path), path: path, because: because))
  }

  private static func exportersReason(_ workspace: Workspace) throws -> Message {
    if let source = try workspace.exportDocument()?["configuration"]?.stringValue { return .exported(from: source) }
    return Message(
      "workspace.exported-form", en: "An exported workspace names it `conf.yaml`.",
      zh: "导出的工作区以 `conf.yaml` 为配置文件名。")
  }
}

extension Message {
  fileprivate static func recordedFileGone(_ name: String) -> Message {
    Message(
      "workspace.recorded-configuration-gone", ["file": .text(name)],
      en: "The recorder ran {file}, which is not in the workspace.", zh: "记录器运行的是 {file}，工作区中没有该文件。")
  }

  fileprivate static func commandLine(of recorder: String) -> Message {
    Message(
      "workspace.command-line", ["recorder": .text(recorder)],
      en: "The command line of recorder {recorder} names it.", zh: "记录器 {recorder} 的命令行指明了它。")
  }

  fileprivate static func severalConfigurations(_ count: Int) -> Message {
    Message(
      "workspace.several-configurations", ["count": .count(count)],
      en: "The workspace holds {count} configurations, and no recorder names one. Export the workspace, or put the "
        + "configuration that ran there as `conf.yaml`.",
      zh: "工作区中有 {count} 份配置，没有记录器指明哪一份。请导出工作区，或把实际运行的一份命名为 `conf.yaml`。")
  }

  fileprivate static func unrendered(_ name: String) -> Message {
    Message(
      "workspace.unrendered-template", ["file": .text(name)], en: "{file} is a Jinja template that is not rendered.",
      zh: "{file} 是尚未渲染的 Jinja 模板。")
  }

  fileprivate static func exported(from source: String) -> Message {
    Message(
      "workspace.exported-configuration", ["source": .text(source)], en: "The exporter took it from {source}.",
      zh: "导出脚本取自 {source}。")
  }
}
