package import Primitives

extension JSONValue {
  /// The English text of a message as it stands in a document.
  package var english: String? { self["en"]?.stringValue }
}
