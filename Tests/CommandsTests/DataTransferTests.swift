import Foundation
import Primitives
import TestSupport
import Testing

@Suite("data import, export, update, compare, and markets that fall back")
struct DataTransferTests {
  let program: Program

  init() throws { program = try Program() }

  private func digest(_ folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    for (path, bytes) in try program.bytes(below: folder + "/") where !path.hasSuffix(".aistock-output") {
      found[String(path.dropFirst(folder.count))] = bytes
    }
    return found
  }

  @Test("the demo through a CSV and back has the same bytes, and compares as equal")
  func there() throws {
    let exported = try program.run("data", "export", "--market", "demo", "--output", "a", "--json")
    #expect(exported.exit == 0 && exported.json?["instruments"] == 124, "\(exported.err)")
    let csv = try program.run("data", "import", "--from", "a", "--to", "m.csv.gz", "--json", "--quiet")
    #expect(csv.exit == 0 && csv.err.isEmpty && csv.json?["from"] == "a" && csv.json?["to"] == "m.csv.gz")
    #expect(try program.run("data", "import", "--from", "m.csv.gz", "--to", "b").exit == 0)
    #expect(differing(try digest("a"), try digest("b")).isEmpty)
    let equal = try program.run("data", "compare", "a", "m.csv.gz")
    #expect(equal.exit == 0 && equal.out.contains("Both markets are equal."))
    let fewer = try program.run(
      "data", "import", "--from", "a", "--to", "c", "--fields", "close,volume", "--end", "2023-12-29")
    #expect(fewer.exit == 0, "\(fewer.err)")
    let differs = try program.run("data", "compare", "a", "c", "--json")
    #expect(differs.exit == 1 && differs.json?["equal"] == false)
    #expect(differs.json?["fields_only_left"] == ["open", "high", "low", "factor", "change"].sorted().asJSON)
    #expect(differs.json?["days"]?["only_right"]?["count"] == 0)
    let source = differs.json?["sources"]?["right"]
    #expect(source?["market"] == "c" && source?["end"] == "2023-12-29" && source?["fallback"] == .null)
    #expect((source?["age_days"]?.intValue ?? 0) > 365 && equal.out.contains("a, 2021-01-04 to 2024-12-31, "))
  }

  @Test("a folder that is cut is updated to the whole; a second time nothing is to be done")
  func update() throws {
    _ = try program.run("data", "import", "--from", "demo", "--to", "whole")
    _ = try program.run("data", "import", "--from", "demo", "--to", "a", "--end", "2024-06-28")
    let updated = try program.run("data", "update", "--from", "demo", "--to", "a", "--json", "--quiet")
    #expect(updated.exit == 0 && updated.json?["start"] == "2024-07-01", "\(updated.err)")
    #expect(updated.json?["rebased"] == [])
    #expect(differing(try digest("a"), try digest("whole")).isEmpty)
    let again = try program.run("data", "update", "--from", "demo", "--to", "a")
    #expect(again.exit == 0 && again.out == "a has every day of the source\n")
  }

  @Test("a source that does not agree is exit 1, and the folder keeps its bytes")
  func refused() throws {
    _ = try program.run("data", "import", "--from", "demo", "--to", "a", "--end", "2024-06-28")
    let before = try program.bytes(below: "a/")
    _ = try program.run("data", "import", "--from", "demo", "--to", "m.csv", "--start", "2024-05-06")
    // One price of the common days is another one.
    try FileManager.default.removeItem(atPath: program.path("m.json"))
    var lines = try FileReader.text(program.path("m.csv")).split(separator: "\n").map(String.init)
    let place = try #require(lines.firstIndex { $0.contains(",2024-06-03,") })
    var cells = lines[place].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    cells[5] = "1234567.0"
    lines[place] = cells.joined(separator: ",")
    try program.temporary.write(lines.joined(separator: "\n") + "\n", to: "m.csv")
    let result = try program.run("data", "update", "--from", "m.csv", "--to", "a")
    #expect(result.exit == 1, "\(result.out)\(result.err)")
    #expect(result.diagnostics.count == 1 && result.diagnostics[0].hasPrefix("update."), "\(result.diagnostics)")
    #expect(differing(try program.bytes(below: "a/"), before).isEmpty)
  }

