import Foundation
import TestSupport
import Testing

/// What lies in the checkout, and what must not stand in its files.
struct TreeTests {
  private static let topLevel: Set<String> = [
    "Package.swift", "Sources", "Tests", "templates", "site", "reports", "README.md", "Makefile",
    "LICENSE",
    "CHANGELOG.md",
    // Written by the package manager and ignored by git.
    "Package.resolved",
  ]

  @Test func topLevelIsClosed() throws {
    let root = try #require(RepositoryRoot.folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: root).filter {
      !$0.hasPrefix(".")
    }
    #expect(names.filter { !TreeTests.topLevel.contains($0) }.sorted() == [])
  }

  /// A path of one machine works on that machine only. The words are put together here, so that this
  /// file does not find itself.
  @Test func noFileNamesAPathOfOneMachine() throws {
    let root = try #require(RepositoryRoot.folder)
    let needles = ["work", "root", "home"].map { Data("/\($0)/".utf8) }
    var files = ["Sources", "Tests", "templates"].flatMap { RepositoryRoot.files(below: $0) }
    try #require(files.count > 50)
    files += try FileManager.default.contentsOfDirectory(atPath: root).filter { name in
      ["swift", "md", "gitignore", "yaml", "swift-format"].contains { name.hasSuffix($0) }
        || name == "Makefile"
    }
    let found = try files.filter { file in
      guard !file.hasSuffix(".gz"), !file.hasSuffix(".png") else { return false }
      let content = try Data(contentsOf: URL(fileURLWithPath: root + "/" + file))
      return needles.contains { content.range(of: $0) != nil }
    }
    #expect(found.sorted() == [])
  }

  /// Files of one idea: no Swift file is empty, and each ends with a newline.
  @Test func sourceFilesEndWithANewline() throws {
    let root = try #require(RepositoryRoot.folder)
    let files = ["Sources", "Tests"].flatMap { RepositoryRoot.files(below: $0, suffix: ".swift") }
    let bad = try files.filter {
      try Data(contentsOf: URL(fileURLWithPath: root + "/" + $0)).last != 0x0A
    }
    #expect(bad == [])
  }
}
