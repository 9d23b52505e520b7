package import Primitives

/// Factors of a library as a list shows them: all, or those of one state.
package struct FactorListing {
  private let library: FactorLibrary
  private let factors: [LibraryFactor]

  /// Throws `library.state` for a state that there is not.
  package init(_ library: FactorLibrary, state: String? = nil) throws {
    if let state, FactorState.Name(rawValue: state) == nil { throw Diagnostic.noState(state) }
    self.library = library
    factors = library.factors.filter { state == nil || $0.state.name.rawValue == state }
  }

  package var json: JSONValue {
    [
      "schema": 1, "factors": .array(factors.map(\.json)), "states": FactorListing.json(factors),
      "clashes": library.json["clashes"] ?? [],
    ]
  }

  package var lines: [Message] {
    factors.map { .line($0) } + FactorLibrary.states(of: factors).map { .count($0) }
  }

  /// How many factors have each state.
  package static func json(_ factors: [LibraryFactor]) -> JSONValue {
    let states = FactorLibrary.states(of: factors)
    return .object(Dictionary(states.map { ($0.name.rawValue, .integer($0.count)) }) { first, _ in first })
  }
}

extension CatalogImport {
  /// What was taken in, how the library stands now, and which names clash.
  package var lines: [Message] {
    [.imported(added: added, updated: updated)] + FactorLibrary.states(of: library.factors).map { .count($0) }
      + library.clashes.map { .clash($0.factors.map(\.label)) }
  }
}

extension Message {
  fileprivate static func imported(added: Int, updated: Int) -> Message {
    Message(
      "library.imported", ["added": .count(added), "updated": .count(updated)],
      en: "{added} {added:factor|factors} added, {updated} updated.", zh: "新增 {added} 个因子，更新 {updated} 个。")
  }

  fileprivate static func count(_ state: (name: FactorState.Name, count: Int)) -> Message {
    Message(
      "library.count-name", ["count": .count(state.count), "state": .message(state.name.word)], en: "{count} {state}",
      zh: "{state} {count} 个")
  }

  fileprivate static func clash(_ labels: [String]) -> Message {
    Message("library.clash-name", ["labels": .names(labels)], en: "clash: {labels}", zh: "重名：{labels}")
  }

  fileprivate static func line(_ factor: LibraryFactor) -> Message {
    guard let reason = factor.state.reason else {
      return Message(
        "library.factor-name", ["factor": .text(factor.name), "state": .message(factor.state.name.word)],
        en: "{factor}: {state}", zh: "{factor}：{state}")
    }
    return Message(
      "library.factor-with-reason",
      ["factor": .text(factor.name), "state": .message(factor.state.name.word), "reason": .message(reason)],
      en: "{factor}: {state}. {reason}", zh: "{factor}：{state}。{reason}")
  }
}

extension Diagnostic {
  fileprivate static func noState(_ name: String) -> Diagnostic {
    let names = FactorState.Name.allCases.map(\.rawValue)
    return Diagnostic(
      "library.state", .usage,
      ["state": .text(name), "names": .names(names), "hint": Spelling.suggestion(for: name, among: names)],
      (en: "There is no state '{state}'.{hint}", zh: "没有状态“{state}”。{hint}"),
      remedy: (en: "Use one of: {names}.", zh: "请用以下之一：{names}。"))
  }
}
