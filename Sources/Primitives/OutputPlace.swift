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
    try Inputs(inputs).check(output)
  }

  /// Inputs that were looked up once, for many outputs.
  package struct Inputs {
    private var list: [Input] = []
    /// The first input that stands at a folder, by its place in the list.
    private var at: [Key: Int] = [:]
    /// The first one below a folder.
    private var below: [Key: Int] = [:]

    package init(_ inputs: [Input?]) {
      for case let input? in inputs {
        let place = list.count
        list.append(input)
        for (number, step) in chain(resolved(input.path)).enumerated() {
          for key in step {
            if number == 0, at[key] == nil { at[key] = place }
            if number > 0, below[key] == nil { below[key] = place }
          }
        }
      }
    }

    /// Refuses as `OutputPlace.check`.
    package func check(_ output: String) throws {
      guard !output.isEmpty else { throw Diagnostic.noName() }
      let steps = chain(resolved(output))
      let same = steps[0].compactMap { at[$0] }.min()
      let inside = steps.dropFirst().joined().compactMap { at[$0] }.min()
      let around = steps[0].compactMap { below[$0] }.min()
      guard let first = [same, inside, around].compactMap(\.self).min() else { return }
      if same == first { throw Diagnostic.isInput(output, list[first]) }
      if inside == first { throw Diagnostic.insideInput(output, list[first]) }
      throw Diagnostic.aroundInput(output, list[first])
    }
  }

  /// An absolute path without links, `.` and `..`, as far as it exists.
  package static func resolved(_ path: String) -> String {
    let absolute = path.hasPrefix("/") ? path : Path.join(FileManager.default.currentDirectoryPath, path)
    if let whole = real(absolute) { return whole }
    var current = "/"
    for part in absolute.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": current = Path.folder(of: current)
      default:
        let next = Path.join(current, String(part))
        current = real(next) ?? next
      }
    }
    return current
  }

  /// Nil for what does not exist.
  private static func real(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// A folder by what it is, or by its path: one that does not exist yet has only that.
  private enum Key: Hashable {
    case path(String)
    case identity(FolderWalk.Identity)
  }

  /// A resolved path and all folders above it, from within, each by all its keys.
  private static func chain(_ path: String) -> [[Key]] {
    var steps: [[Key]] = []
    var current = path
    while true {
      let identity = FolderWalk.Identity(current, following: true)
      steps.append([.path(current)] + (identity.map { [.identity($0)] } ?? []))
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
