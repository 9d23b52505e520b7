package import Primitives

/// A date written in a test: `day("2024-01-02")`. A misspelt one stops the test at once.
package func day(_ text: String) -> TradingDay {
  guard let day = TradingDay(text) else { preconditionFailure("'\(text)' is no date") }
  return day
}

/// An instrument written in a test: `code("SH600000")`.
package func code(_ text: String) -> InstrumentID {
  guard let instrument = InstrumentID(text) else {
    preconditionFailure("'\(text)' is no instrument")
  }
  return instrument
}

/// The diagnostic that a body throws; nil where it throws none, or another kind of error.
package func diagnostic(of body: () throws -> Void) -> Diagnostic? {
  do {
    try body()
    return nil
  } catch {
    return error as? Diagnostic
  }
}
