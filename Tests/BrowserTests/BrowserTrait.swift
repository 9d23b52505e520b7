import Testing

/// Gives a suite one browser, and ends it and its driver with the suite.
struct BrowserTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let driver = try DriverProcess()
    defer { driver.stop() }
    let browser = try Browser(driver: driver.address)
    try await Browser.$current.withValue(browser) { try await function() }
    try browser.quit()
  }
}

extension Trait where Self == BrowserTrait {
  static var browser: BrowserTrait { BrowserTrait() }
}
