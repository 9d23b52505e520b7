package import Primitives
package import Records

/// Records to pages: every page in every language, into whatever takes files.
package enum SiteBuilder {
  /// Entries of the site's folder that are not generated, though they change there.
  package static let kept = [".git", "README.md", "report.png", liveFile] + statusFiles
  /// The newest refresh of previews, written between two nights.
  package static let liveFile = "live.js"
  /// What stands there until the first refresh, so that pages of previews find the file that they ask for.
  private static let noRefresh = "window.aistockLive&&window.aistockLive(null);\n"

  /// How the subjects begin under which pages are known.
  package static let factsOfPages = StandingPages.subjects

  /// Writes every page of a night into a sink.
  ///
  /// - Throws: a diagnostic with exit code `render`.
  package static func build(_ result: NightResult, _ settings: SiteSettings, to sink: any FileSink) throws {
    let edition = try SiteEdition(result, settings)
    try edition.writeAccessories(to: sink)
    for page in try edition.make(PageSources.all(result)) + edition.makeCurves(edition.curves) {
      for (path, bytes) in zip(page.paths, page.bytes ?? []) { try sink.write(bytes, to: path) }
    }
  }

  /// Builds beside the folder, checks every page and puts the site in place whole, or not at all.
  ///
  /// - Parameters:
  ///   - program: the build that makes the pages: another one makes others.
  ///   - known: where the pages that stand are remembered, each with what it shows: one that would be made the
  ///     same is taken over.
  /// - Returns: the number of pages.
  package static func publish(
    _ result: NightResult, _ settings: SiteSettings, folder: String, edition program: String = "",
    known: StampedFacts = StampedFacts()
  ) throws -> Int {
    let edition = try SiteEdition(result, settings, program: program)
    let sources = PageSources.all(result)
    let curves = edition.curves
    let paths = sources.flatMap { edition.paths(of: $0) } + curves.map(\.path)
    let standing = try StandingPages(paths, in: folder, known)
    let staged = try StagedFolder(replacing: folder, as: .site, takingOver: generated)
    try edition.writeAccessories(to: staged)
    var pages = try edition.make(sources, standing: standing) + edition.makeCurves(curves, standing: standing)
    for place in pages.indices {
      if pages[place].bytes == nil, try !pages[place].paths.allSatisfy(staged.keep) {
        // It stands, and the list of the folder does not know it: an older version left it so.
        pages[place] =
          place < sources.count
          ? try edition.make([sources[place]])[0] : try edition.makeCurves([curves[place - sources.count]])[0]
      }
      for (path, bytes) in zip(pages[place].paths, pages[place].bytes ?? []) { try staged.write(bytes, to: path) }
      pages[place].bytes = nil
    }
    // What a page lacks is for `site check` to say: it keeps no night from its readers.
    let problems = try SiteCheck.problems(
      in: staged.stagingFolder, known: known, program: program, beside: settings.hasStatus ? Set(statusFiles) : [],
      digest: staged.digest)
    let faults = problems.filter(\.isFault)
    if let first = faults.first {
      throw Diagnostic.siteCheck(faults.count, first, folder)
    }
    let count = try SiteCheck.pages(in: staged.stagingFolder).count
    try staged.commit()
    let live = Path.join(folder, liveFile)
    if !result.previews.isEmpty, !FileReader.exists(live) { try FileWriter.write(Array(noRefresh.utf8), to: live) }
    try StandingPages.remember(pages, in: folder, known)
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

  /// Which files of a folder without a list this program or an older one generated; nil where its start page is not
  /// one of them.
  private static func generated(_ folder: String, _ files: [String]) -> Set<String>? {
    guard files.contains("index.html"), isGenerated(Path.join(folder, "index.html")) else { return nil }
    let names = ["icon.svg", NightSheet.path, "aistock.1", "feed.xml", "night.txt", "night.md"]
    return Set(
      files.filter { path in
        path.hasPrefix("scripts/") || path.hasPrefix("data/") || names.contains(Path.lastComponent(path))
          || path.hasSuffix("-orders.csv") || (path.hasSuffix(".html") && isGenerated(Path.join(folder, path)))
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
