import Foundation
import Primitives
import TestSupport

/// What the browser is shown: two nights of the real program over the demo's market, without training.
///
/// In the second night a migration that passed fails; two previews run beside it.
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
    temporary = program.temporary
    folder = program.path("site")
    pages = try program.temporary.contents().filter { $0.hasPrefix("site/") && $0.hasSuffix(".html") }.map {
      String($0.dropFirst("site/".count))
    }
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
