package import Primitives

/// How far a factor had come on a night: what its snapshot keeps of it.
package struct FactorVerdict: Equatable, Sendable {
  /// Of an archived night.
  package static let file = "factors.json"

  package var id: String
  package var name: String
  /// The raw value of its `FactorStanding`; nil where it was never compared.
  package var verdict: String?
  package var usedBy: [String]

  package init(id: String, name: String, verdict: String?, usedBy: [String]) {
    self.id = id
    self.name = name
    self.verdict = verdict
    self.usedBy = usedBy
  }

  package init(_ entry: FactorEntry) {
    let standing = entry.standing
    self.init(
      id: entry.id, name: entry.name, verdict: standing == .notCompared ? nil : standing.rawValue, usedBy: entry.usedBy)
  }

  package static func json(_ sheet: FactorSheet) -> JSONValue {
    .array(
      sheet.entries.map(FactorVerdict.init).map {
        [
          "id": .string($0.id), "name": .string($0.name), "verdict": .optional($0.verdict),
          "used_by": .array($0.usedBy.map { .string($0) }),
        ]
      })
  }

  package static func read(_ json: JSONValue) -> [FactorVerdict] {
    (json.arrayValue ?? []).compactMap { item in
      item["id"]?.stringValue.flatMap { id in
        item["name"]?.stringValue.map { name in
          FactorVerdict(
            id: id, name: name, verdict: item["verdict"]?.stringValue,
            usedBy: (item["used_by"]?.arrayValue ?? []).compactMap(\.stringValue))
        }
      }
    }
  }
}
