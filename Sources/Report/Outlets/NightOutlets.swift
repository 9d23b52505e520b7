import Primitives
import Records

/// What a site holds for those who do not open its pages: the night as text and as Markdown, and a feed.
enum NightOutlets {
  /// - Parameter folder: of the language's pages with its slash, below the site's root; empty for the first language.
  static func write(
    _ night: NightResult, _ language: Language, in folder: String, to sink: any FileSink
  ) throws {
    let letter = NightLetter(night)
    try sink.write(Array(letter.text(language).utf8), to: folder + "night.txt")
    try sink.write(Array(letter.markdown(language).utf8), to: folder + "night.md")
    try sink.write(AtomFeed(night, language).bytes, to: folder + AtomFeed.file)
  }
}
