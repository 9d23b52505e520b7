import Foundation
import Primitives
import TestSupport
import Testing

/// What an operator does with the program beside its nights: watching them, keeping their state, starting them.
@Suite("operations") struct OperationTests {
  let world: SmallWorld
  private static let work = Path.join("var/state", "work")
  private var program: Program { world.program }

  init() throws {
    world = try SmallWorld()
    try world.write(
      """
      market: {provider: market, index: SH000300}
      migrations: [{id: small, workspace: ws}]
      state: {folder: var/state, keep: 30}
      health: {prometheus: metrics/aistock.prom}

      """, "aistock.yaml")
  }

  private func night() throws {
    let result = try program.run("nightly", "--date", "2024-01-04", "--quiet")
    #expect(result.exit == 0, "\(result.err)")
  }

  private func reasons(_ result: Program.Result) -> [String] {
    (result.json?["reasons"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
  }

  /// Holds a lock of the state folder, as another process would.
  private func holding(_ name: String, _ body: () throws -> Void) throws {
    let descriptor = open(program.path("var/state/" + name), O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    #expect(descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    defer { close(descriptor) }
    try body()
  }

  @Test("a night keeps its state where the configuration says, and leaves a file for the monitor")
  func monitor() throws {
    #expect(try program.run("health").diagnostics == ["store.absent"])
    try night()
    #expect(FileReader.exists(program.path("var/state/state.sqlite")) && !FileReader.exists(program.path(".aistock")))
    let file = try FileReader.text(program.path("metrics/aistock.prom"))
    #expect(file.contains("\naistock_night_last_state{state=\"done\"} 1\n"))
    #expect(file.contains("\naistock_night_lock_held 0\n"))
    // The small market ends years ago, and that is the one reason.
    #expect(file.contains("\naistock_healthy 0\n"))
    let before = try program.bytes()
    let health = try program.run("health", "--json", "--quiet")
    #expect(health.exit == 1 && reasons(health) == ["health.missed-data"], "\(health.out)")
    #expect(health.json?["night"]?["trading_day"] == "2024-01-04" && health.json?["lock_held"] == false)
    let changed = differing(before, try program.bytes())
    #expect(changed.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") } == [])
    let lines = try program.run("health", "--prometheus", "again.prom")
    #expect(lines.exit == 1 && lines.out.hasPrefix("Not well: 1 reason.\n"))
    #expect(lines.out.contains("No night is at work."))
    let again = try FileReader.text(program.path("again.prom"))
    func names(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
    }
    #expect(names(again) == names(file) && names(file).count >= 12)
    try holding("night.lock") {
      let (health, night) = (try program.run("health", "--json"), try program.run("nightly"))
      #expect(health.json?["lock_held"] == true && night.exit == 75)
    }
    for age in ["0", "-1", "nan", "often"] { #expect(try program.run("health", "--max-age", age).exit == 2, "\(age)") }
    #expect(try program.run("health", "--prometheus", "market/x.prom").exit == 2)
  }

  @Test("a backup is restored, and what was there is kept; a night at work is not disturbed")
  func backup() throws {
    try night()
    let made = try program.run("state", "backup", "--output", "copies/monday", "--json")
    #expect(made.exit == 0 && made.json?["last_night"] == "2024-01-04", "\(made.err)")
    #expect(
      try FileReader.text(program.path("copies/monday.sha256"))
        == "\(made.json?["sha256"]?.stringValue ?? "")  monday\n")
    #expect(try program.run("state", "backup", "--output", "aistock.yaml").exit == 2)
    #expect(try program.run("state", "backup", "--output", "var/state/copy").exit == 2)
    #expect(try program.run("nightly", "--date", "2024-01-05", "--quiet").exit == 0)
    for lock in ["night.lock", "watch.lock"] {
      try holding(lock) {
        let refused = try program.run("state", "restore", "copies/monday")
        #expect(refused.exit == 75 && refused.diagnostics == ["night.locked"], "\(lock)")
      }
    }
    let restored = try program.run("state", "restore", "copies/monday", "--json")
    #expect(restored.exit == 0, "\(restored.err)")
    #expect(try program.run("health", "--json").json?["night"]?["trading_day"] == "2024-01-04")
    let kept = try #require(restored.json?["kept"]?.stringValue)
    #expect(FileReader.exists(program.path(kept)) && kept.hasPrefix("var/state/state-2"))
    let check = try program.run("state", "check", "--json")
    #expect(check.exit == 0 && check.json?["rows"]?["night"] == 1 && check.json?["problems"] == [])
    #expect(check.json?["pending_steps"] == [])
    #expect(try program.run("state", "check").out.hasSuffix("The state file is sound.\n"))
    // The night goes on where the copy was.
    #expect(try program.run("nightly", "--date", "2024-01-05", "--quiet").exit == 0)
  }

  @Test("old work of a migration that is gone is removed by the night, which names it, and by hand")
  func prune() throws {
    try night()
    let old = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_700_000_000)]
    func bury(_ name: String) throws {
      let folder = "\(Self.work)/\(name)"
      try world.write("{}", folder + "/comparison.json")
      for path in [folder + "/comparison.json", folder] {
        try FileManager.default.setAttributes(old, ofItemAtPath: program.path(path))
      }
    }
    try bury("gone")
    let dry = try program.run("state", "prune", "--dry-run", "--json")
    #expect(dry.exit == 0 && dry.json?["items"]?.arrayValue?.compactMap { $0["path"]?.stringValue } == ["work/gone"])
    #expect(try program.run("state", "prune", "--keep", "100000").out == "Nothing is older than 100,000 days.\n")
    #expect(try program.run("state", "prune", "--keep", "0").exit == 2)
    #expect(FileReader.exists(program.path("\(Self.work)/gone")))
    let result = try program.run("nightly", "--date", "2024-01-04", "--json", "--quiet")
    #expect(result.json?["removed"] == ["work/gone"])
    #expect(!FileReader.exists(program.path("\(Self.work)/gone")))
    #expect(FileReader.exists(program.path("\(Self.work)/small/comparison.json")))
    try bury("gone")
    #expect(try program.run("state", "prune").out.contains("Removed 1 file or folder of old work, 2 bytes: work/gone"))
  }

  @Test(
    "units of the night: hardened for an account, a lock that another run holds is no fault, and systemd takes them")
  func units() throws {
    let folder = try TemporaryFolder()
    for unit in ["service", "timer"] {
      let result = try program.run(
        "nightly", "--print", unit, "--config", "/etc/aistock/aistock.yaml", "--user", "aistock")
      #expect(result.exit == 0, "\(result.err)")
      try folder.write(result.out, to: "aistock-nightly.\(unit)")
    }
    let service = try FileReader.text(folder.path("aistock-nightly.service")).split(separator: "\n")
    for line in [
      "Type=oneshot", "User=aistock", "StateDirectory=aistock", "StateDirectoryMode=0750", "SuccessExitStatus=75",
      "ProtectSystem=strict", "NoNewPrivileges=yes", "WorkingDirectory=/var/lib/aistock",
    ] {
      #expect(service.contains { $0 == line }, "\(line)")
    }
    #expect(service.contains { $0.hasSuffix("aistock nightly --quiet --config /etc/aistock/aistock.yaml") })
    let timer = try FileReader.text(folder.path("aistock-nightly.timer"))
    #expect(timer.contains("OnCalendar=Mon..Fri *-*-* 18:10 Asia/Shanghai\n") && timer.contains("Persistent=yes"))
    let cron = try program.run("nightly", "--print", "cron").out
    #expect(cron.hasPrefix("CRON_TZ=Asia/Shanghai\n10 18 * * 1-5 cd '"))
    for wrong in [["--user", "aistock"], ["--print", "service", "--user", "a b"], ["--print", "once"]] {
      #expect(try program.run(["nightly"] + wrong).exit == 2, "\(wrong)")
    }
    guard FileReader.exists("/usr/bin/systemd-analyze") else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/systemd-analyze")
    process.arguments = ["verify", "--man=no"] + (try FileReader.names(in: folder.path)).map(folder.path)
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(said.split(separator: "\n").filter { $0.contains("aistock-nightly") } == [], "\(said)")
  }
}
