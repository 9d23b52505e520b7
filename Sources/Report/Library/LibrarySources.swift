import Primitives
import Records

/// All pages of the library.
enum LibrarySources {
  /// - Parameter sheet: the factors whose values are compared; nil where there are none.
  static func all(_ library: LibraryNight, _ sheet: FactorSheet?) -> [PageSource] {
    let tasks = Dictionary(grouping: library.loops, by: \.task).mapValues { $0.sorted { $0.number < $1.number } }
    let byName = Dictionary(
      grouping: library.factors.flatMap { factor in factor.names.map { (name: $0, factor: factor) } }, by: \.name)
    // Of factors of one name the one that the loop itself told of.
    func factors(of loop: LibraryLoop) -> [String: LibraryFactor] {
      let known = loop.factorNames.compactMap { name -> (String, LibraryFactor)? in
        let same = (byName[name] ?? []).map(\.factor)
        return (same.first { $0.loops.contains(loop.id) } ?? same.first).map { (name, $0) }
      }
      return Dictionary(known) { first, _ in first }
    }
    let candidates = Dictionary(library.candidates.map { ($0.loop, $0) }) { first, _ in first }
    let compared = Dictionary(
      (sheet?.entries ?? []).filter { sheet?.hasPage($0) == true }.map { ($0.name, $0.id) }
    ) { first, _ in first }
    let shown = Set(library.factors.map(\.id))
    return [
      PageSource(.library) { LibraryPage(library: library).document },
      PageSource(.libraryFactors) { LibraryFactorsPage(library: library).document },
      PageSource(.libraryParts) { LibraryPartsPage(library: library).document },
    ]
      + unique(library.loops, \.id).map { loop in
        let factors = factors(of: loop)
        return PageSource(.loop(loop.id)) {
          LoopPage(
            loop: loop, task: tasks[loop.task] ?? [], factors: factors, candidate: candidates[loop.id],
            selections: library.selections
          ).document
        }
      }
      + library.factors.map { factor in
        PageSource(.libraryFactor(factor.id)) {
          LibraryFactorPage(
            factor: factor, loops: library.loops, selections: library.selections,
            compared: factor.names.lazy.compactMap { compared[$0] }.first, marginal: library.marginals[factor.id],
            shownFactors: shown
          ).document
        }
      }
  }

  /// Two identities may differ in signs that a path does not keep: the first has the page.
  private static func unique<Thing>(_ things: [Thing], _ id: (Thing) -> String) -> [Thing] {
    var seen: Set<String> = []
    return things.filter { seen.insert(Slug.of(id($0))).inserted }
  }
}
