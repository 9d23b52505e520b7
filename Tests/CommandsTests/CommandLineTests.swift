import Foundation
import Primitives
import TestSupport
import Testing

@Suite("The command line")
struct CommandLineTests {
  private static let commands = [
    "nightly", "doctor", "reconcile", "backtest", "preview", "archive", "render", "site", "data",
    "rdagent",
  ]

  @Test("help names every command and the exit codes, and is no error")
  func help() throws {
    let result = try Program().run("--help")
    #expect(result.exit == 0)
    for command in CommandLineTests.commands {
      #expect(result.out.contains("  \(command) "), "\(command)")
    }
    #expect(result.out.contains("75 another run holds the lock"))
    #expect(result.err.isEmpty)
  }

  @Test("each command has its help", arguments: commands)
  func commandHelp(_ command: String) throws {
    let result = try Program().run(command, "--help")
    #expect(result.exit == 0)
    #expect(result.out.contains("USAGE: aistock \(command)"))
  }

  @Test("the version is a number")
  func version() throws {
    let result = try Program().run("--version")
    #expect(result.exit == 0)
    #expect(result.out.first?.isNumber == true)
    #expect(result.out.split(separator: "\n").count == 1)
  }

  @Test(
    "what is not understood is exit 2, said on standard error only, and nothing is made",
    arguments: [
      ["nonsense"], ["nightly", "--dat", "2024-01-02"], ["nightly", "--date", "2024-02-30"],
      ["nightly", "--date", "tomorrow"],
      ["reconcile"], ["reconcile", "--workspace", "a"], ["backtest", "--market", "demo"],
      ["reconcile", "--workspace", "w", "--market", "demo", "--output", "o", "--rungs", "replaid"],
      [
        "reconcile", "--workspace", "w", "--market", "demo", "--output", "o", "--tolerance",
        "replayed.nav",
      ],
      [
        "reconcile", "--workspace", "w", "--market", "demo", "--output", "o", "--tolerance",
        "replayed.nav=-1",
      ],
      [
        "reconcile", "--workspace", "w", "--market", "demo", "--output", "o", "--benchmark",
        "000300",
      ],
      ["preview", "create"], ["preview", "create", "--id", "a"],
      ["preview", "create", "--id", "a", "--capital", "much"],
      ["archive", "burn"], ["site", "check", "one", "two"],
    ])
  func usage(_ arguments: [String]) throws {
    let program = try Program()
    let result = try program.run(arguments)
    #expect(result.exit == 2, "\(result.err)")
    #expect(result.out.isEmpty)
    #expect(!result.err.isEmpty)
    #expect(try program.bytes().keys.filter { !$0.hasPrefix(".aistock") }.isEmpty)
  }

  @Test("the nearest name is offered for a mistyped rung and a mistyped tolerance")
  func nearest() throws {
    let program = try Program()
    let reconcile = ["reconcile", "--workspace", "w", "--market", "demo", "--output", "o"]
    for (option, value, nearest) in [
      ("--rungs", "replaid", "replayed"), ("--tolerance", "replayed.nva=1", "replayed.nav"),
    ] {
      let result = try program.run(reconcile + [option, value])
      #expect(result.exit == 2)
      #expect(result.err.contains("Did you mean '\(nearest)'?"), "\(result.err)")
    }
  }

  @Test(
    "a mistyped command or option is named with the nearest one, before anything is said to be missing",
    arguments: [
      (["nightyl"], "usage.command", "nightly"), (["preview", "lst"], "usage.command", "list"),
      (["reconcile", "--workspac", "x"], "usage.option", "--workspace"),
      (["reconcile", "--workspac=x", "--market", "demo"], "usage.option", "--workspace"),
      (["nightly", "--quit"], "usage.option", "--quiet"),
    ])
  func mistyped(_ arguments: [String], _ id: String, _ nearest: String) throws {
    let result = try Program().run(arguments + ["--json"])
    #expect(result.exit == 2 && result.diagnostics == [id])
    #expect(result.err.contains("Did you mean '\(nearest)'?") && !result.err.contains("Missing"))
    #expect(result.json?["error"]?["id"]?.stringValue == id)
  }

  @Test("output that cannot be written is exit 4, and no file takes its place", arguments: [">/dev/full", ">&-"])
  func noOutput(_ redirection: String) throws {
    let program = try Program()
    for command in ["preview list", "--help", "rdagent exporter", "preview list --json"] {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", "\"$0\" \(command) \(redirection)", Program.binary]
      process.currentDirectoryURL = URL(fileURLWithPath: program.temporary.path)
      process.standardError = pipe
      try process.run()
      let said = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 4 && said.hasPrefix("error[terminal.output]"), "\(command): \(said)")
    }
    #expect(try program.run("preview", "list").exit == 0)
  }

  @Test("with --json an error is one document too, before or behind the command")
  func jsonError() throws {
    for arguments in [["--json", "site", "check"], ["site", "check", "--json"]] {
      let result = try Program().run(arguments)
      #expect(result.exit == 3)
      #expect(result.json?["error"]?["id"] == "site.missing")
    }
  }

  @Test("a usage error under --json is one document too")
  func jsonUsage() throws {
    let result = try Program().run("--json", "nightly", "--date", "tomorrow")
    #expect(result.exit == 2)
    #expect(result.json?["error"]?["exit"] == 2)
  }

  @Test("PostgreSQL is the environment's matter: exit 4")
  func environment() throws {
    let result = try Program().run("data", "check", "--market", "postgresql://nobody@127.0.0.1:1/x")
    #expect(result.exit == 4)
    #expect(result.diagnostics == ["postgresql.unreachable"])
  }

  @Test("a configuration that is named and not there is exit 3")
  func noConfiguration() throws {
    let result = try Program().run("nightly", "--config", "gone.yaml")
    #expect(result.exit == 3)
    #expect(result.diagnostics == ["file.missing"])
  }

  @Test("a reader that goes away early ends the program by SIGPIPE, without a word")
  func closedPipe() throws {
    let program = try Program()
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The script is longer than a pipe holds when it is printed forty times.
    process.arguments = [
      "-c",
      "for i in 1 2 3 4 5 6 7 8; do \"$0\" rdagent exporter || { echo \"exit $?\" >&2; break; }; done | head -c 10",
      Program.binary,
    ]
    process.currentDirectoryURL = URL(fileURLWithPath: program.temporary.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = pipe
    try process.run()
    let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    let text = String(decoding: said, as: UTF8.self)
    // 141 is 128 and the number of SIGPIPE.
    #expect(text.isEmpty || text.hasPrefix("exit 141"), "\(text)")
    #expect(!text.contains("error"))
  }

  @Test("the exporter's script is printed as it is")
  func exporter() throws {
    let result = try Program().run("rdagent", "exporter")
    #expect(result.exit == 0)
    #expect(result.out.contains("import pickle") && result.out.contains("--workspace"))
  }
}
