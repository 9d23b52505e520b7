import ArgumentParser
import Night
import Primitives
import RDAgent
import Records
import Store

/// `aistock config`: documents in which research and execution say what a strategy is.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Checks and compares StrategyConfig, FactorSetConfig and ExperimentRequest files.",
    subcommands: [Check.self, Diff.self])

  /// Throws for a file that is no JSON, or of no kind.
  static func read(_ path: String) throws -> ResearchConfig {
    let document = try JSONReader.read(file: path, id: "research.damaged")
    guard let config = ResearchConfig(document) else { throw Diagnostic.noKind(path) }
    return config
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Names what is wrong with a document; exit 1 where something is.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "A JSON file.") var file: String

    func run() throws {
      let config = try ConfigCommand.read(file)
      let problems = config.problems
      global.console.answer(
        [
          "kind": .string(config.kind.rawValue), "digest": .string(config.digest),
          "problems": .array(problems.map(\.json)),
        ],
        lines: problems.map { "\($0.path): " + global.console.text($0.message) }
          + [global.console.text(.checked(config, problems.count))])
      if !problems.isEmpty { throw Ended(exit: .differs) }
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Where two documents differ; exit 1 where they do.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: "A JSON file.") var left: String
    @Argument(help: "Another.") var right: String

    func run() throws {
      let (first, second) = (try ConfigCommand.read(left), try ConfigCommand.read(right))
      let differences = first.differences(from: second)
      func text(_ value: JSONValue?) -> String { value.map { String(decoding: $0.canonical, as: UTF8.self) } ?? "–" }
      var columns = TextColumns([.left, .left, .left])
      for difference in differences {
        columns.append([difference.path, text(difference.left), text(difference.right)])
      }
      global.console.answer(
        .array(differences.map(\.json)), lines: columns.lines + [global.console.text(.differences(differences.count))])
      if !differences.isEmpty { throw Ended(exit: .differs) }
    }
  }
}

/// `aistock library config`: an ExperimentRequest of what the library knows of a loop.
struct LibraryConfig: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Writes an ExperimentRequest made of a loop's strategy, factors and segments.",
    discussion: """
      The catalog's configuration is the first one of the workspace, which need not be the one that ran. What nobody \
      recorded is not in the document; `aistock config check` names what it lacks.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "TASK/LOOP.") var loop: String
  @Option(help: "The file to write; default: standard output.") var output: String?

  func run() throws {
    let database = try Database(path: try global.configuration().state)
    guard let found = try database.loop(loop) else { throw Diagnostic.unknown(loop) }
    let marked = try database.candidates().first { $0.loop == loop }?.strategy
    let ids = [marked].compactMap { $0 } + (try database.libraryStrategies()[loop] ?? [])
    let entries = try database.libraryEntries(.strategy)
    let strategy = ids.lazy.compactMap { id in
      entries.first { $0.key == id && $0.document["portfolio_config"]?["class"] != nil }
    }.first
    let config = RequestAssembly.request(
      of: found, strategy: strategy, factors: try database.factors(LibraryFilter()))
    let bytes = config.canonical
    if let output {
      try global.check(file: output)
      try FileWriter.write(bytes, to: output)
      global.console.answer(
        ["file": .string(output), "digest": .string(config.digest), "problems": .integer(config.problems.count)],
        lines: [.written(output, config)])
    } else {
      global.console.data(String(decoding: bytes.dropLast(), as: UTF8.self))
    }
  }
}

extension Diagnostic {
  fileprivate static func noKind(_ path: String) -> Diagnostic {
    Diagnostic(
      "research.no-kind", .damaged, at: .init(path), ["known": .names(ResearchConfig.Kind.allCases.map(\.rawValue))],
      (en: "The document is none of {known}.", zh: "该文档不属于：{known}。"),
      remedy: (
        en:
          "A strategy has `strategy_type`, or `execution`; a factor set has `factors`; a request has `strategy` or `kind`.",
        zh: "策略含 `strategy_type` 或 `execution`；因子集合含 `factors`；请求含 `strategy` 或 `kind`。"
      ))
  }
}

extension Message {
  fileprivate static func checked(_ config: ResearchConfig, _ count: Int) -> Message {
    Message(
      "research.checked", ["kind": .text(config.kind.rawValue), "count": .count(count)],
      en: "{kind}: {count} {count:problem|problems}.", zh: "{kind}：{count} 个问题。")
  }

  fileprivate static func differences(_ count: Int) -> Message {
    Message(
      "research.differences", ["count": .count(count)], en: "{count} {count:difference|differences}.",
      zh: "{count} 处不同。")
  }

  fileprivate static func written(_ path: String, _ config: ResearchConfig) -> Message {
    Message(
      "research.written", ["path": .text(path), "count": .count(config.problems.count)],
      en: "Wrote {path}; it has {count} {count:problem|problems}.", zh: "已写入 {path}，有 {count} 个问题。")
  }
}
