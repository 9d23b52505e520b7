import Foundation
package import Primitives
package import RDAgent
package import Records

/// From a loop of the library to a migration of the configuration: its workspace copied, exported, checked and entered.
package struct LibraryMigration {
  /// What is wanted beside the loop.
  package struct Request: Sendable {
    /// Of the migration; nil: made of task and number.
    package var id: String?
    /// RD-Agent's folder; nil: that of the configuration.
    package var root: String?
    /// nil: that of the configuration, and without it nothing is exported.
    package var python: String?
    package var benchmark: String?

    package init(id: String? = nil, root: String? = nil, python: String? = nil, benchmark: String? = nil) {
      self.id = id
      self.root = root
      self.python = python
      self.benchmark = benchmark
    }
  }

  /// What a rung of the ladder lacks.
  package struct RungState: Equatable, Sendable {
    package var rung: Rung
    /// Empty: it can run.
    package var missing: [WorkspaceEvidence.Part]
  }

  package struct Outcome: Sendable {
    package var id: String
    package var loop: String
    package var source: CandidateWorkspace
    /// The copy.
    package var folder: String
    package var copy: WorkspaceCopy
    package var isExported = false
    /// What went wrong with the export or the reading of the copy; the copy stays.
    package var failure: Diagnostic?
    package var rungs: [RungState] = []
    /// Why a part of the evidence is missing, and how to get it.
    package var missing: [WorkspaceEvidence.Part: Message] = [:]
    /// What belongs into `migrations:`, and whether it stands there now.
    package var line: String
    package var isEntered = false
  }

  private let configuration: AistockConfiguration
  private let environment: [String: String]

  package init(configuration: AistockConfiguration, environment: [String: String]) {
    self.configuration = configuration
    self.environment = environment
  }

  /// - Throws: `migrate.no-configuration`, `migrate.id`, `migrate.known`, `migrate.exists` (exit 2),
  ///   `migrate.no-workspace`, `migrate.too-large` (exit 3), `file.unwritable` (exit 4). What goes wrong once the copy
  ///   stands is `failure` of the outcome.
  package func run(_ loop: LibraryLoop, _ request: Request) throws -> Outcome {
    guard let file = configuration.file else { throw Diagnostic.noConfiguration() }
    let id = request.id ?? LibraryMigration.id(of: loop)
    guard !id.isEmpty, !id.hasPrefix("."), id.utf8.allSatisfy(\.isFileNameByte) else { throw Diagnostic.badID(id) }
    guard !configuration.migrations.contains(where: { $0.id == id }) else { throw Diagnostic.known(id, file) }
    let source = try CandidateWorkspace.find(
      of: loop, root: request.root ?? configuration.rdagentRoot, bundles: NightFolders(configuration).bundles)
    let place = Path.join("migrations", id)
    let folder = Path.folder(of: file) == "." ? place : Path.join(Path.folder(of: file), place)
    let copy = try WorkspaceCopy.make(of: source.folder, at: folder)
    let entry = MigrationEntry(id: id, workspace: place, benchmark: request.benchmark)
    var outcome = Outcome(
      id: id, loop: loop.id, source: source, folder: folder, copy: copy, line: entry.line)
    if let python = request.python ?? configuration.rdagentPython {
      do {
        try ExporterRun(python: python, environment: environment)
          .run(on: OutputPlace.resolved(folder), scratch: NightFolders(configuration).root)
        outcome.isExported = true
      } catch let diagnostic as Diagnostic { outcome.failure = diagnostic }
    }
    do {
      let evidence = try WorkspaceEvidence(try Workspace(folder: folder))
      outcome.missing = evidence.missing
      outcome.rungs = Rung.allCases.map { rung in
        RungState(rung: rung, missing: LibraryMigration.needs(rung).filter { evidence.missing[$0] != nil })
      }
    } catch let error as any DiagnosableError {
      // A migration that cannot be read would fail each night: the line is told, and not written.
      outcome.failure = outcome.failure ?? error.diagnostic
      return outcome
    }
    outcome.isEntered = try entry.write(into: file, environment: environment)
    return outcome
  }

  /// `786b1f1c-4`.
  private static func id(of loop: LibraryLoop) -> String {
    let task = String(decoding: loop.task.utf8.filter(\.isFileNameByte).prefix(8), as: UTF8.self)
    return (task.hasPrefix(".") ? "task" : task) + "-\(loop.number)"
  }

  /// What a rung cannot do without.
  private static func needs(_ rung: Rung) -> [WorkspaceEvidence.Part] {
    switch rung {
    case .reported: [.reported]
    case .recomputed: [.curve]
    case .replayed, .realistic: [.configuration, .predictions]
    case .reinferred: [.configuration, .model]
    case .retrained: [.configuration]
    }
  }
}

extension LibraryMigration.Outcome {
  package var json: JSONValue {
    func names(_ parts: [WorkspaceEvidence.Part]) -> JSONValue { .array(parts.map { .string($0.rawValue) }) }
    return [
      "id": .string(id), "loop": .string(loop),
      "workspace": [
        "id": .string(source.id), "folder": .string(source.folder), "bundle": .bool(source.isBundle),
        "artifacts": .array(source.artifacts.map { .string($0) }),
        "others": .object(source.others.mapValues { .integer($0) }),
      ],
      "folder": .string(folder), "files": .integer(copy.files), "bytes": .integer(copy.bytes),
      "left_out": .array(copy.leftOut.map { .string($0) }), "exported": .bool(isExported),
      "failure": failure?.stored ?? .null,
      "rungs": .array(
        rungs.map {
          ["id": .string($0.rung.rawValue), "available": .bool($0.missing.isEmpty), "missing": names($0.missing)]
        }),
      "missing": .object(
        Dictionary(missing.map { ($0.key.rawValue, $0.value.json) }) { first, _ in first }),
      "entry": ["line": .string(line), "written": .bool(isEntered)],
    ]
  }
}

extension Diagnostic {
  fileprivate static func noConfiguration() -> Diagnostic {
    Diagnostic(
      "migrate.no-configuration", .usage,
      (en: "There is no configuration that a migration could be entered into.", zh: "没有可写入迁移的配置文件。"),
      remedy: (
        en: "Write an `aistock.yaml` here, or name one with `--config`.", zh: "请在此处编写 `aistock.yaml`，或用 `--config` 指定。"
      ))
  }

  fileprivate static func badID(_ id: String) -> Diagnostic {
    Diagnostic(
      "migrate.id", .usage, ["id": .text(id)],
      (en: "'{id}' is no name of a migration.", zh: "“{id}”不能作为迁移的名称。"),
      remedy: (
        en: "Use letters, digits, '-', '_' and '.', not '.' first.", zh: "请由字母、数字、'-'、'_' 与 '.' 组成，且不以 '.' 开头。"
      ))
  }

  fileprivate static func known(_ id: String, _ file: String) -> Diagnostic {
    Diagnostic(
      "migrate.known", .usage, at: .init(file, field: "migrations"), ["id": .text(id)],
      (en: "The migration {id} exists already.", zh: "迁移 {id} 已存在。"),
      remedy: (en: "Choose another name with `--id`.", zh: "请用 `--id` 另取名称。"))
  }
}
