import Primitives

/// The factors that are Swift files, each with the digest of its file.
///
/// The digest stands for the code in a library: another one drops `verified`. A test holds it to the file,
/// so that no change of a file goes by unnoticed.
package enum ImplementationCatalog {
  package struct Entry: Sendable {
    package let implementation: any FactorImplementation
    /// The file's name in this folder.
    package let file: String
    /// SHA-256 of the file.
    package let digest: String
  }

  /// Sorted by name.
  package static let all: [Entry] = [
    Entry(
      implementation: PriceVolumeCorr10D(), file: "PriceVolumeCorr10D.swift",
      digest: "93dde4178985c03b4aff2eda825a1a1aa2b3792b994b1c4ead459835bc9056b4")
  ]

  package static func entry(_ name: String) -> Entry? {
    all.first { $0.implementation.name == name }
  }

  /// Throws `library.implementation` with the names that exist.
  package static func required(_ name: String) throws -> Entry {
    if let entry = entry(name) { return entry }
    let names = all.map(\.implementation.name)
    throw Diagnostic(
      "library.implementation", .absent,
      ["name": .text(name), "hint": Spelling.suggestion(for: name, among: names), "names": .names(names)],
      (en: "There is no implementation '{name}'.{hint}", zh: "没有名为“{name}”的实现。{hint}"),
      remedy: (en: "Use one of: {names}.", zh: "请用以下之一：{names}。"))
  }
}
