import Primitives

/// Every message rendered through the real type with fixed values: what a reader sees, for review.
enum MessageGolden {
  /// One block a text: identifier, English, Chinese; sorted by room, identifier and order in the file.
  static func text(_ messages: [WrittenMessage]) -> String {
    var blocks: [(key: String, text: String)] = []
    for message in messages {
      for (order, part) in message.parts.enumerated() {
        let arguments = samples(message)
        let rendered = Message(message.id, arguments, en: part.english, zh: part.chinese)
        var lines = [message.id + (part.name.isEmpty ? "" : " · " + part.name), "  " + rendered.english]
        if part.english.contains("|") {
          let one = arguments.mapValues { if case .count = $0 { MessageArgument.count(1) } else { $0 } }
          lines.append("  " + Message(message.id, one, en: part.english, zh: part.chinese).english)
        }
        lines.append("  " + rendered.chinese)
        let key = [message.room, message.id, message.parts[0].english, "\(order)"].joined(separator: "\u{1}")
        blocks.append((key, lines.map { $0.replacing("\n", with: "\n  ") }.joined(separator: "\n")))
      }
    }
    var text =
      "Every text of the sources, rendered with fixed values. Recorded by AISTOCK_RECORD_MESSAGES=1; see Tests/README.md.\n"
    var room = ""
    var last = ""
    for block in blocks.sorted(by: { $0.key < $1.key }) where block.key != last {
      last = block.key
      let own = String(block.key.prefix { $0 != "\u{1}" })
      if own != room {
        room = own
        text += "\n== \(room)\n"
      }
      text += "\n" + block.text + "\n"
    }
    return text
  }

  private static func samples(_ message: WrittenMessage) -> [String: MessageArgument] {
    var samples: [String: MessageArgument] = [:]
    for (name, kind) in message.arguments { samples[name] = sample(kind, name) }
    return samples
  }

  /// A value of a kind; a name stands for itself.
  private static func sample(_ kind: String?, _ name: String) -> MessageArgument {
    switch kind {
    case "money": .money(1_326_871.36)
    case "ratio": .ratio(0.1252)
    case "rate": .rate(0.00025)
    case "points": .points(0.0836)
    case "number": .number(12.345678)
    case "exact": .exact(0.1)
    case "count": .count(1776)
    case "day": TradingDay("2023-07-04").map { .day($0) } ?? .text(name)
    case "instrument": InstrumentID("SH600000").map { .instrument($0) } ?? .text(name)
    case "list", "names": .list([.text("A"), .text("B")])
    case "message": .message(Message("sample.reason", en: "Reason.", zh: "原因。"))
    default: .text("<\(name)>")
    }
  }
}
