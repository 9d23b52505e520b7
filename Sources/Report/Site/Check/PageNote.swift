import Primitives

/// Something that is wrong with a page.
struct PageNote: Equatable, Sendable {
  /// What breaks a page for a reader, and what a page lacks.
  enum Weight: String, Sendable { case fault, shortcoming }

  var line: Int
  var weight: Weight
  var what: Message

  init(_ line: Int, _ weight: Weight, _ what: Message) {
    self.line = line
    self.weight = weight
    self.what = what
  }
}

/// What a page's check found out, without the page.
struct PageFacts: Equatable, Sendable {
  struct Link: Equatable, Sendable {
    var line: Int
    /// As it is written, to another file.
    var target: String
  }

  var notes: [PageNote] = []
  /// To other files; those within the page are checked with it.
  var links: [Link] = []
  var ids: Set<String> = []
}

extension PageFacts {
  /// One line without tabs, for `StampedFacts`.
  var stored: String {
    let notes = notes.map { "\($0.line)\u{1E}\($0.weight.rawValue)\u{1E}\($0.what.stored)" }
    let links = links.map { "\($0.line)\u{1E}\($0.target)" }
    return [notes, links, ids.sorted()].map { $0.joined(separator: "\u{1F}") }.joined(separator: "\u{1D}")
  }

  /// Nil for what is none.
  init?(stored text: String) {
    let parts = PageFacts.parts(text.utf8[...], 0x1D)
    guard parts.count == 3 else { return nil }
    for row in PageFacts.parts(parts[0], 0x1F) where !row.isEmpty {
      let cells = PageFacts.parts(row, 0x1E, most: 3)
      guard cells.count == 3, let line = Int(Substring(cells[0])),
        let weight = PageNote.Weight(rawValue: String(Substring(cells[1])))
      else { return nil }
      notes.append(PageNote(line, weight, Message(stored: String(Substring(cells[2])))))
    }
    for row in PageFacts.parts(parts[1], 0x1F) where !row.isEmpty {
      let cells = PageFacts.parts(row, 0x1E, most: 2)
      guard cells.count == 2, let line = Int(Substring(cells[0])) else { return nil }
      links.append(Link(line: line, target: String(Substring(cells[1]))))
    }
    let names = PageFacts.parts(parts[2], 0x1F)
    ids.reserveCapacity(names.count)
    for name in names where !name.isEmpty { ids.insert(String(Substring(name))) }
  }

  /// Split at a byte: characters need not be found.
  private static func parts(
    _ text: Substring.UTF8View, _ separator: UInt8, most: Int = .max
  ) -> [Substring.UTF8View] {
    text.split(separator: separator, maxSplits: most - 1, omittingEmptySubsequences: false)
  }
}
