package import Primitives

/// What the page of a migration says about its model.
package struct ModelFacts: Sendable {
  /// One field of the configuration.
  package struct Field: Equatable, Sendable {
    package var name: String
    package var asked: String?
    package var built: String
    /// `written`, `standard`, `replaced` or `inert`.
    package var origin: String
    /// What other documents say instead, sorted by document.
    package var others: [(document: String, text: String)]

    package static func == (left: Field, right: Field) -> Bool {
      left.name == right.name && left.asked == right.asked && left.built == right.built && left.origin == right.origin
        && left.others.elementsEqual(right.others, by: ==)
    }
  }

  /// File that is believed, and why.
  package var believed: (file: String, because: Message)?
  package var fields: [Field] = []
  package var band: SeedBand?

  package init() {}

  /// From `definition.json` and `seeds.json`; nil is not there.
  package init(definition: JSONValue?, band: SeedBand?) {
    self.band = band
    let source = definition?["sources"]?.arrayValue?.first { $0["believed"]?.boolValue == true }
    if let file = source?["file"]?.stringValue {
      believed = (file, source?["because"].flatMap { Message($0) } ?? .verbatim(""))
    }
    fields = (definition?["fields"]?.arrayValue ?? []).compactMap { field in
      guard let name = field["field"]?.stringValue, let built = field["built"]?.stringValue,
        let origin = field["origin"]?.stringValue
      else { return nil }
      let others = (field["others"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
      return Field(
        name: name, asked: field["asked"]?.stringValue, built: built, origin: origin,
        others: others.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }
}
