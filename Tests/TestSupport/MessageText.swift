package import Primitives

/// What tests ask of a message's text: they hold arguments and identifiers first, and words only where the words matter.
extension Message {
  package func contains(_ words: String) -> Bool { english.contains(words) }
  package var isEmpty: Bool { english.isEmpty || chinese.isEmpty }
}
