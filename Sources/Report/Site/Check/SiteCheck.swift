package import Primitives

/// Looks at a built site as a reader's browser would: every page parses, every link leads somewhere, and no page
/// lacks what its readers need.
package enum SiteCheck {
  /// One fault of a page.
  package struct Problem: Equatable, Sendable, CustomStringConvertible {
    package var page: String
    package var line: Int
    /// Whether the page is broken; else it lacks something, and can be read.
    package var isFault: Bool
    package var what: Message

    package var description: String { text(.english) }

    /// `index.html:4: …`.
    package func text(_ language: Language) -> String { "\(page):\(line): \(what[language])" }
  }

  /// Paths of all pages below a folder, sorted.
  package static func pages(in folder: String) throws -> [String] {
    try FolderWalk(folder, links: .follow).paths.filter { $0.hasSuffix(".html") }
  }

  /// What is wrong with markup, links, accessibility, texts and colours, page by page; throws where a page cannot be
  /// read.
  ///
  /// - Parameters:
  ///   - known: what was found out about pages: only those with other bytes are parsed.
  ///   - program: the build that looks: another one may look for more.
  ///   - beside: files that will stand there too, though they are not below the folder yet.
  ///   - digest: SHA-256 of a page, where the caller has just written it or knows it untouched.
  package static func problems(
    in folder: String, known: StampedFacts = StampedFacts(), program: String = "", beside: Set<String> = [],
    digest: (String) -> String? = { _ in nil }
  ) throws -> [Problem] {
    let all = try FolderWalk(folder, links: .follow).paths
    let pages = all.filter { $0.hasSuffix(".html") }
    let facts = try facts(of: pages, in: folder, known, program, digest)
    var links = LinkCheck(files: beside.union(all), ids: Dictionary(uniqueKeysWithValues: zip(pages, facts.map(\.ids))))
    return zip(pages, facts).flatMap { page, facts in
      let notes = facts.notes.map { Problem(page: page, line: $0.line, isFault: $0.weight == .fault, what: $0.what) }
      return notes
        + facts.links.compactMap { link in
          links.broken(link.target, from: page).map { Problem(page: page, line: link.line, isFault: true, what: $0) }
        }
    }
  }

  /// Pages that are not known are parsed beside each other.
  private static func facts(
    of pages: [String], in folder: String, _ known: StampedFacts, _ program: String, _ digest: (String) -> String?
  ) throws -> [PageFacts] {
    ParsedPage.prepare()
    let stamps = try zip(pages, pages.map(digest)).map { ($0, $1) }.concurrentMap { page, digest in
      let known = try digest ?? SHA256Digest(hashing: try FileReader.bytes(Path.join(folder, page))).hex
      return program + " " + known
    }
    let stored = zip(pages, stamps).map { page, stamp in known.fact(subject(page), stamp: stamp) { nil } }
    var found = stored.concurrentMap { $0.flatMap { PageFacts(stored: $0) } }
    let missing = found.indices.filter { found[$0] == nil }
    let fresh = try missing.concurrentMap { PageCheck(try FileReader.bytes(Path.join(folder, pages[$0]))).facts }
    for (place, facts) in zip(missing, fresh) {
      found[place] = facts
      known.set(subject(pages[place]), stamp: stamps[place], facts.stored)
    }
    return found.compactMap(\.self)
  }

  /// How the subjects begin under which pages are known.
  package static let factsOfPages = "checked "
  private static func subject(_ page: String) -> String { factsOfPages + page }
}
