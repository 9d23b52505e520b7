import Foundation
import Primitives
import TestSupport
import Testing

/// Quotes of a preview from the bridge that orders go through, with its token.
@Suite(
  "quotes of a bridge", .enabled(if: BridgeProcess.hasPython, Comment(rawValue: BridgeProcess.absence)), .serialized)
struct BridgeQuoteTests {
  private let world: SmallWorld
  private let bridge: BridgeProcess
  private var program: Program { world.program }

  init() throws {
    world = try SmallWorld()
    bridge = try BridgeProcess(accounts: ["1"], at: MarketTime(day("2024-01-03"), minute: 600))
    try bridge.market([InstrumentID(canonical: "SH600000"): 10.5])
    try bridge.start()
    try configure("quote_url: \"\(bridge.address)\"")
    let made = try program.run(
      "preview", "create", "--id", "p", "--conf", "ws/conf.yaml", "--pred", "ws/pred.csv", "--start", "2024-01-02")
    #expect(made.exit == 0, "\(made.err)")
    #expect(try program.run("preview", "settle", "--date", "2024-01-02").exit == 0)
  }

  private func configure(_ previews: String) throws {
    try world.write(
      "market: {provider: market}\nsite: {output: out}\npreviews: {quotes: [bridge], \(previews)}\n", "aistock.yaml")
  }

  private func refresh(_ token: String = BridgeProcess.token) throws -> Program.Result {
    try program.run(
      environment: ["QUOTE_TOKEN": token], ["preview", "refresh", "--at", "2024-01-03 10:00", "--json"])
  }

  @Test("a preview is marked at the bridge's prices, its token from a variable or from a file")
  func marked() throws {
    try world.write(BridgeProcess.token + "\n", "token")
    for source in [
      "quote_url: \"\(bridge.address)\", quote_token: \"${QUOTE_TOKEN}\"",
      "quote_url: \"\(bridge.address)/v1/quotes\", quote_token_file: token",
    ] {
      try configure(source)
      let result = try refresh()
      #expect(result.exit == 0, "\(result.err)")
      let live = result.json?["previews"]?.arrayValue?.first
      #expect(live?["quoted"] == 1 && live?["missing"] == 0, "\(result.out)")
      #expect(result.json?["falls"] == [])
      for text in [result.out, result.err] { #expect(!text.contains(BridgeProcess.token)) }
    }
  }

  @Test("without a token, and under a wrong one, there are no quotes, and the reason is told without it")
  func refused() throws {
    try configure("quote_url: \"\(bridge.address)/v1/quotes\"")
    let bare = try refresh()
    #expect(bare.json?["answered"] == 0, "\(bare.out)")
    #expect(bare.json?["falls"]?.arrayValue?.first?["reason"] == "quotes.token", "\(bare.out)")
    try configure("quote_url: \"\(bridge.address)\", quote_token: \"${QUOTE_TOKEN}\"")
    let wrong = try refresh("another-token-of-the-tests")
    #expect(wrong.json?["falls"]?.arrayValue?.first?["reason"] == "quotes.token", "\(wrong.out)")
    for text in [wrong.out, wrong.err] { #expect(!text.contains("another-token")) }
  }
}

/// What a configuration may say of a bridge's token.
@Suite("settings of a bridge's token") struct BridgeTokenTests {
  private let world: SmallWorld

  init() throws { world = try SmallWorld() }

  struct Wrong: Sendable {
    var setting: String
    var id: String
  }

  @Test(
    "a token that is none, stands twice, lies nowhere or would be sent in the clear is refused by name",
    arguments: [
      Wrong(setting: "quote_url: \"http://127.0.0.1:1\", quote_token: \"too short\"", id: "config.token"),
      Wrong(setting: "quote_url: \"http://127.0.0.1:1\", quote_token_file: nowhere", id: "config.token-file"),
      Wrong(
        setting: "quote_url: \"http://127.0.0.1:1\", quote_token: \"${QUOTE_TOKEN}\", quote_token_file: t",
        id: "config.two-tokens"),
      Wrong(setting: "quote_url: \"http://10.0.0.1:1\", quote_token: \"${QUOTE_TOKEN}\"", id: "config.bridge"),
      Wrong(
        setting: "quote_url: \"http://127.0.0.1:1@10.0.0.1/\", quote_token: \"${QUOTE_TOKEN}\"", id: "config.bridge"),
      Wrong(setting: "quote_url: \"http://127.0.0.1:1\", quote_token: \"${NOWHERE_TOKEN}\"", id: "config.variable"),
    ])
  func settings(_ wrong: Wrong) throws {
    try world.write(
      "market: {provider: market}\nsite: {output: out}\npreviews: {quotes: [bridge], \(wrong.setting)}\n",
      "aistock.yaml")
    let result = try world.program.run(
      environment: ["QUOTE_TOKEN": BridgeProcess.token], ["preview", "refresh", "--at", "2024-01-03 10:00"])
    #expect((result.exit, result.diagnostics) == (3, [wrong.id]), "\(result.err)")
    #expect(!result.err.contains("too short") && !result.err.contains(BridgeProcess.token))
  }
}
