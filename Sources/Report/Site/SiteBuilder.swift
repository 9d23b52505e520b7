package import Primitives
package import Records

/// Records to pages: every page in every language, into whatever takes files.
package enum SiteBuilder {
  /// Entries of the site's folder that are not generated, though they change there.
  package static let kept = [".git", "README.md", "report.png", liveFile]
  /// The newest refresh of previews, written between two nights.
  package static let liveFile = "live.js"

  /// Writes every page of a night into a sink.
  ///
  /// - Throws: a diagnostic with exit code `render`.
  package static func build(_ result: NightResult, _ settings: SiteSettings, to sink: any FileSink) throws {
    try build(result, settings, to: sink) { _, _ in nil }
  }

  /// - Parameter standing: the bytes of a page as they stand, by its path and the digest of what it shows; nil
  ///   where it must be made.
  private static func build(
    _ result: NightResult, _ settings: SiteSettings, to sink: any FileSink,
    standing: (_ path: String, _ digest: String) throws -> [UInt8]?
  ) throws {
    let templates = try StrictTemplates()
    if !result.previews.isEmpty {
      try sink.write(templates.script, to: PreviewScripts.own)
      if let zoom = settings.zoom {
        try sink.write(zoom.script, to: PreviewScripts.zoom)
        try sink.write(zoom.style, to: PreviewScripts.zoomStyle)
      }
    }
    for language in settings.languages {
      let shell = PageShell(input: result, settings: settings, language: language)
      func put(_ page: PageShell.Page, _ values: [String: PageValue]) throws {
        try sink.write(try templates.render(page.template, values, language: language), to: shell.path(page))
      }
      try put(.tonight, try TonightPage(shell: shell).values(style: templates.style))
      try put(.previews, try PreviewsPage(shell: shell).values(style: templates.style))
      try put(.archive, ArchivePage(shell: shell).values(style: templates.style))
      try put(.changes, ChangesPage(shell: shell).values(style: templates.style))
      if let sheet = result.factors {
        try put(.factors, FactorsPage(shell: shell, sheet: sheet).values(style: templates.style))
        try put(.operators, OperatorsPage(shell: shell).values(style: templates.style))
        for entry in sheet.entries where sheet.hasPage(entry) {
          try put(.factor(entry.id), try FactorPage(entry: entry, shell: shell).values(style: templates.style))
        }
      }
      for preview in result.previews {
        let page = PreviewPage(preview: preview, shell: shell)
        try put(.preview(preview.strategy.id), try page.values(style: templates.style))
      }
      for migration in result.migrations {
        let path = shell.path(.migration(migration.id))
        if let digest = migration.digest, let bytes = try standing(path, digest) {
          try sink.write(bytes, to: path)
        } else {
          let page = MigrationPage(migration: migration, shell: shell)
          try put(.migration(migration.id), try page.values(style: templates.style))
        }
      }
    }
  }

  /// Builds beside the folder, checks every page and puts the site in place whole, or not at all.
  ///
  /// - Parameters:
  ///   - edition: what made the pages: another build of the program, or another day, makes others.
  ///   - known: where the pages that stand are remembered, each with what it shows: one that would be made the
  ///     same is taken over.
  /// - Returns: the number of pages.
  package static func publish(
    _ result: NightResult, _ settings: SiteSettings, folder: String, edition: String = "",
    known: StampedFacts = StampedFacts()
  ) throws -> Int {
    let facts = [
      edition, settings.digest, result.day.description, result.toolVersion, result.market, "\(result.factors != nil)",
    ]
    var shown: [(path: String, digest: String)] = []
    let staged = try StagedFolder(replacing: folder, as: .site, takingOver: generated)
    try build(result, settings, to: staged) { path, content in
      let digest = SHA256Digest(hashing: (facts + [content]).joined(separator: "\n")).hex
      shown.append((path, digest))
      let file = Path.join(folder, path)
      guard FileReader.exists(file) else { return nil }
      let standing = try known.fact("page " + file, stamp: FileStamp.of(file)) { nil }
      return standing == digest ? try FileReader.bytes(file) : nil
    }
    let problems = try SiteCheck.problems(in: staged.stagingFolder)
    if let first = problems.first {
      throw Diagnostic.siteCheck(problems.count, first, folder)
    }
    let count = try SiteCheck.pages(in: staged.stagingFolder).count
    try staged.commit()
    for (path, digest) in shown {
      let file = Path.join(folder, path)
      known.set("page " + file, stamp: try FileStamp.of(file), digest)
    }
    return count
  }

  /// Whether a folder holds a site that this program wrote.
  package static func isSite(_ folder: String) -> Bool {
    if OutputList.paths(in: folder, of: .site) != nil { return true }
    let start = Path.join(folder, "index.html")
    return FileReader.exists(start) && isGenerated(start)
  }

  /// Number of pages of a site that stands.
  package static func pageCount(in folder: String) throws -> Int {
    let listed = try OutputList.paths(in: folder, of: .site) ?? SiteCheck.pages(in: folder)
    return listed.count { $0.hasSuffix(".html") }
  }

  /// Which files of a folder without a list version 0.2 or an older one generated; nil where its start page is not
  /// one of them.
  private static func generated(_ folder: String, _ files: [String]) -> Set<String>? {
    guard files.contains("index.html"), isGenerated(Path.join(folder, "index.html")) else { return nil }
    let scripts = [PreviewScripts.own, PreviewScripts.zoom, PreviewScripts.zoomStyle]
    return Set(
      files.filter {
        scripts.contains($0) || ($0.hasSuffix(".html") && isGenerated(Path.join(folder, $0)))
      })
  }

  /// Every page names its generator in its head (`page.mustache`).
  private static func isGenerated(_ page: String) -> Bool {
    // What cannot be read is nobody's page.
    guard let bytes = try? FileReader.bytes(page) else { return false }
    return String(decoding: bytes.prefix(1024), as: UTF8.self).contains("<meta name=\"generator\" content=\"aistock ")
  }
}

extension Diagnostic {
  fileprivate static func siteCheck(_ count: Int, _ first: SiteCheck.Problem, _ folder: String) -> Diagnostic {
    Diagnostic(
      "report.check", .render, at: .init(folder),
      [
        "count": .count(count), "page": .text(first.page), "line": .text("\(first.line)"), "what": .message(first.what),
      ],
      (
        en: "The new site has {count} {count:problem|problems}. The first is in `{page}`, line {line}: {what}",
        zh: "新站点有 {count} 处问题。第一处在 `{page}` 第 {line} 行：{what}"
      ),
      remedy: (
        en: "The previous site is untouched. Report this problem together with the page.",
        zh: "原站点未改动。请连同该页面报告此问题。"
      ))
  }
}
