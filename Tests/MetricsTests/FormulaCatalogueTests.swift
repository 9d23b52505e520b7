import Metrics
import Primitives
import TestSupport
import Testing

/// What the page on methods says of every formula.
struct FormulaCatalogueTests {
  @Test func everyFormulaHasOneEntry() {
    let ids = FormulaCatalogue.entries.map(\.id)
    #expect(Set(ids).count == ids.count)
    for entry in FormulaCatalogue.entries {
      #expect(FormulaCatalogue.entry(entry.id) == entry)
      #expect(!entry.expression.isEmpty && !entry.source.isEmpty, "\(entry.id)")
    }
    #expect(FormulaCatalogue.entry("sharpe.252/0") == nil)
  }

  /// A formula's id is a literal of its file: `name.kind/version`.
  @Test(.enabled(if: RepositoryRoot.folder != nil)) func everyIdOfTheSourcesStandsInTheCatalogue() throws {
    let root = try #require(RepositoryRoot.folder)
    let known = Set(FormulaCatalogue.entries.map(\.id))
    var found: Set<String> = []
    for path in RepositoryRoot.files(below: "Sources", suffix: ".swift") where !path.contains("/Catalogue/") {
      let pieces = try FileReader.text(root + "/" + path).split(separator: "\"", omittingEmptySubsequences: false)
      found.formUnion(
        pieces.lazy.map(String.init).filter { $0.wholeMatch(of: /[a-z0-9-]+\.[a-z0-9-]+\/[0-9]+/) != nil })
    }
    #expect(found.count > 40)
    #expect(found.symmetricDifference(known).sorted() == [])
  }
}
