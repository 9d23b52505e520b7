package import Primitives
import Records

/// Records to pages: every page in every language, into whatever takes files.
package enum SiteBuilder {
  /// The file by which a site folder is recognised as ours.
  package static let marker = "index.html"
  /// Files in the site's folder that are not generated.
  package static let kept = ["README.md", "report.png", liveFile]
  /// The newest refresh of previews, written between two nights.
  package static let liveFile = "live.js"

  /// - Throws: a diagnostic with exit code `render`.
  package static func build(_ input: SiteInput, to sink: any FileSink) throws {
    let templates = try StrictTemplates()
    if !input.previews.isEmpty {
      try sink.write(templates.script, to: PreviewScripts.own)
      if let zoom = input.zoom {
        try sink.write(zoom.script, to: PreviewScripts.zoom)
        try sink.write(zoom.style, to: PreviewScripts.zoomStyle)
      }
    }
    for language in input.languages {
      let shell = PageShell(input: input, language: language)
      func put(_ page: PageShell.Page, _ values: [String: PageValue]) throws {
        try sink.write(try templates.render(page.template, values, language: language), to: shell.path(page))
      }
      try put(.tonight, try TonightPage(shell: shell).values(style: templates.style))
      try put(.previews, try PreviewsPage(shell: shell).values(style: templates.style))
      try put(.archive, ArchivePage(shell: shell).values(style: templates.style))
      try put(.changes, ChangesPage(shell: shell).values(style: templates.style))
      if let sheet = input.factors {
        try put(.factors, FactorsPage(shell: shell, sheet: sheet).values(style: templates.style))
        try put(.operators, OperatorsPage(shell: shell).values(style: templates.style))
        for entry in sheet.entries where sheet.hasPage(entry) {
          try put(.factor(entry.id), try FactorPage(entry: entry, shell: shell).values(style: templates.style))
        }
      }
      for preview in input.previews {
        let page = PreviewPage(preview: preview, shell: shell)
        try put(.preview(preview.strategy.id), try page.values(style: templates.style))
      }
      for migration in input.migrations {
        let page = MigrationPage(migration: migration, shell: shell)
        try put(.migration(migration.id), try page.values(style: templates.style))
      }
    }
  }

  /// Builds beside the folder, checks every page and puts the site in place whole, or not at all.
  package static func publish(_ input: SiteInput, folder: String) throws -> Int {
    let staged = try StagedFolder(replacing: folder, marker: marker, keeping: kept)
    try build(input, to: staged)
    let problems = try SiteCheck.problems(in: staged.stagingFolder)
    if let first = problems.first {
      throw Diagnostic(
        "report.check", "\(problems.count) problems, first \(first)", at: .init(folder),
        remedy: "The site before is untouched; report this with the page.", exit: .render)
    }
    try staged.commit()
    return try SiteCheck.pages(in: folder).count
  }
}
