import Primitives
import Records

/// One making of the site: templates, settings and the facts of the night that all its pages share.
struct SiteEdition: Sendable {
  private let result: NightResult
  private let settings: SiteSettings
  private let templates: StrictTemplates
  private let facts: [String]
  private let program: String

  /// Paths below the site's root.
  static let zoomScript = "scripts/dygraph.min.js"
  static let zoomStyle = "scripts/dygraph.css"
  private static let scripts = [
    "live.js", "reload.js", "range.js", "marks.js", "lines.js", "compare.js", "library.js", "tables.js", "charts.js",
  ]

  init(_ result: NightResult, _ settings: SiteSettings, program: String = "") throws {
    self.result = result
    self.settings = settings
    self.program = program
    templates = try StrictTemplates()
    facts = [
      program, templates.digest, settings.digest, result.day.description, result.toolVersion, result.market,
      "\(result.factors != nil) \(result.library != nil)",
    ]
  }

  /// What pages need beside themselves: scripts, the icon, the form of the published data.
  func writeAccessories(to sink: any FileSink) throws {
    for name in SiteEdition.scripts { try sink.write(try templates.file(name), to: "scripts/" + name) }
    if let zoom = settings.zoom {
      try sink.write(zoom.script, to: SiteEdition.zoomScript)
      try sink.write(zoom.style, to: SiteEdition.zoomStyle)
    }
    for language in settings.languages {
      try NightOutlets.write(result, language, in: PageShell.folder(language, settings), to: sink)
    }
    try sink.write(Array(ManPage(manual: .embedded, version: result.toolVersion).text.utf8), to: ManPage.file)
    try sink.write(try templates.file("icon.svg"), to: "icon.svg")
    try sink.write(Array(NightSheet.text(result.manifest).utf8), to: NightSheet.path)
    for preview in result.previews {
      guard let list = preview.orderList, list.absence == nil else { continue }
      for language in settings.languages {
        let folder = PageShell.folder(language, settings)
        try sink.write(list.csv, to: folder + "previews/" + OrderListSection.file(preview.strategy.id))
      }
    }
    try sink.write(try templates.file("page.schema.json"), to: "data/schema.json")
  }

  /// A page as it is written: in each language, and as data.
  struct MadePage: Sendable {
    var paths: [String]
    /// Of the paths in their order; nil where all of them stand as they would be made.
    var bytes: [[UInt8]]?
    /// SHA-256 over what it shows and what made it.
    var digest: String
  }

  /// What the comparison draws and what the library's filters look through, made like pages.
  func makeCurves(_ sources: [CurveFiles.Source], standing: StandingPages? = nil) throws -> [MadePage] {
    try sources.concurrentMap { source in
      let known = source.digest.map { source.isDated ? digest(of: $0) : undated(digest: $0) }
      if let known, standing?.shows([source.path], known) == true {
        return MadePage(paths: [source.path], digest: known)
      }
      let bytes = try source.make()
      return MadePage(paths: [source.path], bytes: [bytes], digest: known ?? SHA256Digest(hashing: bytes).hex)
    }
  }

  var curves: [CurveFiles.Source] {
    let digests = result.migrations.compactMap { migration in migration.digest.map { (migration.id, $0) } }
    return CurveFiles(result).sources(Dictionary(digests) { first, _ in first })
      + LibraryListFiles.sources(result.library)
  }

  /// Makes pages beside each other; one that stands as it would be made is taken over.
  func make(_ sources: [PageSource], standing: StandingPages? = nil) throws -> [MadePage] {
    try sources.concurrentMap { source in
      if let content = source.digest {
        let paths = paths(of: source)
        let digest = digest(of: content)
        if standing?.shows(paths, digest) == true { return MadePage(paths: paths, digest: digest) }
      }
      return try make(source, standing: standing)
    }
  }

  private func make(_ source: PageSource, standing: StandingPages?) throws -> MadePage {
    let document = try source.make()
    let data = try document.json(result, settings.languages).canonical
    let paths = paths(of: source)
    let digest = digest(of: source.digest ?? SHA256Digest(hashing: data).hex)
    if source.digest == nil, standing?.shows(paths, digest) == true { return MadePage(paths: paths, digest: digest) }
    let style = templates.style(of: source.page.style)
    let pages = try settings.languages.map { language in
      let shell = PageShell(input: result, settings: settings, language: language)
      let values = document.values.merging(shell.frame(document, style: style)) { own, _ in own }
      return try templates.render(source.page.template, values, language: language)
    }
    return MadePage(paths: paths, bytes: pages + [data], digest: digest)
  }

  func paths(of source: PageSource) -> [String] {
    settings.languages.map { PageShell(input: result, settings: settings, language: $0).path(source.page) } + [
      source.page.data
    ]
  }

  /// Of what shows neither the night nor a setting.
  private func undated(digest content: String) -> String {
    SHA256Digest(hashing: program + "\n" + content).hex
  }

  private func digest(of content: String) -> String {
    SHA256Digest(hashing: (facts + [content]).joined(separator: "\n")).hex
  }
}

/// The pages of a site that stands, each known by what it shows.
struct StandingPages: Sendable {
  /// By path: of files that are as they were written.
  private let digests: [String: String]

  init(_ paths: [String], in folder: String, _ known: StampedFacts) throws {
    var digests: [String: String] = [:]
    for path in paths {
      let file = Path.join(folder, path)
      guard FileReader.exists(file) else { continue }
      digests[path] = try known.fact(StandingPages.subject(file), stamp: FileStamp.of(file)) { nil }
    }
    self.digests = digests
  }

  /// Whether all files of a page stand untouched and show what the digest says.
  func shows(_ paths: [String], _ digest: String) -> Bool { paths.allSatisfy { digests[$0] == digest } }

  static func remember(_ pages: [SiteEdition.MadePage], in folder: String, _ known: StampedFacts) throws {
    for page in pages {
      for path in page.paths.map({ Path.join(folder, $0) }) {
        known.set(subject(path), stamp: try FileStamp.of(path), page.digest)
      }
    }
  }

  static let subjects = "page "
  private static func subject(_ file: String) -> String { subjects + file }
}
