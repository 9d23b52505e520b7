import Primitives
import TestSupport
import Testing

@Suite("The terminal's language")
struct TerminalLanguageTests {
  private func run(_ environment: [String: String], _ arguments: String...) throws -> Program.Result {
    // Every variable is set, so that those of the machine decide nothing.
    let all = ["LC_ALL": "", "LC_MESSAGES": "", "LANG": ""].merging(environment) { _, own in own }
    return try Program().run(environment: all, arguments)
  }

  @Test(
    "the first of LC_ALL, LC_MESSAGES and LANG that is set decides",
    arguments: [
      ([:], false), (["LANG": "zh_CN.UTF-8"], true), (["LANG": "C.UTF-8"], false),
      (["LC_MESSAGES": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"], true),
      (["LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8"], false),
      (["LC_ALL": "zh_TW", "LC_MESSAGES": "C", "LANG": "C"], true),
    ] as [([String: String], Bool)])
  func order(environment: [String: String], isChinese: Bool) throws {
    let result = try run(environment, "data", "check", "--market", "nowhere")
    #expect(result.exit == 3 && result.diagnostics == ["market.missing"])
    #expect(result.err.contains("文件夹不存在。") == isChinese)
    #expect(result.err.contains("There is no such folder.") == !isChinese)
    #expect(result.err.contains("\n  处理: ") == isChinese)
  }

  @Test("data and findings of a command are in it, numbers and identifiers stay")
  func data() throws {
    let chinese = try run(["LANG": "zh_CN.UTF-8"], "data", "check", "--market", "demo")
    let english = try run(["LANG": "C"], "data", "check", "--market", "demo")
    #expect(chinese.exit == english.exit)
    #expect(chinese.out.hasPrefix("demo：") && chinese.out.contains("只股票"))
    #expect(english.out.hasPrefix("demo: ") && english.out.contains("stocks"))
    for result in [chinese, english] { #expect(result.out.contains("120")) }
  }

  @Test("an error as JSON has the texts in it, and identifier, kind and arguments beside them")
  func json() throws {
    let arguments = ["data", "check", "--market", "nowhere", "--json"]
    let chinese = try Program().run(environment: ["LC_ALL": "zh_CN.UTF-8"], arguments).json?["error"]
    let english = try Program().run(environment: ["LC_ALL": "C"], arguments).json?["error"]
    #expect(chinese?["summary"] == "文件夹不存在。" && english?["summary"] == "There is no such folder.")
    for error in [chinese, english] {
      #expect(error?["id"] == "market.missing" && error?["kind"] == "absent" && error?["exit"] == 3)
      #expect(error?["arguments"] == [:] && error?["file"] == "nowhere")
    }
    let column = try Program()
    let table = try column.temporary.write("day,code\n1,2\n", to: "table.csv")
    let found = try column.run("data", "check", "--market", table, "--json").json?["error"]
    #expect(
      found?["kind"] == "damaged" && found?["arguments"]?["columns"] == ["list": [["text": "day"], ["text": "code"]]])
  }

  @Test("a rule of the command line is said in it")
  func validation() throws {
    let arguments = ["backtest", "--market", "demo", "--pred", "p", "--output", "o"]
    let chinese = try Program().run(environment: ["LC_ALL": "zh_CN.UTF-8"], arguments)
    #expect(chinese.exit == 2 && chinese.err.contains("--conf 与 --strategy"))
    let english = try Program().run(environment: ["LC_ALL": "C"], arguments)
    #expect(english.exit == 2 && english.err.contains("Give either --conf or --strategy."))
  }
}
