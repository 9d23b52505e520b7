import Foundation
import Night
import Primitives
import Records
import Store
import TestSupport
import Testing

/// Where the state is pushed to, and what a night is that cannot push it.
@Suite("The server of the state") struct StatePushTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func configuration(_ state: String, environment: [String: String] = [:]) throws -> AistockConfiguration {
    let path = try folder.write("state: {\(state)}\n", to: "aistock.yaml")
    return try AistockConfiguration.load(path, environment: environment)
  }

  private func run(_ server: StateServer?, at seconds: Double = 1_706_745_600) throws -> Night.Outcome {
    var configuration = AistockConfiguration(folder: folder.path)
    configuration.stateServer = server
    return try Night(
      configuration, date: day("2024-01-31"), database: try Database(path: configuration.state), clock: .fixed(seconds)
    ).run()
  }

  @Test("the configuration names a server and a schema, and a secret is a variable")
  func settings() throws {
    #expect(try configuration("keep: 30").stateServer == nil)
    let plain = try #require(try configuration("server: \"postgresql://u:p@h/db\"").stateServer)
    #expect(plain.schema == "aistock" && plain.location == "postgresql://u@h/db")
    let named = try configuration(
      "server: \"postgresql://u:${PASSWORD}@h/db\", schema: team", environment: ["PASSWORD": "secret"]
    ).stateServer
    #expect(named?.schema == "team" && named?.location == "postgresql://u@h/db")
  }

  @Test(
    "settings of no server are refused, and a password is not repeated",
    arguments: [
      ("server: \"postgresql://u:se/cret@h/db\"", "postgresql.address", "state.server"),
      ("server: \"mysql://u:cret@h/db\"", "postgresql.address", "state.server"),
      ("server: \"postgresql://h/db\", schema: pg_x", "config.value", "state.schema"),
      ("server: \"postgresql://h/db\", schema: \"\"", "config.value", "state.schema"),
      ("schema: team", "config.missing", "state.server"),
      ("server: \"postgresql://u:${NONE}@h/db\"", "config.variable", "server"),
    ])
  func wrongSettings(_ state: String, _ id: String, _ field: String) {
    let found = diagnostic { _ = try configuration(state) }
    #expect(found?.id == id && found?.exit == .input && found?.place?.field == field)
    #expect(found?.text(.english).contains("cret") == false)
  }

  @Test("a night is no worse for a server that is away, and health tells that it was never given the state")
  func away() throws {
    let server = try StateServer("postgresql://u:secret@127.0.0.1:9/db?connect_timeout=2")
    let outcome = try run(server)
    #expect(outcome.failures.isEmpty && outcome.pushed == nil && outcome.pages > 0)
    #expect(outcome.undelivered.map(\.step) == [.push])
    let problem = try #require(outcome.undelivered.first?.diagnostic)
    #expect(problem.id == "night.unpushed" && problem.severity == .warning && problem.kind == .environment)
    #expect(problem.summary.english.hasPrefix("The state was not pushed. PostgreSQL cannot be reached: "))
    #expect(problem.summary.chinese.hasPrefix("状态未推送。无法连接 PostgreSQL："))
    #expect(!problem.summary.english.contains("?") && problem.place?.file.hasPrefix("postgresql://u@") == true)
    #expect(problem.remedy.english.hasPrefix("Check the server, the address and the password."))
    #expect(!problem.text(.english).contains("secret"))
    let json = outcome.json(site: "site")
    #expect(json["unpushed"]?["id"] == "night.unpushed" && json["pushed"] == nil)
    var configuration = AistockConfiguration(folder: folder.path)
    configuration.stateServer = server
    let health = try HealthReport(
      configuration, database: Database(path: configuration.state), clock: .fixed(1_706_745_600), isLocked: false)
    #expect(health.reasons.map(\.id).contains("health.never-pushed"))
    #expect(!health.prometheus.contains("last_push"))
  }

  @Test(
    "a night leaves the server with every row that it wrote, its own end too",
    .enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
  func pushed() throws {
    let server = try StateServer(PostgreSQLServer.shared().address(schema: "public"), schema: "night_push")
    #expect(try run(nil).pushed == nil)
    let outcome = try run(server)
    #expect(outcome.undelivered.isEmpty && outcome.pushed?.generation == 1)
    #expect(outcome.json(site: "site")["pushed"]?["generation"] == 1)
    var configuration = AistockConfiguration(folder: folder.path)
    configuration.stateServer = server
    let database = try Database(path: configuration.state)
    let standing = try database.standing(at: server, isThorough: true)
    #expect(standing.isCurrent && standing.changed.isEmpty && standing.newest?.pushedAt == "2024-02-01T00:00:00+00:00")
    func health(_ seconds: Double) throws -> HealthReport {
      try HealthReport(configuration, database: database, clock: .fixed(seconds), isLocked: false)
    }
    // 2024-02-01 00:00 UTC is 1706745600 (date -u -d 2024-02-01 +%s); 80 hours are 288,000 seconds.
    let report = try health(1_706_745_600 + 288_000)
    #expect(report.prometheus.contains("\naistock_state_last_push_timestamp_seconds 1706745600\n"))
    #expect(report.json["pushed"]?["generation"] == 1)
    #expect(!report.reasons.map(\.id).contains("health.old-push"))
    #expect(try health(1_706_745_600 + 288_001).reasons.map(\.id).contains("health.old-push"))
  }

  @Test(
    "a night that failed is given to the server too, and a server that is away does not hide why it failed",
    .enabled(if: PostgreSQLServer.isPresent, "\(PostgreSQLServer.absence)"))
  func failedNight() throws {
    let postgreSQL = try PostgreSQLServer.shared()
    // The demo market ends on 2024-12-31; 2025-03-03 00:00 UTC is 1740960000 (date -u -d 2025-03-03 +%s).
    let path = try folder.write("market: {provider: demo, stop: stale}\n", to: "aistock.yaml")
    var configuration = try AistockConfiguration.load(path, environment: [:])
    var problems: [Diagnostic] = []
    func fail(_ server: StateServer) throws -> Diagnostic? {
      configuration.stateServer = server
      let night = try Night(
        configuration, database: Database(path: configuration.state), clock: .fixed(1_740_960_000),
        progress: NightProgress(problem: { problems.append($0) }))
      return diagnostic { _ = try night.run() }
    }
    let server = try StateServer(postgreSQL.address(schema: "public"), schema: "night_failed")
    #expect(try fail(server)?.id == "night.market-stopped" && problems.isEmpty)
    #expect(
      try postgreSQL.run("SELECT trading_day || ' ' || state FROM night_failed.night", in: nil) == "2024-12-31 failed\n"
    )
    let away = try StateServer("postgresql://u:secret@127.0.0.1:9/db?connect_timeout=2")
    #expect(try fail(away)?.id == "night.market-stopped" && problems.map(\.id) == ["night.unpushed"])
    #expect(problems.first?.severity == .warning)
  }
}
