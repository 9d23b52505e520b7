import ArgumentParser
import Foundation
import Night
import Primitives
import RDAgent
import Records
import Store

/// `aistock library migrate`: from a loop to a migration in one command.
struct LibraryMigrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Makes a migration of a loop: copies its workspace, exports it, enters it.",
    discussion: """
      The workspace with the most artifacts is copied to migrations/ID beside the configuration; links are left out and \
      nothing is overwritten. With --python, or rdagent.python, the exporter runs on the copy, for an hour at most. The \
      entry goes into `migrations:`, and every other byte of the file stays; where its form does not allow that, the line \
      is printed. Exit 3 or 4: the export failed or the copy is damaged; the copy stays.
      """)

  @OptionGroup var global: GlobalOptions
  @Argument(help: "TASK/LOOP.") var loop: String
  @Option(help: "The name of the migration; default: made of task and loop.") var id: String?
  @Option(help: "RD-Agent's folder, or a copy of it; default: rdagent.root, then the stored bundle.") var root: String?
  @Option(help: "The Python that runs RD-Agent; default: rdagent.python, else nothing is exported.") var python: String?
  @Option(help: "Another benchmark than the configuration's, such as SH000300.") var benchmark: String?

  func run() throws {
    let configuration = try global.configuration()
    guard let found = try Database(path: configuration.state).loop(loop) else { throw Diagnostic.unknown(loop) }
    let name = try benchmark.map { text in
      guard let instrument = InstrumentID(text) else { throw ValidationError(.noInstrument(text)) }
      return instrument.name
    }
    let migration = LibraryMigration(
      configuration: configuration, environment: ProcessInfo.processInfo.environment)
    let outcome = try migration.run(found, .init(id: id, root: root, python: python, benchmark: name))
    let console = global.console
    if let failure = outcome.failure { console.report(failure) }
    console.answer(outcome.json, lines: lines(of: outcome))
    if let failure = outcome.failure { throw Ended(exit: failure.exit) }
  }

  private func lines(of outcome: LibraryMigration.Outcome) -> [Message] {
    var lines: [Message] = [.source(outcome.source), .copied(outcome.copy, to: outcome.folder)]
    if !outcome.copy.leftOut.isEmpty { lines.append(.leftOut(outcome.copy.leftOut)) }
    if outcome.source.isBundle { lines.append(.bundle) }
    if outcome.isExported { lines.append(.exported) }
    for rung in outcome.rungs {
      lines.append(rung.missing.isEmpty ? .available(rung.rung) : .unavailable(rung.rung, rung.missing))
    }
    // One way out may be that of several parts.
    var told: Set<Message> = []
    for (_, reason) in outcome.missing.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where told.insert(reason).inserted { lines.append(reason) }
    lines.append(outcome.isEntered ? .entered(outcome.id) : .enter(outcome.line))
    return lines
  }
}

extension Message {
  fileprivate static func noInstrument(_ text: String) -> Message {
    Message(
      "migrate.no-instrument", ["text": .text(text)], en: "'{text}' is no instrument such as SH000300.",
      zh: "“{text}”不是 SH000300 这样的证券代码。")
  }

  fileprivate static func source(_ source: CandidateWorkspace) -> Message {
    guard !source.others.isEmpty else {
      return Message(
        "migrate.source", ["id": .text(source.id), "count": .count(source.artifacts.count)],
        en: "Workspace {id}, with {count} {count:artifact|artifacts}.", zh: "工作区 {id}，含 {count} 个产物。")
    }
    return Message(
      "migrate.source-of-several",
      [
        "id": .text(source.id), "count": .count(source.artifacts.count), "others": .count(source.others.count),
        "most": .count(source.others.values.max() ?? 0),
      ],
      en:
        "Workspace {id}: it has the most artifacts, {count}. The {others} {others:other has|others have} {most} at most.",
      zh: "工作区 {id}：产物最多，共 {count} 个；另外 {others} 个最多 {most} 个。")
  }

  fileprivate static func copied(_ copy: WorkspaceCopy, to folder: String) -> Message {
    Message(
      "migrate.copied", ["files": .count(copy.files), "bytes": .count(copy.bytes), "folder": .text(folder)],
      en: "Copied {files} {files:file|files}, {bytes} bytes, to {folder}.",
      zh: "已复制 {files} 个文件，共 {bytes} 字节，到 {folder}。")
  }

  fileprivate static func leftOut(_ paths: [String]) -> Message {
    Message(
      "migrate.left-out", ["count": .count(paths.count), "paths": .names(paths.prefix(5))],
      en: "Left out {count} {count:link or device|links and devices}: {paths}.", zh: "未复制 {count} 个链接或设备：{paths}。")
  }

  fileprivate static let bundle = Message(
    "migrate.bundle",
    en: "It is a stored bundle: it holds configurations, code and weights, and no curve or predictions.",
    zh: "来源是已存的资产包：含配置、代码与权重，不含曲线与预测。")
  fileprivate static let exported = Message(
    "migrate.exported", en: "The exporter wrote its plain forms into the copy.", zh: "导出脚本已在副本中写出明文文件。")

  fileprivate static func available(_ rung: Rung) -> Message {
    Message("migrate.available", ["rung": .text(rung.rawValue)], en: "Rung {rung} can run.", zh: "{rung} 级可以运行。")
  }

  fileprivate static func unavailable(_ rung: Rung, _ parts: [WorkspaceEvidence.Part]) -> Message {
    Message(
      "migrate.unavailable", ["rung": .text(rung.rawValue), "parts": .names(parts.map(\.rawValue))],
      en: "Rung {rung} cannot run without: {parts}.", zh: "{rung} 级缺少：{parts}，无法运行。")
  }

  fileprivate static func entered(_ id: String) -> Message {
    Message(
      "migrate.entered", ["id": .text(id)], en: "The configuration has the migration {id} now.", zh: "配置中已加入迁移 {id}。")
  }

  fileprivate static func enter(_ line: String) -> Message {
    Message(
      "migrate.enter", ["line": .text(line)],
      en: "The configuration was not changed. Add this to `migrations:`: {line}",
      zh: "配置未改动。请在 `migrations:` 中加入：{line}")
  }
}
