import Primitives
import Records

/// A page's place in the site and what all pages share.
struct PageShell {
  enum Page: Equatable {
    case tonight, factors, operators, previews, compare, archive, changes, methods, manual, status
    case migrations(MigrationRows.Order)
    /// One night against the one before, by the newer.
    case change(TradingDay)
    /// By the factor's identifier.
    case factor(String)
    case migration(String)
    case preview(String)
    /// What RD-Agent found: its loops, factors, strategies and models.
    case library, libraryFactors, libraryParts
    /// By `TASK/LOOP`.
    case loop(String)
    /// By the identity of a factor of the library.
    case libraryFactor(String)

    /// Relative to the root of its language.
    var path: String {
      switch self {
      case .tonight: "index.html"
      case .migrations(.verdict): "migrations.html"
      case .migrations(let order): "migrations-by-\(order.rawValue).html"
      case .factors: "factors.html"
      case .operators: "operators.html"
      case .factor(let id): "factors/\(id).html"
      case .previews: "previews.html"
      case .compare: "compare.html"
      case .archive: "archive.html"
      case .changes: "changes.html"
      case .change(let day): "changes/\(day).html"
      case .methods: "methods.html"
      case .manual: "manual.html"
      case .status: "status.html"
      case .migration(let id): "migrations/\(id).html"
      case .preview(let id): "previews/\(id).html"
      case .library: "library.html"
      case .libraryFactors: "library-factors.html"
      case .libraryParts: "library-parts.html"
      case .loop(let id): "library/loop-\(Slug.of(id)).html"
      case .libraryFactor(let id): "library/factor-\(Slug.of(id)).html"
      }
    }

    var template: String {
      switch self {
      case .tonight: "tonight"
      case .migrations: "migrations"
      case .factors: "factors"
      case .operators: "operators"
      case .factor: "factor"
      case .previews: "previews"
      case .compare: "compare"
      case .archive: "archive"
      case .changes, .change: "changes"
      case .methods: "methods"
      case .manual: "manual"
      case .status: "status"
      case .migration: "migration"
      case .preview: "preview"
      case .library: "library"
      case .libraryFactors: "library-factors"
      case .libraryParts: "library-parts"
      case .loop: "loop"
      case .libraryFactor: "library-factor"
      }
    }

    /// The name of its own style sheet.
    var style: String {
      switch self {
      case .library, .libraryFactors, .libraryParts, .loop, .libraryFactor: "library"
      default: template
      }
    }

    /// The entry of the navigation that a page belongs to.
    var tab: Page {
      switch self {
      case .migration, .migrations: .migrations(.verdict)
      case .factor, .operators: .factors
      case .preview, .compare: .previews
      case .change: .changes
      case .libraryFactors, .libraryParts, .loop, .libraryFactor: .library
      default: self
      }
    }

    /// What the site publishes of the page, below the site's root.
    var data: String { "data/" + path.dropLast(".html".count) + ".json" }

    /// From the page to the root of its language.
    var up: String {
      switch self {
      case .migration, .preview, .factor, .change, .loop, .libraryFactor: "../"
      default: ""
      }
    }
  }

  let input: NightResult
  let settings: SiteSettings
  let language: Language

  /// The folder of a language below the site's root: none for the first.
  static func folder(_ language: Language, _ settings: SiteSettings) -> String {
    language == settings.languages.first ? "" : language.rawValue + "/"
  }

  func path(_ page: Page) -> String { PageShell.folder(language, settings) + page.path }

  /// What every page shows around its own content.
  ///
  /// - Parameters:
  ///   - own: script files of the page, and sheets of other programs, below the site's root.
  func frame(_ document: PageDocument, style: String) -> [String: PageValue] {
    let page = document.page
    let style = style + PrintedFrame.sheet(document, input, language)
    let zooms = document.hasCharts && settings.zoom != nil
    let scripts =
      document.scripts + (zooms ? [SiteEdition.zoomScript] : []) + (document.hasCharts ? ["scripts/charts.js"] : [])
    let sheets = document.sheets + (zooms ? [SiteEdition.zoomStyle] : [])
    let up = page.up + (PageShell.folder(language, settings).isEmpty ? "" : "../")
    return [
      "language": .text(language.rawValue), "colours": .text(settings.upIsRed ? "red-up" : "green-up"),
      "toolVersion": .text(input.toolVersion), "title": .text(document.title.plain(language)),
      "description": .text(document.description.plain(language)), "style": .drawing(style),
      "policy": .text(ContentPolicy.text(style: style)), "root": .text(page.up), "siteRoot": .text(up),
      "day": .text(input.day.description), "market": .text(input.market), "template": .text(page.template),
      "pages": .list(
        tabs.map {
          [
            "href": .text(page.up + $0.page.path), "label": .label($0.label),
            "current": .flag($0.page == page.tab || $0.page == page),
          ]
        }),
      "scripts": .list(scripts.map { ["src": .text(up + $0)] }),
      "sheets": .list(sheets.map { ["href": .text(up + $0)] }),
      "languages": .list(
        settings.languages.filter { $0 != language }.map {
          ["href": .text(href(of: page, in: $0)), "code": .text($0.rawValue), "name": .text($0.ownName)]
        }),
      "data": .text(up + page.data), "hasStatus": .flag(settings.hasStatus),
    ]
  }

  /// The entries of the navigation, in the order of a morning.
  private var tabs: [(page: Page, label: String)] {
    [(.tonight, "tonight"), (.changes, "changesTab"), (.migrations(.verdict), "migrationsTab")]
      + (input.factors == nil ? [] : [(.factors, "factors")])
      + [(.previews, "previews")] + (input.library == nil ? [] : [(.library, "library")]) + [(.archive, "archive")]
  }

  /// The same page in another language.
  private func href(of page: Page, in other: Language) -> String {
    let toRoot = page.up + (PageShell.folder(language, settings).isEmpty ? "" : "../")
    return toRoot + PageShell.folder(other, settings) + page.path
  }

  static func tone(_ verdict: String) -> String {
    switch verdict {
    case "PASS": "good"
    case "PASS WITH EXCEPTIONS": "warn"
    case "FAIL", "DAMAGED": "bad"
    default: "none"
    }
  }

  /// The class of a profit or loss.
  static func tone(of amount: Double) -> String { amount > 0 ? "up" : amount < 0 ? "down" : "flat" }
}
