import GRDB
import Primitives
import RDAgent
import Records
import Store
import TestSupport
import Testing

@Suite("findings on catalogs and registry") struct CatalogFindingTests {
  private let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  /// Catalogs of two loops, the first in two workspaces, with one fault of each kind in them.
  private func faulty() throws -> CatalogSet {
    try temporary.write(
      """
      {"version": "v1", "generated_at_utc": "2026-01-02T00:00:00+00:00", "loops": [
        {"task_run_id": "aaaaaaaa1", "loop_id": 0, "workspace_id": "w0", "scenario": null, "decision": null,
         "factor_names": [], "metrics": {"Unnamed: 0": "IC ", "0": 0.03}, "workspace_path": "gone/w0"},
        {"task_run_id": "aaaaaaaa1", "loop_id": 0, "workspace_id": "w1", "scenario": null, "decision": true,
         "factor_names": ["('feature', 'X')"], "metrics": {}, "materialization_status": "running"},
        {"task_run_id": "aaaaaaaa1", "loop_id": 1, "workspace_id": "w2", "scenario": null, "decision": true,
         "factor_names": ["X"], "annualized_return": 0.5, "sharpe": 1.5, "max_drawdown": 0.2,
         "metrics": {"a.information_ratio": 1.5, "IC": 0.02, "blank ": NaN}},
        {"task_run_id": "aaaaaaaa1", "loop_id": 2, "workspace_id": "w3", "scenario": null, "decision": false,
         "factor_names": ["X"], "annualized_return": 0.4, "metrics": {"a.information_ratio": 1.5, "IC": 0.02}}]}
      """, to: "c/loop_catalog.json")
    try temporary.write(
      """
      {"generated_at_utc": null, "strategies": [
        {"strategy_id": "s", "template_files": ["conf_a.yaml", "conf_b.yaml"], "portfolio_config": {"topk": 50},
         "backtest_config": {"exchange_kwargs": {"open_cost": 0.0005, "close_cost": 0.0015, "min_cost": 5}}},
        {"strategy_id": "t", "template_files": ["conf_a.yaml"],
         "backtest_config": {"exchange_kwargs": {"open_cost": 0.0001, "close_cost": 0.0001, "min_cost": 5}}}]}
      """, to: "c/strategy_catalog.json")
    let segments = "{\"kwargs\": {\"segments\": {\"test\": [\"2024-07-01\", \"2025-12-01\"]}}}"
    try temporary.write(
      "{\"models\": ["
        + (1...2).map {
          "{\"task_run_id\": \"aaaaaaaa1\", \"loop_id\": \($0), \"dataset_config\": \(segments)}"
        }
        .joined(separator: ", ") + "]}", to: "c/model_catalog.json")
    try temporary.write(
      """
      {"factors": [{"name": "RESI5", "source": "qlib_alpha158"},
        {"name": "X", "source": "rdagent_generated", "impl_func": "factor_x"},
        {"name": "('feature', 'X')", "source": "rdagent_generated", "impl_func": "('feature', 'X')"}]}
      """, to: "c/factor_catalog.json")
    return try CatalogSet(folder: temporary.path("c"))
  }

