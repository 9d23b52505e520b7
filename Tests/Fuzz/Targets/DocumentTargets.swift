import Archive
import FactorEngine
import Models
import Night
import Primitives
import RDAgent
import Records
import TestSupport

/// Documents: JSON, YAML, and what this program reads out of them.
extension FuzzTarget {
  /// JSON; what is accepted is written canonically and read back to the same value.
  static let json = FuzzTarget(
    "json", words: ["\\ud83d", "\\ude00", "\\u0000", "-0", "1E+400", "[[[[", "{\"a\":{\"a\":", "NaN", "Infinity"],
    seeds: {
      try [Demo.file("export.json"), Demo.file("metadata.json")] + night(["comparison.json", "run.json"])
        + Corpus.files("json") + Corpus.shared("damage/json-surrogate.json")
    },
    read: { bytes in
      let value = try Scratch.with(bytes, as: "document.json") { try JSONReader.read(file: $0, id: "fuzz.json") }
      let again = try? JSONReader.read(value.canonical)
      guard again == value || !value.isPlain else {
        throw BrokenPromise(description: "The canonical form reads back to another value.")
      }
    })

  /// qrun's configuration with strategy, backtest, dataset and model.
  static let configuration = FuzzTarget(
    "configuration",
    words: [
      "&a", "*a", "<<: *a", "? *a", "!!python/object", "---", "...", "1_000", "0o17", "0x1F", "12:30", "yes", "~", "|",
      ">",
      "{{ x }}", "{% if x %}", "2017-01-01", "null", "&a [*a, *a]",
    ],
    seeds: {
      try [Demo.file("conf.yaml")] + Corpus.files("configuration") + Corpus.shared("bugs/00-base/conf.yaml")
        + Corpus.shared("bugs/19-rdagent-head-template/conf_baseline.yaml")
    },
    read: { bytes in
      try Scratch.with(bytes, as: "conf.yaml") { path in
        let configuration = try QrunConfiguration(file: path)
        _ = configuration.digest
        _ = try configuration.strategy()
        _ = try configuration.backtest()
        _ = try DefinitionSource(file: path)
      }
    })

  /// `aistock.yaml`.
  static let project = FuzzTarget(
    "project", words: ["${HOME}", "${", "migrations:", "tolerances: 5", "site: {output: .}", "all", "zh-Hans"],
    seeds: { [Array(projectText.utf8)] },
    read: { bytes in
      _ = try Scratch.with(bytes, as: "aistock.yaml") { try AistockConfiguration.load($0, environment: ["HOOK": "x"]) }
    })

  private static let projectText = """
    market: {provider: demo, index: SH000001}
    migrations:
      - {id: baseline, workspace: w, benchmark: SH000300, rungs: all, tolerances: {replayed.nav: 1e-12}}
    previews: {limit: 50, fees: true, rules: ashare, quotes: [bridge, file]}
    site: {output: site, languages: [zh-Hans, en], colours: red-up}
    archive: {folder: reports, level: 1}
    review: {allowed_signers: reports/allowed_signers, require_other_than_author: true}
    """

  /// The factor library.
  static let library = FuzzTarget(
    "library", words: ["factors", "expression", "implementation", "NAME@", "clashes"],
    seeds: {
      [
        Array(
          #"{"schema":1,"factors":[{"name":"A","expression":"$close/Ref($close,1)"},{"name":"B","expression":"x"}]}"#
            .utf8)
      ]
    },
    read: { bytes in _ = try Scratch.with(bytes, as: "library.json") { try FactorLibrary.read($0) } })

  /// A statement of a review: what is accepted is in the bytes that were signed.
  static let statement = FuzzTarget(
    "statement", words: ["approve", "reject", "\"act\":\"approve\",", "2026-01-01T00:00:00+00:00", "exceptions"],
    seeds: { try oldFiles(below: "signoffs", ".json") },
    read: { bytes in
      let statement = try Scratch.with(bytes, as: "statement.json") { try ReviewStatement(file: $0) }
      guard statement.bytes == bytes else {
        throw BrokenPromise(description: "The statement was accepted in another form than the signed one.")
      }
    })

  /// The manifest of an archived night.
  static let manifest = FuzzTarget(
    "manifest", words: ["../", "sha256", "files", "objects", "parent", "replaces"],
    seeds: { try night(["manifest.json"]) },
    read: { bytes in _ = try Scratch.with(bytes, as: "manifest.json") { try Manifest(file: $0) } })

  /// Files of the committed night whose names end so.
  private static func night(_ endings: [String]) throws -> [[UInt8]] {
    try RepositoryRoot.files(below: "reports/2024-12-31").filter { path in endings.contains { path.hasSuffix($0) } }
      .map { try FileReader.unpacked(Path.join(RepositoryRoot.folder ?? "", $0)) }
  }

  /// Files of a project that version 0.1.0 wrote.
  private static func oldFiles(below folder: String, _ ending: String) throws -> [[UInt8]] {
    let project = try OldProject()
    let root = project.path("reports/" + folder)
    return try FileReader.names(in: root).flatMap { migration in
      try FileReader.names(in: Path.join(root, migration)).filter { $0.hasSuffix(ending) }
        .map { try FileReader.bytes(Path.join(Path.join(root, migration), $0)) }
    }
  }
}

extension JSONValue {
  /// Whether all numbers are finite: the others are missing on disk.
  fileprivate var isPlain: Bool {
    switch self {
    case .number(let value): value.isFinite
    case .array(let items): items.allSatisfy(\.isPlain)
    case .object(let members): members.values.allSatisfy(\.isPlain)
    default: true
    }
  }
}
