/// Suggestions for mistyped names.
package enum Spelling {
  /// The candidate with the smallest edit distance, where that is at most a third of the name's
  /// length (but at least 2); the first in order of candidates on equal distance.
  package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(2, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// A sentence that names the nearest candidate, for the end of a message; nothing where none is near.
  ///
  /// The pattern puts it behind its full stop, without a blank: `There is no rung '{name}'.{hint}`.
  package static func suggestion(for name: String, among candidates: some Sequence<String>) -> MessageArgument {
    nearest(to: name, among: candidates).map { .message(.didYouMean($0)) } ?? .text("")
  }

  /// Levenshtein distance, one row at a time.
  private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let substitution = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substitution, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}

extension Message {
  fileprivate static func didYouMean(_ name: String) -> Message {
    Message("spelling.did-you-mean", ["name": .text(name)], en: " Did you mean '{name}'?", zh: "是否指“{name}”？")
  }
}
