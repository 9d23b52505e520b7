import Primitives
import Records

/// A page's place in the site and what all pages share.
struct PageShell {
  enum Page: Equatable {
    case tonight, factors, operators, previews, archive, changes
    /// By the factor's identifier.
    case factor(String)
    case migration(String)
    case preview(String)

    /// Relative to the root of its language.
    var path: String {
      switch self {
      case .tonight: "index.html"
      case .factors: "factors.html"
      case .operators: "operators.html"
      case .factor(let id): "factors/\(id).html"
      case .previews: "previews.html"
      case .archive: "archive.html"
      case .changes: "changes.html"
      case .migration(let id): "migrations/\(id).html"
      case .preview(let id): "previews/\(id).html"
      }
    }

    var template: String {
      switch self {
      case .tonight: "tonight"
      case .factors: "factors"
      case .operators: "operators"
      case .factor: "factor"
      case .previews: "previews"
      case .archive: "archive"
      case .changes: "changes"
      case .migration: "migration"
      case .preview: "preview"
      }
    }

    /// From the page to the root of its language.
    var up: String {
      switch self {
      case .migration, .preview, .factor: "../"
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

  func values(_ page: Page, title: String, style: String) -> [String: PageValue] {
    let factors: [(Page, String)] = input.factors == nil ? [] : [(.factors, "factors")]
    let tabs: [(Page, String)] = [(.tonight, "tonight")] + factors + [(.previews, "previews"), (.archive, "archive")]
    let others = settings.languages.filter { $0 != language }
    return [
      "language": .text(language.rawValue), "colours": .text(settings.upIsRed ? "red-up" : "green-up"),
      "toolVersion": .text(input.toolVersion), "title": .text(title), "style": .text(style), "root": .text(page.up),
      "day": .text(input.day.description), "market": .text(input.market),
      "pages": .list(
        tabs.map {
          [
            "href": .text(page.up + $0.0.path), "label": .text(StringTable.require($0.1, language)),
            "current": .flag($0.0 == page),
          ]
        }),
      "scripts": .list([]), "sheets": .list([]),
      "languages": .list(
        others.map {
          ["href": .text(href(of: page, in: $0)), "code": .text($0.rawValue), "name": .text($0.ownName)]
        }),
    ]
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
