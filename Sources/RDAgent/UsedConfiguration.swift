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
  /// The configuration as text where the file is a template that was rendered here; nil: as the file stands.
  package var rendered: String?

  /// The configuration as it was read.
  package func bytes() throws -> [UInt8] { try rendered.map { Array($0.utf8) } ?? FileReader.bytes(path) }

  package enum Search: Sendable {
    case found(UsedConfiguration)
    /// Why it cannot be told, and what to do.
    case unknown(Message)
  }

  /// Looks for `conf.yaml` (the exporter's form), then the recorder's command line, then an only
  /// candidate; throws for a file that is found and cannot be read as a configuration.
  ///
  /// A template of RD-Agent is rendered with the values that the recorder logged of its task.
  package static func find(in workspace: Workspace) throws -> Search {
    let recorders = try RecorderRun.all(in: workspace)
    func read(_ path: String, of recorder: RecorderRun?, because: Message) throws -> Search {
      try UsedConfiguration.read(path, of: recorder, because: because)
    }
    if let path = workspace.file("conf.yaml") {
      return try read(path, of: try recorder(of: workspace, among: recorders), because: try exportersReason(workspace))
    }
    if let recorder = recorders.last(where: { $0.configurationName != nil }), let name = recorder.configurationName {
      guard let path = workspace.file(name) else { return .unknown(.recordedFileGone(name)) }
      return try read(path, of: recorder, because: .commandLine(of: recorder.id))
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
        Path.join(workspace.folder, candidates[0]), of: recorders.last,
        because: Message(
          "workspace.only-configuration", en: "It is the workspace's only configuration.", zh: "它是工作区中唯一的配置。"))
    default: return .unknown(.severalConfigurations(candidates.count))
    }
  }

  private static func read(_ path: String, of recorder: RecorderRun?, because: Message) throws -> Search {
    let text = try FileReader.text(path, as: .configuration)
    guard ConfigurationTemplate.isTemplate(text) else {
      return .found(
        UsedConfiguration(
          configuration: try QrunConfiguration(YAMLDocument(text, path: path)), path: path, because: because))
    }
    let rendered: ConfigurationTemplate.Rendered
    let name = Path.lastComponent(path)
    let values = try recorder.map { try RecordedParameters($0).templateValues } ?? [:]
    do {
      rendered = try ConfigurationTemplate(text, path: path).render(values)
    } catch let diagnostic as Diagnostic {
      return .unknown(.unrendered(name, diagnostic.summary))
    }
    // A task always names its dataset: without one nothing was logged, and every default would be a guess.
    guard !values.isEmpty else { return .unknown(.unrendered(name, .noValues)) }
    return .found(
      UsedConfiguration(
        configuration: try QrunConfiguration(YAMLDocument(rendered.text, path: path)), path: path,
        because: .rendered(because, recorder?.id ?? "", rendered), rendered: rendered.text))
  }

  /// The recorder that was exported, else the newest.
  private static func recorder(of workspace: Workspace, among recorders: [RecorderRun]) throws -> RecorderRun? {
    let exported = try workspace.exportDocument()?["recorder"]?["id"]?.stringValue
    return recorders.last { $0.id == exported } ?? recorders.last
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

  /// - Parameter why: what is missing for rendering it.
  fileprivate static func unrendered(_ name: String, _ why: Message) -> Message {
    Message(
      "workspace.unrendered-template", ["file": .text(name), "why": .message(why)],
      en: "{file} is a Jinja template that is not rendered. {why} Put the rendered configuration there as `conf.yaml`.",
      zh: "{file} 是尚未渲染的 Jinja 模板。{why}请将渲染后的配置命名为 `conf.yaml` 放入其中。")
  }

  fileprivate static let noValues = Message(
    "workspace.template-without-values", en: "No recorder says with which values it ran.",
    zh: "没有记录器说明运行时的取值。")

  /// - Parameter because: why the template is the one that ran.
  fileprivate static func rendered(
    _ because: Message, _ recorder: String, _ rendered: ConfigurationTemplate.Rendered
  ) -> Message {
    guard !rendered.defaults.isEmpty else {
      return Message(
        "workspace.rendered-template",
        ["because": .message(because), "recorder": .text(recorder), "given": .names(rendered.given)],
        en: "{because} It is a template, rendered here with values of recorder {recorder}: {given}.",
        zh: "{because}它是模板，此处按记录器 {recorder} 的取值渲染：{given}。")
    }
    return Message(
      "workspace.rendered-template-with-defaults",
      [
        "because": .message(because), "recorder": .text(recorder), "given": .names(rendered.given),
        "defaults": .names(rendered.defaults),
      ],
      en:
        "{because} It is a template, rendered here with values of recorder {recorder}: {given}. The recorder holds no "
        + "{defaults}: the template's defaults stand.",
      zh: "{because}它是模板，此处按记录器 {recorder} 的取值渲染：{given}。记录器没有 {defaults}，用模板的默认值。")
  }

  fileprivate static func exported(from source: String) -> Message {
    Message(
      "workspace.exported-configuration", ["source": .text(source)], en: "The exporter took it from {source}.",
      zh: "导出脚本取自 {source}。")
  }
}
