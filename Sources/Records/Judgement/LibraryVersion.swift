package import Primitives

/// The version of a library behind a record, with what names it.
package struct LibraryVersion: Equatable, Sendable {
  /// `qlib`, `python`, `pandas`, …
  package var name: String
  /// As recorded: `0.9.7`, `0.9.8.dev12`.
  package var text: String
  /// File and field that name it.
  package var source: Message

  package init(name: String, text: String, source: Message) {
    self.name = name
    self.text = text
    self.source = source
  }

  package var json: JSONValue { ["name": .string(name), "version": .string(text), "source": source.json] }

  package init?(_ json: JSONValue) {
    guard let name = json["name"]?.stringValue, let text = json["version"]?.stringValue,
      let source = json["source"].flatMap({ Message($0) })
    else { return nil }
    self.init(name: name, text: text, source: source)
  }
}
