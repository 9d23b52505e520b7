import Foundation
import Primitives
import Report
import TestSupport
import Testing

/// Sites of nights that nobody wishes for. `AISTOCK_PICTURES` names a folder where they are laid down, to be looked at.
@Suite struct HostileSiteTests {
  private static let folder = ProcessInfo.processInfo.environment["AISTOCK_PICTURES"]

  @Test(
    "a hostile night makes a site without a problem",
    arguments: [HostileNights.empty, .oneDay, .missing, .sixteenYears, .names])
  func pages(_ kind: HostileNights) throws {
    #expect(try TinySite.problems(kind.night) == [])
  }

  @Test("where everything is missing no title claims anything, and no chart is empty")
  func claims() throws {
    let pages = try TinySite.pages(HostileNights.missing.night).filter { $0.key.hasPrefix("en/migrations/") }
    #expect(!pages.isEmpty)
    let claims = [
      "never fell below", "in every year", "in each<", "nothing is left", "lies inside what", "ends at missing",
      "missing in sum", "0 of 0", "id=\"curves\"",
    ]
    for (path, page) in pages { for claim in claims { #expect(!page.contains(claim), "\(path): \(claim)") } }
  }

  @Test("hostile nights are laid down to be looked at", .enabled(if: folder != nil), arguments: HostileNights.allCases)
  func pictures(_ kind: HostileNights) throws {
    let folder = try #require(HostileSiteTests.folder)
    let pages = try SiteBuilder.publish(kind.night, TinySite.settings, folder: Path.join(folder, kind.rawValue))
    #expect(pages > 0)
  }
}
