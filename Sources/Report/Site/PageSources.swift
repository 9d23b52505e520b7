import Primitives
import Records

/// A page to be made.
struct PageSource: Sendable {
  var page: PageShell.Page
  /// SHA-256 over everything that the page shows, where that is known before it is made.
  var digest: String?
  var make: @Sendable () throws -> PageDocument

  init(_ page: PageShell.Page, digest: String? = nil, _ make: @escaping @Sendable () throws -> PageDocument) {
    self.page = page
    self.digest = digest
    self.make = make
  }
}

/// All pages of a night.
enum PageSources {
  static func all(_ result: NightResult) -> [PageSource] {
    var sources = [
      PageSource(.tonight) { TonightPage(result: result).document },
      PageSource(.previews) { PreviewsPage(result: result).document },
      PageSource(.compare) { ComparePage(result: result).document },
      PageSource(.archive) { ArchivePage(result: result).document },
      PageSource(.changes) { ChangesPage(result).document },
      PageSource(.methods) { MethodsPage(rules: result.rules).document },
      PageSource(.manual) { ManualPage().document },
    ]
    sources += result.changes.map { change in
      PageSource(.change(change.right.day)) { ChangesPage(result, of: change).document }
    }
    sources += MigrationRows.Order.allCases.map { order in
      PageSource(.migrations(order)) { MigrationsPage(result: result, order: order).document }
    }
    if let sheet = result.factors {
      let ids = Set(result.migrations.map(\.id))
      sources.append(PageSource(.factors) { FactorsPage(sheet: sheet).document })
      sources.append(PageSource(.operators) { OperatorsPage().document })
      sources += sheet.entries.filter(sheet.hasPage).map { entry in
        PageSource(.factor(entry.id)) { FactorPage(entry: entry, migrations: ids).document }
      }
    }
    if let library = result.library { sources += LibrarySources.all(library, result.factors) }
    sources += result.previews.map { preview in
      PageSource(.preview(preview.strategy.id)) { PreviewPage(preview: preview, result: result).document }
    }
    sources += result.migrations.map { migration in
      PageSource(
        .migration(migration.id), digest: migration.digest
      ) { MigrationPage(migration: migration, result: result).document }
    }
    return sources
  }
}
