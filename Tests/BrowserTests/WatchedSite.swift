import Foundation
import Primitives
import TestSupport

/// What the browser is shown: two nights of the real program over the demo's market, without training.
///
/// In the second night a migration that passed fails; two previews run beside it. `AISTOCK_SITE` names a site that
/// stands already, built the same way, for who repairs a page.
struct WatchedSite: Sendable {
  let folder: String
  /// Paths of all pages, sorted.
  let pages: [String]
  /// Keeps the folder for as long as the tests run.
  private let temporary: TemporaryFolder

  /// Built once, by the first who asks.
  static let built = Result { try WatchedSite() }

  /// The languages in which it stands; the first one at its root.
  static let languages: [(code: String, folder: String)] = [("zh-Hans", ""), ("en", "en/")]

  private struct Failed: Error, CustomStringConvertible {
    var description: String
  }

  private init() throws {
    let program = try Program()
    temporary = program.temporary
    if let standing = ProcessInfo.processInfo.environment["AISTOCK_SITE"] {
      folder = standing
      pages = try FolderWalk(standing, links: .follow).paths.filter { $0.hasSuffix(".html") }
      return
    }
    func run(_ arguments: String...) throws {
      let result = try program.run(arguments)
      guard result.exit == 0 else {
        throw Failed(description: "\(arguments) ended with \(result.exit): \(result.err)")
      }
    }
    try program.temporary.write(WatchedSite.configuration(flipped: "demo-faithful"), to: "aistock.yaml")
    try run("nightly", "--date", "2024-12-30", "--quiet")
    for id in ["mine", "other"] {
      try run("preview", "create", "--id", id, "--migration", "steady", "--capital", "1000000")
    }
    try program.temporary.write(WatchedSite.configuration(flipped: "demo-wrong-fees"), to: "aistock.yaml")
    try run("nightly", "--date", "2024-12-31", "--quiet")
    folder = program.path("site")
    pages = try FolderWalk(folder, links: .follow).paths.filter { $0.hasSuffix(".html") }
  }

  private static func configuration(flipped workspace: String) -> String {
    """
    market: {provider: demo, index: SH000300}
    migrations:
      - {id: steady, workspace: \(Program.demo("demo-faithful")), benchmark: SH000300,
         rungs: [reported, recomputed, replayed, reinferred, realistic]}
      - {id: flips, workspace: \(Program.demo(workspace)), benchmark: SH000300,
         rungs: [reported, recomputed, replayed]}
    site: {output: site, languages: [zh-Hans, en]}

    """
  }

  func file(_ page: String) -> String { Path.join(folder, page) }

  /// Whether a page stands for all of its template where time is short: one language, one order, one night, and the
  /// migration that fails; no work of reference, which is long and of plain make.
  func isOfItsOwnTemplate(_ page: String) -> Bool {
    page.hasPrefix("en/")
      && !["-by-", "/changes/", "steady", "/manual", "/methods", "/operators"].contains { page.contains($0) }
  }

  /// One page of each kind, in both languages: for what is the same on all pages of a kind.
  var kinds: [String] {
    var seen: Set<String> = []
    return pages.filter { page in
      let folder = Path.folder(of: page)
      let isOneOfMany = ["factors", "previews"].contains { folder.hasSuffix($0) }
      return !isOneOfMany || seen.insert(folder).inserted
    }
  }
}
