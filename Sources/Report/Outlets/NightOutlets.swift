package import Primitives
package import Records

/// What a site holds for those who do not open its pages: the night as text and as Markdown, and a feed.
package enum NightOutlets {
  package static let files = ["night.txt", "night.md", AtomFeed.file]

  /// - Parameters:
  ///   - folder: of the language's pages, relative to the site; empty for the first language.
  package static func write(
    _ night: NightResult, _ language: Language, in folder: String, to sink: any FileSink
  ) throws {
    let letter = NightLetter(night)
    func path(_ name: String) -> String { folder.isEmpty ? name : folder + "/" + name }
    try sink.write(Array(letter.text(language).utf8), to: path("night.txt"))
    try sink.write(Array(letter.markdown(language).utf8), to: path("night.md"))
    try sink.write(AtomFeed(night, language).bytes, to: path(AtomFeed.file))
  }
}
