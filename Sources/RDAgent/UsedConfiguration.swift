import Primitives
package import Records

/// Which configuration of a workspace really ran, and why that is believed.
///
/// A workspace holds every template of the agent; only the recorder knows which one `qrun` was given.
package struct UsedConfiguration: Sendable {
  package var configuration: QrunConfiguration
  package var path: String
  /// The reason to believe it, one clause.
  package var because: String

  package enum Search: Sendable {
    case found(UsedConfiguration)
    /// One sentence.
    case unknown(String)
  }

  /// Looks for `conf.yaml` (the exporter's form), then the recorder's command line, then an only
  /// candidate; throws for a file that is found and cannot be read as a configuration.
  package static func find(in workspace: Workspace) throws -> Search {
    if let path = workspace.file("conf.yaml") {
      return try read(path, because: try exportersReason(workspace) ?? "conf.yaml is the form of an exported workspace")
    }
    let recorders = try RecorderRun.all(in: workspace)
    if let recorder = recorders.last(where: { $0.configurationName != nil }), let name = recorder.configurationName {
      guard let path = workspace.file(name) else {
        return .unknown("the recorder ran \(name), which is not in the workspace")
      }
      return try read(path, because: "the command line of recorder \(recorder.id)")
    }
    let candidates = workspace.names.filter {
      $0.hasPrefix("conf") && ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml"))
    }
    switch candidates.count {
    case 0: return .unknown("the workspace holds no configuration")
    case 1: return try read(Path.join(workspace.folder, candidates[0]), because: "it is the only one of the workspace")
    default:
      return .unknown(
        "\(candidates.count) configurations and no recorder that names one; export the workspace, "
          + "or put the one that ran there as conf.yaml")
    }
  }

  private static func read(_ path: String, because: String) throws -> Search {
    let text = try FileReader.text(path)
    if text.contains("{{") || text.contains("{%") {
      return .unknown("\(Path.lastComponent(path)) is an unrendered Jinja template")
    }
    return .found(
      UsedConfiguration(configuration: try QrunConfiguration(file: path), path: path, because: because))
  }

  private static func exportersReason(_ workspace: Workspace) throws -> String? {
    try workspace.exportDocument()?["configuration"]?.stringValue.map { "the exporter took it from " + $0 }
  }
}
