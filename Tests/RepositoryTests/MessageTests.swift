import Foundation
import Primitives
import TestSupport
import Testing

/// Every text that the program says, held to one form and one voice (`Sources/Primitives/Message`).
struct MessageTests {
  @Test func everyMessageIsWrittenInFull() throws {
    let scan = try MessageScan.sources.get()
    #expect(scan.offences.map(\.description) == [])
  }

  /// Every rule over every message, once for all.
  private static let offences = MessageScan.sources.map { MessageRules.offences(in: $0.messages) }

  @Test(arguments: MessageRule.allCases)
  func noMessageBreaksTheRule(rule: MessageRule) throws {
    let found = try MessageTests.offences.get().filter { $0.rule == rule }
    #expect(found.map(\.description) == [])
  }

  @Test func theScanFindsTheMessagesOfEveryRoomThatSpeaks() throws {
    let rooms = Set(try MessageScan.sources.get().messages.map(\.room))
    let silent: Set<String> = [
      "CCairo", "CCrypto", "CCurl", "CEmbedded", "CLapack", "CLibXML2", "CNumber", "COnnxRuntime", "CPQ", "CZip",
      "CZlib",
      "aistock",
    ]
    let root = try #require(RepositoryRoot.folder)
    let all = Set(try FileManager.default.contentsOfDirectory(atPath: root + "/Sources")).filter {
      !$0.hasSuffix(".md")
    }
    #expect(all.subtracting(rooms).subtracting(silent).sorted() == [])
  }

  /// `AISTOCK_RECORD_MESSAGES=1` records what the sources say now, and fails: a recording is reviewed like code.
  @Test func everyTextIsAsRecorded() throws {
    let root = try #require(RepositoryRoot.folder)
    let file = root + "/Tests/RepositoryTests/Messages.txt"
    let text = MessageGolden.text(try MessageScan.sources.get().messages)
    if ProcessInfo.processInfo.environment["AISTOCK_RECORD_MESSAGES"] != nil {
      try FileWriter.write(Array(text.utf8), to: file)
      Issue.record("Messages.txt was recorded: review it, then run without AISTOCK_RECORD_MESSAGES.")
    }
    #expect(MessageTests.firstDifference(try FileReader.text(file), text) == nil)
  }

  private static func firstDifference(_ recorded: String, _ now: String) -> String? {
    let left = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let right = now.split(separator: "\n", omittingEmptySubsequences: false)
    for place in 0..<max(left.count, right.count) {
      let (before, after) = (place < left.count ? left[place] : "(end)", place < right.count ? right[place] : "(end)")
      if before != after { return "line \(place + 1)\n  recorded: \(before)\n  now:      \(after)" }
    }
    return nil
  }
}