  @Test("each fault has its finding, and no other is made up")
  func each() throws {
    let found = CatalogFindings.all(of: try faulty())
    #expect(
      found.map(\.id) == [
        "catalog.metrics-misparsed", "catalog.identical-metrics",
        "catalog.loop-in-several-workspaces",
        "catalog.not-recorded", "catalog.metric-keys", "catalog.sharpe-is-information-ratio",
        "catalog.drawdown-sign",
        "catalog.configuration-candidate", "catalog.defaults-as-facts", "catalog.differing-fees",
        "catalog.test-range-reused", "catalog.factor-names", "catalog.duplicate-factor",
        "catalog.no-code",
        "catalog.files-gone", "catalog.materialization", "catalog.nan-token",
      ])
    func arguments(_ id: String) -> [String: MessageArgument] {
      found.first { $0.id == id }?.evidence.arguments ?? [:]
    }
    let misparsed = arguments("catalog.metrics-misparsed")
    #expect(misparsed["count"] == .count(1) && misparsed["rows"] == .count(4) && misparsed["first"] == "IC")
    #expect(arguments("catalog.identical-metrics")["loops"] == .names(["aaaaaaaa/1", "aaaaaaaa/2"]))
    let several = arguments("catalog.loop-in-several-workspaces")
    #expect(several["rows"] == .count(4) && several["loops"] == .count(3) && several["first"] == "aaaaaaaa/0")
    #expect(
      arguments("catalog.not-recorded")["parts"]?.text(.english)
        == "1 without `decision`, 4 without `scenario`, 1 without `factor_names`")
    let reused = arguments("catalog.test-range-reused")
    #expect(reused["loops"] == .count(2) && reused["best"]?.text(.english) == "50.00%, loop aaaaaaaa/1")
    #expect(arguments("catalog.differing-fees")["fees"] == .names(["0.0001/0.0001/5", "0.0005/0.0015/5"]))
    for finding in found { #expect(!finding.consequence.isEmpty && !finding.remedy.isEmpty) }
  }

  @Test("catalogs without a fault have no finding")
  func none() throws {
    try temporary.write(
      """
      {"loops": [{"task_run_id": "a", "loop_id": 0, "decision": true, "scenario": "s", "factor_names": ["X"],
        "metrics": {"IC": 0.02, "Rank IC": 0.03}, "max_drawdown": -0.2}]}
      """, to: "d/loop_catalog.json")
    #expect(CatalogFindings.all(of: try CatalogSet(folder: temporary.path("d"))).isEmpty)
  }

  @Test("two folders of one name and two ages are twins, one of them stale")
  func twins() throws {
    let one = try faulty()
    try temporary.write(
      "{\"generated_at_utc\": \"2025-12-25T00:00:00+00:00\", \"loops\": []}",
      to: "old/loop_catalog.json")
    let other = try CatalogSet(folder: temporary.path("old"))
    #expect(CatalogFindings.twins(one, other)?.evidence.arguments["rightTime"] == "2025-12-25T00:00:00+00:00")
    #expect(CatalogFindings.twins(one, one) == nil)
  }

  @Test("a folder without catalogs, and a catalog that is no JSON, are named")
  func bad() throws {
    try temporary.write("", to: "empty/readme.txt")
    #expect(
      diagnostic { _ = try CatalogSet(folder: temporary.path("empty")) }?.id == "catalogs.missing")
    try temporary.write("{", to: "broken/loop_catalog.json")
    #expect(
      diagnostic { _ = try CatalogSet(folder: temporary.path("broken")) }?.id == "catalogs.damaged")
  }

  @Test(
    "the user's own exports: 30 rows of 8 loops, 8 mis-parsed pairs, 22 without a decision",
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func real() throws {
    let set = try CatalogSet(folder: SharedMaterial.path("rdagent/real-catalogs"))
    let found = CatalogFindings.all(of: set)
    func arguments(_ id: String) -> [String: MessageArgument] {
      found.first { $0.id == id }?.evidence.arguments ?? [:]
    }
    let misparsed = arguments("catalog.metrics-misparsed")
    #expect(misparsed["count"] == .count(8) && misparsed["rows"] == .count(30))
    let several = arguments("catalog.loop-in-several-workspaces")
    #expect(several["rows"] == .count(30) && several["loops"] == .count(8))
    #expect(arguments("catalog.not-recorded")["parts"]?.text(.english).contains("22 without `decision`") == true)
    let newer = try CatalogSet(folder: SharedMaterial.path("rdagent/catalogs"))
    #expect(
      CatalogFindings.all(of: newer).contains { $0.id == "catalog.sharpe-is-information-ratio" })
    #expect(CatalogFindings.twins(set, newer)?.severity == .warning)
  }

  // MARK: - Registry

  private func registry(_ statements: String...) throws -> String {
    let path = temporary.path("registry.sqlite")
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE task_runs (task_run_id TEXT PRIMARY KEY);
          CREATE TABLE loops (task_run_id TEXT, loop_id INTEGER, status TEXT, has_result INTEGER, error_message TEXT,
            ic_mean REAL, materialization_status TEXT);
          CREATE TABLE workspaces (workspace_id TEXT PRIMARY KEY, task_run_id TEXT, loop_id INTEGER, workspace_path TEXT, status TEXT);
          CREATE TABLE artifacts (artifact_id TEXT PRIMARY KEY, task_run_id TEXT, loop_id INTEGER, workspace_id TEXT);
          CREATE TABLE artifact_files (file_id TEXT PRIMARY KEY, artifact_id TEXT);
          CREATE TABLE factor_registry (factor_name TEXT, asset_bundle_id TEXT);
          """)
      for statement in statements { try database.execute(sql: statement) }
    }
    return path
  }

  @Test("lost rows, failures with a result and states without files are found")
  func faultyRegistry() throws {
    let path = try registry(
      "INSERT INTO task_runs VALUES ('t')",
      "INSERT INTO loops VALUES ('t', 0, 'success', 1, NULL, NULL, 'done'), ('u', 1, 'failed', 1, 'boom', NULL, NULL)",
      "INSERT INTO workspaces VALUES ('w', 't', 0, '/nowhere/w', 'finished'), ('v', 't', 9, '/nowhere/v', 'present')",
      "INSERT INTO artifacts VALUES ('a', 'u', 1, 'x')",
      "INSERT INTO artifact_files VALUES ('f', 'b')",
      "INSERT INTO factor_registry VALUES ('X', '1'), ('feature_X', '2')")
    let found = try RegistryFindings.all(of: try RegistryFile(path: path))
    #expect(
      found.map(\.id) == [
        "registry.orphans", "registry.metrics-null", "registry.failed-with-result",
        "registry.materialization",
        "registry.files-gone", "registry.duplicate-factor",
      ])
    #expect(
      found[0].evidence.english
        == "The registry holds 1 loop without a task, 1 workspace without a loop, 1 artifact without a workspace, "
        + "1 file without an artifact, 1 loop without a workspace.")
    #expect(
      found[0].evidence.chinese == "登记表中有：1 个循环没有任务、1 个工作区没有循环、1 个产物没有工作区、1 个文件没有产物、1 个循环没有工作区。")
  }

  @Test(
    "a whole registry has no finding, a missing one is not made, and a file of another kind is damaged"
  )
  func soundRegistry() throws {
    let folder = temporary.path
    let path = try registry(
      "INSERT INTO task_runs VALUES ('t')",
      "INSERT INTO loops VALUES ('t', 0, 'success', 1, NULL, 0.5, 'done')",
      "INSERT INTO workspaces VALUES ('w', 't', 0, '\(folder)', 'finished')",
      "INSERT INTO artifacts VALUES ('a', 't', 0, 'w')",
      "INSERT INTO artifact_files VALUES ('f', 'a')")
    #expect(try RegistryFindings.all(of: try RegistryFile(path: path)).isEmpty)
    #expect(
      diagnostic { _ = try RegistryFile(path: temporary.path("none.sqlite")) }?.id
        == "registry.missing")
    #expect(!FileReader.exists(temporary.path("none.sqlite")))
    try temporary.write("this is no database, whatever its name says", to: "text.sqlite")
    #expect(
      diagnostic {
        _ = try RegistryFindings.all(of: try RegistryFile(path: temporary.path("text.sqlite")))
      }?.id
        == "registry.damaged")
  }

  @Test(
    "RD-Agent's own registry: the failed loop that counts as having a result",
    .enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func realRegistry() throws {
    // A copy: SQLite may write neighbours of a file that it only reads.
    let copy = try temporary.write(
      try FileReader.bytes(SharedMaterial.path("rdagent/registry.sqlite")), to: "copy.sqlite")
    let found = try RegistryFindings.all(of: try RegistryFile(path: copy))
    #expect(found.contains { $0.id == "registry.metrics-null" })
    #expect(found.contains { $0.id == "registry.files-gone" })
    // Loop 1 failed before it had a workspace.
    #expect(
      found.first { $0.id == "registry.orphans" }?.evidence.english.contains("1 loop without a workspace")
        == true)
  }
}
