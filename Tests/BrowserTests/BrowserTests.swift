import Testing

/// The site as a reader's browser shows it; one browser for all, one test after the other.
@Suite(.serialized, .enabled(if: Browser.isInstalled, Comment(rawValue: Browser.absence)), .browser)
enum BrowserTests {}
