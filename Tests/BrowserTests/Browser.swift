import Foundation
import Primitives

/// One window of a headless Chromium, steered over the WebDriver protocol (W3C) and, through it, the DevTools
/// protocol.
///
/// Every call ends after 60 seconds at the latest.
struct Browser: Sendable {
  /// The browser of the running suite (`BrowserTrait`).
  @TaskLocal static var current: Browser?

  private let session: String

  /// What the driver refuses, in its own words.
  struct Refusal: Error, CustomStringConvertible {
    var command: String
    var description: String { command }
  }

  /// Programs without which these tests are skipped.
  static let isInstalled = ["chromium", "chromedriver"].allSatisfy { isProgram($0) }
  static let absence = "needs chromium and chromedriver, which are absent: `make browser` installs them"

  /// Whether every page is walked and not one of each kind: asked for by `make test-browser`.
  static let walksEveryPage = ProcessInfo.processInfo.environment["AISTOCK_BROWSER"] != nil

  /// Whether a program stands on the PATH.
  static func isProgram(_ name: String) -> Bool {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
    return folders.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: Path.join(String($0), name))
    }
  }

  private static let arguments: JSONValue = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1440,900",
  ]

  /// - Parameter driver: the address of a driver that listens.
  init(driver: String) throws {
    let answer = try Browser.call(
      "POST", driver + "/session",
      [
        "capabilities": [
          "alwaysMatch": [
            "goog:loggingPrefs": ["browser": "ALL"], "goog:chromeOptions": ["args": Browser.arguments],
            "timeouts": ["script": 55_000, "pageLoad": 30_000],
          ]
        ]
      ])
    guard let id = answer["sessionId"]?.stringValue else { throw Refusal(command: "no session: \(answer)") }
    session = driver + "/session/" + id
  }

  /// The browser of the running suite.
  static func ofSuite() throws -> Browser {
    guard let current else { throw Refusal(command: "this test stands outside of a suite with a browser") }
    return current
  }

  func quit() throws { _ = try Browser.call("DELETE", session) }

  /// Opens a file of the disk and waits until it is loaded.
  func open(_ file: String, fragment: String = "") throws {
    let address = URL(fileURLWithPath: file).absoluteString + fragment
    _ = try Browser.call("POST", session + "/url", ["url": .string(address)])
  }

  /// The value that a function's body returns.
  @discardableResult
  func script(_ body: String, _ arguments: [JSONValue] = []) throws -> JSONValue {
    try Browser.call("POST", session + "/execute/sync", ["script": .string(body), "args": .array(arguments)])
  }

  /// The value that a function's body hands to `done`, its last argument.
  func promised(_ body: String, _ arguments: [JSONValue] = []) throws -> JSONValue {
    let text = "const done = arguments[arguments.length - 1];\n" + body
    return try Browser.call(
      "POST", session + "/execute/async", ["script": .string(text), "args": .array(arguments)])
  }

  @discardableResult
  func developer(_ command: String, _ parameters: JSONValue = [:]) throws -> JSONValue {
    try Browser.call(
      "POST", session + "/goog/cdp/execute", ["cmd": .string(command), "params": parameters])
  }

  /// Waits until a function's body returns true, five seconds at most; a page that is being left is asked again.
  func wait(until condition: String) throws {
    for _ in 0..<100 {
      if (try? script(condition)) == true { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw Refusal(command: "never came true: \(condition)")
  }

  /// Errors and warnings of the console since the last call.
  func complaints() throws -> [String] {
    let entries = try Browser.call("POST", session + "/se/log", ["type": "browser"]).arrayValue ?? []
    return entries.filter { ["SEVERE", "WARNING"].contains($0["level"]?.stringValue ?? "") }.map {
      $0["message"]?.stringValue ?? "\($0)"
    }
  }

  /// A key, pressed and let go: a character, or one of WebDriver's own codes (WebDriver 17.4.2; tab is U+E004).
  func press(_ key: String) throws {
    let strokes: JSONValue = [
      ["type": "keyDown", "value": .string(key)], ["type": "keyUp", "value": .string(key)],
    ]
    let keyboard: JSONValue = ["type": "key", "id": "keyboard", "actions": strokes]
    _ = try Browser.call("POST", session + "/actions", ["actions": [keyboard]])
  }

  static let tab = "\u{E004}"
  static let enter = "\u{E007}"
  static let home = "\u{E011}"
  static let right = "\u{E014}"

  private static func call(_ method: String, _ address: String, _ body: JSONValue? = nil) throws -> JSONValue {
    let answer = try DriverRequest(method, address, body.map(\.canonical) ?? []).answer()
    guard answer.status == 200, let value = answer.body["value"] else {
      throw Refusal(command: "\(address): \(answer.body["value"]?["message"]?.stringValue ?? "\(answer.body)")")
    }
    return value
  }
}
