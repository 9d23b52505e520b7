import Foundation
import Primitives
import TestSupport
import Testing

/// Whole nights through the real program, one after another: each uses both processors by itself.
@Suite("nightly", .serialized)
struct NightlyTests {
  let program: Program
  private static let date = "2024-12-31"

  init() throws { program = try Program() }

  private func night(_ more: String...) throws -> Program.Result {
    try program.run(["nightly", "--date", NightlyTests.date] + more)
  }

  /// What a reader sees and what is archived.
  private func outcome() throws -> [String: [UInt8]] {
    try program.bytes().filter { $0.key.hasPrefix("reports/") || $0.key.hasPrefix("site/") }
  }

  private func verdicts(_ result: Program.Result) -> [[String]] {
    (result.json?["migrations"]?.arrayValue ?? []).map { migration in
      ["id", "verdict"].map { migration[$0]?.stringValue ?? "" }
    }
  }

  @Test("the demo's night: exit 0, one document, both verdicts, a sound archive and a sound site")
  func demo() throws {
    let result = try night("--json", "--quiet")
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.err.isEmpty)
    #expect(result.json?["trading_day"] == "2024-12-31")
    #expect(
      verdicts(result) == [["demo-faithful", "PASS"], ["demo-wrong-fees", "FAIL"]])
    #expect(result.json?["manifest_sha256"]?.stringValue?.count == 64)
    let verify = try program.run("archive", "verify", "--json")
    #expect(verify.exit == 0)
    #expect(verify.json?["snapshots"]?.intValue == 1)
    #expect(verify.json?["problems"] == [])
    #expect(verify.json?["head"]?["signer"] == .null)
    let check = try program.run("site", "check", "--json")
    #expect(check.exit == 0)
    #expect(check.json?["problems"] == [])
    #expect(check.json?["pages"] == result.json?["pages"])
    let list = try program.run("archive", "list", "--json")
    #expect(list.json?.arrayValue?.first?["sha256"] == result.json?["manifest_sha256"])
    let listed = list.json?.arrayValue?.first?["verdicts"]?.arrayValue ?? []
    let ran = Program.hasLightGBM ? 6 : 4
    #expect(listed.map { $0["rungs_ran"] } == [.integer(ran), .integer(ran)])
    #expect(
      try program.run("archive", "list").out.contains(
        "demo-wrong-fees FAIL (\(ran) of 6 rungs ran), demo-faithful PASS (\(ran) of 6 rungs ran)"))
    // The worst verdict comes first on the terminal and on the first page.
    let lines = try night().out.split(separator: "\n").filter { $0.hasPrefix("FAIL") || $0.hasPrefix("PASS") }
    #expect(lines == ["FAIL  demo-wrong-fees", "PASS  demo-faithful"])
    let front = try FileReader.text(program.path("site/en/index.html"))
    let rows = front.split(separator: "<tr id=\"m-").dropFirst().map { $0.prefix(15) }
    #expect(rows == ["demo-wrong-fees", "demo-faithful\" "])
  }

  @Test(
    "a second night changes no byte of the archive and of the site, and reconciles nothing again")
  func twice() throws {
    _ = try night()
    let first = try outcome()
    #expect(first.count > 10)
    let result = try night("--json")
    #expect(differing(first, try outcome()).isEmpty)
    let steps = result.json?["steps"]?.arrayValue ?? []
    let reconciled = steps.filter { $0["name"]?.stringValue?.hasPrefix("reconcile ") == true }
    #expect(reconciled.count == 2)
    #expect(reconciled.allSatisfy { $0["state"] == "skipped" })
    _ = try night("--afresh")
    #expect(SiteBytes.moved(first, try outcome()) == [], "made anew from nothing it is the same")
  }

  @Test(
    "a library that comes is noticed: what lacked it is reconciled anew",
    .enabled(if: Program.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"))
  func library() throws {
    var bare = program
    bare.environment = ["AISTOCK_LIGHTGBM": "/nowhere/lib_lightgbm.so"]
    func states(_ program: Program) throws -> [JSONValue?] {
      let result = try program.run("nightly", "--date", "2024-12-31", "--json", "--quiet")
      let steps = result.json?["steps"]?.arrayValue ?? []
      return steps.filter { $0["name"]?.stringValue?.hasPrefix("reconcile ") == true }.map { $0["state"] }
    }
    func ran() throws -> [JSONValue?] {
      let list = try program.run("archive", "list", "--json").json?.arrayValue
      return list?.first?["verdicts"]?.arrayValue?.map { $0["rungs_ran"] } ?? []
    }
    #expect(try states(bare) == ["done", "done"])
    #expect(try ran() == [4, 4])
    #expect(try states(bare) == ["skipped", "skipped"])
    #expect(try states(program) == ["done", "done"])
    #expect(try ran() == [6, 6])
  }

  /// The demo's night as the repository keeps it; nil where it does not.
  private static let committedNight: String? = RepositoryRoot.folder
    .map { $0 + "/reports/2024-12-31" }
    .flatMap { FileReader.exists($0 + "/manifest.json") ? $0 : nil }

  @Test(
    "the committed night of the demo is what a fresh night writes, byte for byte",
    .enabled(if: committedNight != nil, "the repository holds no reports/2024-12-31"),
    .enabled(if: Program.hasLightGBM, "needs LightGBM's library, which `make lightgbm` fetches"))
  func committed() throws {
    #expect(try night().exit == 0)
    var kept: [String: [UInt8]] = [:]
    for path in RepositoryRoot.files(below: "reports/2024-12-31") {
      kept[path] = try FileReader.bytes((RepositoryRoot.folder ?? "") + "/" + path)
    }
    #expect(kept.count > 5)
    #expect(differing(kept, try program.bytes(below: "reports/2024-12-31")).isEmpty)
  }

  @Test("one damaged migration: the others are judged, the site shows it, exit 3")
  func damaged() throws {
    try program.temporary.write("Unnamed: 0,0\u{1}\nIC,0.9\n", to: "bad/qlib_res.csv")
    try program.temporary.write(
      """
      migrations:
        - {id: bad, workspace: bad}
        - {id: good, workspace: "\(Program.demo("demo-faithful"))"}
      """, to: "aistock.yaml")
    let result = try night("--json")
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.diagnostics == ["qlib-res.misparsed"])
    #expect(
      verdicts(result) == [["bad", "DAMAGED"], ["good", "PASS"]])
    #expect(
      try FileReader.text(program.path("site/en/migrations/bad.html")).contains(
        "qlib-res.misparsed"))
    #expect(try program.run("site", "check").exit == 0)
    #expect(try program.run("archive", "verify").exit == 0)
    let list = try program.run("archive", "list", "--json")
    #expect(list.json?.arrayValue?.first?["verdicts"]?.arrayValue?.first?["verdict"] == "DAMAGED")
  }

  @Test("nights of other days with other settings do not leave their work for this one")
  func settingsBetween() throws {
    func configure(_ limit: String) throws {
      try program.temporary.write(
        """
        migrations:
          - {id: m, workspace: "\(Program.demo("demo-faithful"))", tolerances: {replayed.nav: \(limit)}}
        """, to: "aistock.yaml")
    }
    func limit() throws -> Double? {
      let path = program.path("reports/2024-12-31/migrations/m/comparison.json")
      return try JSONReader.read(file: path, id: "x")["rungs"]?.arrayValue?[2]["tolerances"]?[
        "replayed.nav"]?.doubleValue
    }
    try configure("0.5")
    _ = try night()
    try configure("0.25")
    _ = try program.run("nightly", "--date", "2024-12-30")
    try configure("0.5")
    _ = try night()
    #expect(try limit() == 0.5)
  }

  @Test(
    "an archive that was tampered with: exit 1, the file is named, and the next night says so on its page"
  )
  func tampered() throws {
    _ = try night()
    let name = "reports/2024-12-31/migrations/demo-wrong-fees/comparison.json"
    let text = try FileReader.text(program.path(name))
    try program.temporary.write(text.replacing("FAIL", with: "PASS"), to: name)
    let result = try program.run("archive", "verify", "--json")
    #expect(result.exit == 1)
    let problem = result.json?["problems"]?.arrayValue?.first
    #expect(problem?["kind"] == "changed")
    #expect(problem?["path"] == "migrations/demo-wrong-fees/comparison.json")
    _ = try program.run("render", "--date", NightlyTests.date)
    #expect(
      try FileReader.text(program.path("site/en/archive.html")).contains(
        "migrations/demo-wrong-fees/comparison.json"))
  }

  @Test(
    "a manifest that cannot be read stops no later night: the site is published and says so, exit 3"
  )
  func unreadableManifest() throws {
    _ = try program.run("nightly", "--date", "2024-12-30")
    try program.temporary.write("{\"schema\":", to: "reports/2024-12-30/manifest.json")
    let result = try night("--json")
    #expect(result.exit == 3)
    #expect(result.diagnostics == ["archive.manifest"])
    #expect(result.json?["pages"]?.intValue ?? 0 > 0)
    #expect(try FileReader.text(program.path("site/en/index.html")).contains("2024-12-31"))
    #expect(try FileReader.text(program.path("site/en/archive.html")).contains("unreadable"))
  }

  @Test(
    "rendering again gives the night's own pages, a damaged migration and one that never ran included"
  )
  func render() throws {
    let good = "{id: good, workspace: \"\(Program.demo("demo-faithful"))\"}"
    try program.temporary.write("Unnamed: 0,0\n", to: "bad/qlib_res.csv")
    try program.temporary.write(
      "migrations: [\(good), {id: bad, workspace: bad}]\n", to: "aistock.yaml")
    _ = try night()
    let first = try program.bytes(below: "site")
    #expect(try program.run("render", "--date", NightlyTests.date).exit == 0)
    let again = try program.bytes(below: "site")
    #expect(Set(again.keys) == Set(first.keys))
    #expect(again["site/en/migrations/good.html"] == first["site/en/migrations/good.html"])
    #expect(SiteBytes.undated(again)["site/en/index.html"] == SiteBytes.undated(first)["site/en/index.html"])
    #expect(
      String(decoding: again["site/en/migrations/bad.html"] ?? [], as: UTF8.self).contains(
        "qlib-res.misparsed"))
    try program.temporary.write(
      "migrations: [\(good), {id: bad, workspace: bad}, {id: new, workspace: bad}]\n",
      to: "aistock.yaml")
    #expect(try program.run("render", "--date", NightlyTests.date).exit == 0)
    #expect(
      try FileReader.text(program.path("site/en/migrations/new.html")).contains("night.not-run"))
  }

  @Test("the archive's level decides what is kept", arguments: [0, 1, 2])
  func level(_ level: Int) throws {
    try program.temporary.write(
      "archive: {level: \(level)}\nmigrations: [{id: m, workspace: \"\(Program.demo("demo-faithful"))\"}]\n",
      to: "aistock.yaml")
    #expect(try night().exit == 0)
    let path = program.path("reports/2024-12-31/manifest.json")
    let manifest = try JSONReader.read(file: path, id: "x")
    #expect(manifest["level"] == .integer(level))
    let names = ["files", "objects"].flatMap { manifest[$0]?.arrayValue ?? [] }.compactMap {
      $0["path"]?.stringValue
    }
    for (name, lowest) in [
      ("comparison.json", 0), ("replayed/metrics.json", 0), ("recorded/report.csv", 1),
      ("replayed/trades.csv", 1),
      ("recorded/predictions.csv", 1), ("evidence/conf.yaml", 2), ("evidence/model.txt", 2),
    ] { #expect(names.contains("migrations/m/" + name) == (level >= lowest), "\(name)") }
    #expect(try program.run("archive", "verify").exit == 0)
  }

  @Test("a lock that another run holds is exit 75, and nothing is touched")
  func locked() throws {
    try program.temporary.write("", to: ".aistock/night.lock")
    let lock = open(program.path(".aistock/night.lock"), O_RDWR)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let result = try night()
    #expect(result.exit == 75)
    #expect(result.diagnostics == ["night.locked"])
    #expect(try outcome().isEmpty)
    #expect(try program.run("preview", "settle").exit == 75)
    #expect(try program.run("render").exit == 75)
  }

  @Test("a day before the market is refused; a holiday is the trading day before it")
  func days() throws {
    let early = try program.run("nightly", "--date", "1990-01-01")
    #expect(early.exit == 3)
    #expect(early.diagnostics == ["night.date"])
    // 2024-12-29 is a Sunday.
    let sunday = try program.run("nightly", "--date", "2024-12-29", "--json")
    #expect(sunday.json?["trading_day"] == "2024-12-27")
  }

  @Test("what a process left that was killed between the renames is put back or cleared up")
  func leftBehind() throws {
    // No process has this number: the kernel's largest is 4,194,304.
    for name in [".site.staging-2147483646.old/README.md", "site-notes/mine"] {
      try program.temporary.write("mine", to: name)
    }
    for folder in [".site.staging-2147483646.old", ".site.staging-2147483646"] {
      try program.temporary.write(#"{"schema":1,"kind":"site","files":[]}"#, to: folder + "/.aistock-output")
    }
    #expect(try night().exit == 0)
    #expect(try FileReader.text(program.path("site/README.md")) == "mine")
    let top = try FileReader.names(in: program.temporary.path)
    #expect(top.filter { $0 != ".test" } == [".aistock", "reports", "site", "site-notes"])
  }

  /// A night that nobody disturbed: what it leaves, and the seconds it took.
  private static let undisturbed = Result {
    let program = try Program()
    let time = try ContinuousClock().measure { _ = try program.run("nightly", "--date", date) }
    let bytes = try program.bytes().filter {
      $0.key.hasPrefix("reports/") || $0.key.hasPrefix("site/")
    }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    return (bytes: bytes, seconds: seconds)
  }

  @Test(
    "killed at any moment, a night that runs again ends with the same bytes",
    arguments: [1, 2, 3] as [UInt64])
  func killed(_ seed: UInt64) throws {
    let undisturbed = try NightlyTests.undisturbed.get()
    var random = SeededRandom(seed: seed)
    for _ in 0..<3 {
      let process = try program.start(
        ["nightly", "--date", NightlyTests.date], out: ".test/o", err: ".test/e")
      Thread.sleep(forTimeInterval: random.uniform() * undisturbed.seconds)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      #expect(
        try program.run("archive", "verify").exit == 0, "what is archived is whole at any moment")
    }
    #expect(try night().exit == 0)
    #expect(SiteBytes.moved(undisturbed.bytes, try outcome()) == [])
    let left = try program.temporary.contents().filter { $0.contains(".staging-") }
    #expect(left.isEmpty, "\(left)")
  }
}
