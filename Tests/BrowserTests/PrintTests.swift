import Foundation
import Primitives
import TestSupport
import Testing

extension BrowserTests {
  /// What comes out of a printer.
  @Suite struct PrintTests {
    /// The bytes of the document that the open page prints.
    private func printed(_ page: String, _ browser: Browser) throws -> Data {
      let site = try WatchedSite.built.get()
      try browser.open(site.file(page))
      let answer = try browser.developer(
        "Page.printToPDF", ["preferCSSPageSize": true, "printBackground": true])
      return try #require(answer["data"]?.stringValue.flatMap { Data(base64Encoded: $0) })
    }

    /// The text of each sheet, blanks as they fall.
    private func sheets(_ document: Data) throws -> [String] {
      let temporary = try TemporaryFolder()
      let file = try temporary.write(Array(document), to: "page.pdf")
      let process = Process()
      let out = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["pdftotext", "-layout", file, "-"]
      process.standardOutput = out
      try process.run()
      let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text.split(separator: "\u{C}").map(String.init)
    }

    @Test("every kind of page prints", arguments: ["index.html", "en/changes.html", "en/migrations/flips.html"])
    func prints(_ page: String) throws {
      let document = try printed(page, try Browser.ofSuite())
      #expect(document.starts(with: Array("%PDF-".utf8)))
      #expect(document.count > 5000)
    }

    @Test(
      "a migration's sheets carry its name and their number, and what was folded",
      .enabled(if: Browser.isProgram("pdftotext"), "needs pdftotext, which is absent: `make browser` installs it"))
    func migration() throws {
      let browser = try Browser.ofSuite()
      let sheets = try sheets(try printed("en/migrations/flips.html", browser))
      try #require(sheets.count >= 2)
      for (number, sheet) in sheets.enumerated() {
        #expect(sheet.contains("flips"), "sheet \(number + 1) has no running head")
        #expect(sheet.contains("Page \(number + 1)"), "sheet \(number + 1) has no number")
      }
      // What a reviewer signs stands on the first sheet alone.
      let parts = [
        "FAIL", "Account at the end", "Sign-off", "Replayed", "What stands against signing", "First divergence",
        "Reported account", "Annual excess return, with cost", "Decision of the reviewer", "Signature",
      ]
      #expect(parts.filter { !sheets[0].contains($0) } == [])
      // The words of each fold's table are on paper, though the fold is closed on the screen.
      let folded = try browser.script(
        """
        return Array.from(document.querySelectorAll("main details:not([open]) td"), e => e.textContent.trim())
          .filter(t => /^[A-Za-z]{4,}$/.test(t)).slice(0, 20);
        """)
      let paper = sheets.joined(separator: "\n")
      let missing = (folded.arrayValue ?? []).compactMap(\.stringValue).filter { !paper.contains($0) }
      #expect(missing == [])
      #expect(sheets[0].matches(of: /[0-9a-f]{64}/).count >= 2)
    }

    @Test(
      "the table of migrations is on paper with its last column",
      .enabled(if: Browser.isProgram("pdftotext"), "needs pdftotext, which is absent: `make browser` installs it"))
    func table() throws {
      let sheets = try sheets(try printed("en/migrations.html", try Browser.ofSuite()))
      #expect(sheets.first?.contains("Sign-off") == true)
      #expect(sheets.first?.contains("candidate") == true)
    }
  }
}
