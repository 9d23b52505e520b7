import Foundation
import Primitives
import TestSupport

/// axe-core, out of a PyPI wheel (`make browser`).
enum Accessibility {
  static let absence = "needs .browser/axe.min.js, which is absent: `make browser` downloads it"

  /// The library's text; nil where it is absent.
  static let library: String? = {
    let named = ProcessInfo.processInfo.environment["AISTOCK_AXE"]
    guard let path = named ?? RepositoryRoot.folder.map({ $0 + "/.browser/axe.min.js" }) else { return nil }
    return try? FileReader.text(path)
  }()

  /// Rows of one make beyond the eighth are marked and passed over: what holds for eight holds for a thousand.
  private static let passOverRepeats = """
    for (const body of document.querySelectorAll("tbody")) {
      const count = {};
      for (const row of body.rows) {
        const key = Array.from(row.querySelectorAll("*"), e => e.tagName + e.getAttribute("class")).join() + row.className;
        count[key] = (count[key] || 0) + 1;
        if (count[key] > 8) row.setAttribute("data-repeat", "");
      }
    }
    """

  private static let run = """
    const options = {resultTypes: ["violations"], preload: false};
    if (arguments[0]) options.runOnly = arguments[0];
    axe.run({exclude: ["[data-repeat]"]}, options).then(
      result => done(result.violations.flatMap(v => v.nodes.map(n => v.id + " at " + n.target.join(" ")
        + (n.any[0] ? ": " + n.any[0].message : "")))),
      error => done(["axe failed: " + error]));
    """

  /// The violations of the page that stands open, one a node.
  ///
  /// In dark only colours can have changed.
  static func violations(_ browser: Browser, _ scheme: Browser.Scheme) throws -> [String] {
    guard let library else { return [] }
    try browser.setScheme(scheme)
    if scheme == .light {
      try browser.script(library + "\n;" + passOverRepeats)
    }
    let rules: JSONValue = scheme == .dark ? ["color-contrast"] : .null
    return try browser.promised(run, [rules]).arrayValue?.compactMap(\.stringValue) ?? []
  }
}
