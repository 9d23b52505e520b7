import Foundation

/// Where a command may write: never onto, into or around what it reads.
package enum OutputPlace {
  /// Something that a command or a night reads, or keeps.
  package struct Input: Sendable {
    package enum Role: Sendable {
      case market, workspace, predictions, labels, configuration, settings, strategy, model, factors, catalog, library
      case archive, site, state, rdagent, signers, quotes, bundle, reference
    }

    package let role: Role
    package let path: String

    /// Nil where no path is named: `demo`, an address, an option that was not given.
    package init?(_ role: Role, _ path: String?) {
      guard let path, !path.isEmpty, path != "demo", !path.contains("://") else { return nil }
      self.role = role
      self.path = path
    }
  }

  /// Refuses an output that is one of the inputs, lies inside one, or holds one.
  ///
  /// Links, `..`, slashes at the end and second names of a folder are seen through.
  /// - Throws: `output.no-name`, `output.is-input`, `output.inside-input`, `output.around-input`, all exit 2.
  package static func check(_ output: String, against inputs: [Input?]) throws {
    guard !output.isEmpty else { throw Diagnostic.noName() }
    let above = chain(resolved(output))
    for case let input? in inputs {
      let around = chain(resolved(input.path))
      if above[0] == around[0] { throw Diagnostic.isInput(output, input) }
      if above.contains(around[0]) { throw Diagnostic.insideInput(output, input) }
      if around.contains(above[0]) { throw Diagnostic.aroundInput(output, input) }
    }
  }

  /// An absolute path without links, `.` and `..`, as far as it exists.
  package static func resolved(_ path: String) -> String {
    let absolute = path.hasPrefix("/") ? path : Path.join(FileManager.default.currentDirectoryPath, path)
    var current = "/"
    for part in absolute.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": current = Path.folder(of: current)
      default:
        let next = Path.join(current, String(part))
        if let found = realpath(next, nil) {
          current = String(cString: found)
          free(found)
        } else {
          current = next
        }
      }
    }
    return current
  }

  /// A folder by what it is; one that does not exist yet, by its path.
  private struct Step: Equatable {
    var path: String
    var identity: FolderWalk.Identity?

    static func == (left: Step, right: Step) -> Bool {
      left.path == right.path || (left.identity != nil && left.identity == right.identity)
    }
  }

  /// A resolved path and all folders above it, from within.
  private static func chain(_ path: String) -> [Step] {
    var steps: [Step] = []
    var current = path
    while true {
      steps.append(Step(path: current, identity: FolderWalk.Identity(current, following: true)))
      if current == "/" { return steps }
      current = Path.folder(of: current)
    }
  }
}

extension Diagnostic {
  fileprivate static func noName() -> Diagnostic {
    Diagnostic(
      "output.no-name", .usage, (en: "The output has no name.", zh: "未给出输出位置。"),
      remedy: (en: "Name a file or a folder.", zh: "请指定文件或文件夹。"))
  }

  fileprivate static func isInput(_ output: String, _ input: OutputPlace.Input) -> Diagnostic {
    Diagnostic(
      "output.is-input", .usage, at: .init(output),
      ["what": .message(.name(of: input.role)), "path": .text(input.path)],
      (en: "The output is {what} `{path}` itself.", zh: "输出位置就是{what} `{path}` 本身。"),
      remedy: (en: "Name another place. Nothing was written.", zh: "请换一个位置。未写入任何内容。"))
  }

  fileprivate static func insideInput(_ output: String, _ input: OutputPlace.Input) -> Diagnostic {
    Diagnostic(
      "output.inside-input", .usage, at: .init(output),
      ["what": .message(.name(of: input.role)), "path": .text(input.path)],
      (en: "The output lies inside {what} `{path}`.", zh: "输出位置在{what} `{path}` 之内。"),
      remedy: (en: "Name another place. Nothing was written.", zh: "请换一个位置。未写入任何内容。"))
  }

  fileprivate static func aroundInput(_ output: String, _ input: OutputPlace.Input) -> Diagnostic {
    Diagnostic(
      "output.around-input", .usage, at: .init(output),
      ["what": .message(.name(of: input.role)), "path": .text(input.path)],
      (en: "The output folder holds {what} `{path}`.", zh: "输出文件夹包含{what} `{path}`。"),
      remedy: (en: "Name another place. Nothing was written.", zh: "请换一个位置。未写入任何内容。"))
  }
}

extension Message {
  fileprivate static func name(of role: OutputPlace.Input.Role) -> Message {
    switch role {
    case .market: Message("input.market-name", en: "the market", zh: "行情")
    case .workspace: Message("input.workspace-name", en: "the workspace", zh: "工作区")
    case .predictions: Message("input.predictions-name", en: "the predictions", zh: "预测")
    case .labels: Message("input.labels-name", en: "the labels", zh: "标签")
    case .configuration: Message("input.configuration-name", en: "the strategy's configuration", zh: "策略配置")
    case .settings: Message("input.settings-name", en: "the configuration", zh: "配置文件")
    case .strategy: Message("input.strategy-name", en: "the strategy", zh: "策略")
    case .model: Message("input.model-name", en: "the model", zh: "模型")
    case .factors: Message("input.factors-name", en: "the factors", zh: "因子")
    case .catalog: Message("input.catalog-name", en: "the catalog", zh: "目录")
    case .library: Message("input.library-name", en: "the factor library", zh: "因子库")
    case .archive: Message("input.archive-name", en: "the archive", zh: "归档")
    case .site: Message("input.site-name", en: "the site", zh: "站点")
    case .state: Message("input.state-name", en: "the state", zh: "状态")
    case .rdagent: Message("input.rdagent-name", en: "RD-Agent's folder", zh: "RD-Agent 的文件夹")
    case .signers: Message("input.signers-name", en: "the list of allowed signers", zh: "签署人名单")
    case .quotes: Message("input.quotes-name", en: "the quotes", zh: "报价")
    case .bundle: Message("input.bundle-name", en: "the bundle", zh: "资产包")
    case .reference: Message("input.reference-name", en: "the reference values", zh: "参考值")
    }
  }
}