  @Test("a target that is the source, lies in it, or is not ours is exit 2, and nothing changes")
  func targets() throws {
    _ = try program.run("data", "import", "--from", "demo", "--to", "a")
    try program.temporary.write("mine", to: "mine/calendars/day.txt")
    try program.temporary.write("instrument,datetime,close\nSH600000,2024-01-02,1\n", to: "m.csv")
    let before = try program.bytes()
    for (arguments, id) in [
      (["import", "--from", "a", "--to", "a"], "output.is-input"),
      (["import", "--from", "a", "--to", "a/b"], "output.inside-input"),
      (["import", "--from", "nowhere,a", "--to", "a/m.csv"], "output.inside-input"),
      (["import", "--from", "m.csv", "--to", "m.csv"], "output.is-input"),
      (["import", "--from", "demo", "--to", "mine"], "output.not-ours"),
      (["update", "--from", "demo", "--to", "mine"], "output.not-ours"),
      (["update", "--from", "a", "--to", "a"], "output.is-input"),
      (["import", "--from", "a", "--to", "tdx:b"], "transfer.no-sink"),
    ] {
      let result = try program.run(["data"] + arguments)
      #expect(result.exit == 2 && result.diagnostics == [id], "\(arguments): \(result.err)")
      #expect(differing(try program.bytes(), before).isEmpty, "\(arguments)")
    }
  }

  @Test("a disk that is full is exit 4, and the folder and the CSV keep their bytes", arguments: ["a", "m.csv"])
  func fullDisk(_ target: String) throws {
    _ = try program.run("data", "import", "--from", "demo", "--to", target, "--end", "2021-02-26")
    let before = try program.bytes()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" data import --from demo --to \(target) 2>.test/full",
      Program.binary,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: program.temporary.path)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 4)
    #expect(try FileReader.text(program.path(".test/full")).contains("error[file.unwritable]"))
    #expect(differing(try program.bytes(), before).isEmpty)
    #expect(try program.temporary.contents().contains { $0.contains("staging") || $0.contains("partial") } == false)
  }

  @Test("a market that falls back says so in check, doctor and the record of a run")
  func fallback() throws {
    let world = try SmallWorld()
    let program = world.program
    let check = try program.run("data", "check", "--market", "gone,market", "--json")
    let findings = check.json?["findings"]?.arrayValue ?? []
    #expect(findings.contains { $0["id"] == "market.fallback" } && check.json?["market"] == "market")
    #expect(check.json?["source"]?["fallback"]?["id"] == "market.fallback")
    try world.write("market: {provider: [gone, market], index: SH000300}\n", "aistock.yaml")
    let doctor = try program.run("doctor", "--json").json?.arrayValue ?? []
    let told = doctor.first { $0["check"] == "market.fallback" }
    #expect(told?["state"] == "doubtful" && told?["detail"]?.stringValue?.contains("gone") == true, "\(doctor)")
    let run = try program.run(
      "backtest", "--market", "gone,market", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--output", "run")
    #expect(run.exit == 0 && run.err.contains("market.fallback"), "\(run.err)")
    let record = try JSONReader.read(try FileReader.bytes(program.path("run/run.json")))
    #expect(record["findings"]?.arrayValue?.contains { $0["id"] == "market.fallback" } == true)
    let none = try program.run("data", "check", "--market", "gone,lost")
    #expect(none.exit == 3 && none.diagnostics == ["market.none-opens"])
    try world.write("market: {provider: market, calendar: days.txt, index: SH000300}\n", "aistock.yaml")
    try world.write("2099-01-05\n2099-01-06\n2099-01-07\n", "days.txt")
    let days = try program.run("doctor", "--json").json?.arrayValue?.first { $0["check"] == "calendar" }
    #expect(days?["state"] == "good", "\(String(describing: days))")
    #expect(days?["detail"]?.stringValue == "trading days known until 2099-01-07, by days.txt")
    try world.write("2099-01-05\n2099-01-04\n", "days.txt")
    let wrong = try program.run("doctor", "--json").json?.arrayValue?.first { $0["check"] == "market" }
    #expect(wrong?["state"] == "wrong" && wrong?["detail"]?.stringValue?.contains("days.txt:2") == true)
    try world.write("market: {provider: {a: b}}\n", "aistock.yaml")
    #expect(try program.run("doctor").exit == 3)
  }
}

extension [String] {
  fileprivate var asJSON: JSONValue { .array(map { .string($0) }) }
}
