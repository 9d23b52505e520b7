import Primitives
import Records

extension ConfigurationReader {
  /// `library`: rules by which candidates are proposed.
  func readLibrary(_ fields: YAMLFields) throws -> [LibraryRule] {
    try refuseUnknown(fields, ["propose"])
    guard let list = fields["propose"], !list.isNull else { return [] }
    guard let items = list.items else { throw fields.wrong("propose", list, .listOfRules) }
    var seen: Set<String> = []
    return try items.enumerated().map { offset, item in
      let fields = YAMLFields(document, item, path: "library.propose[\(offset)]")
      try refuseUnknown(fields, ["where", "decision", "action", "limit", "note"])
      var rule = LibraryRule(bounds: try readBounds(fields), decision: try choice(fields, "decision"))
      rule.action = try fields.text("action")
      rule.note = try fields.text("note") ?? ""
      if let limit = try fields.int("limit") {
        guard limit >= 0 else { throw fields.wrong("limit", fields["limit"], .wholeFromZero) }
        rule.limit = limit
      }
      // A rule without a bound would mark everything; two rules with the same conditions are one.
      guard !rule.bounds.isEmpty else { throw fields.missing("where") }
      guard seen.insert(rule.id).inserted else { throw fields.wrong("where", fields["where"], .uniqueConditions) }
      return rule
    }
  }

  private func readBounds(_ fields: YAMLFields) throws -> [LibraryFilter.Bound] {
    guard let value = fields["where"], !value.isNull else { return [] }
    let texts = value.items?.map(\.text) ?? [value.text]
    return try texts.map { text in
      guard let bound = text.flatMap({ LibraryFilter.Bound($0) }) else {
        throw fields.wrong("where", value, .listOfBounds)
      }
      return bound
    }
  }
}

extension Message {
  fileprivate static let listOfRules = Message(
    "night.list-of-rules-word", en: "a list of rules, each with 'where'", zh: "规则的列表，每项含 'where'")
  fileprivate static let uniqueConditions = Message(
    "night.unique-conditions-word", en: "conditions that no other rule has", zh: "与其他规则不同的条件")

  fileprivate static var listOfBounds: Message {
    Message(
      "night.list-of-bounds-word", ["figures": .names(LibraryLoop.Figure.allCases.map(\.rawValue))],
      en: "a list of bounds such as 'ic>0.02', of {figures}", zh: "“ic>0.02”这样的条件的列表，可用指标：{figures}")
  }
}
