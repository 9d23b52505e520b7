import FactorEngine
import MarketData
import Primitives

/// Writes outcomes of a verification into a library: state, who, when, against what.
struct VerificationRecorder {
  let by: String
  let clock: Clock
  let reference: ReferenceValues
  let market: any Market

  /// - Returns: what could not be recorded.
  func record(_ verification: FactorVerification, from offer: FactorOffer, to path: String) throws
    -> [Diagnostic]
  {
    var library = try FactorLibrary.read(path)
    var refused: [Diagnostic] = []
    var digests: [[String]: String] = [:]
    for result in verification.results {
      let name = result.column.name
      guard let place = place(of: result.column, in: library) else {
        refused.append(
          Diagnostic(
            "library.other-code",
            "the outcome of '\(name)' is not recorded: the library has other code under this name, or no such factor",
            at: .init(path, field: name),
            remedy: "Migrate the factor with this expression first.", severity: .warning))
        continue
      }
      let fields = result.column.code.fields
      let digest =
        try digests[fields]
        ?? market.digest(universes: [], fields: fields, instruments: reference.instruments)
      digests[fields] = digest
      var factor = library.factors[place]
      if factor.code == nil, case .expression(let verified) = result.column.code {
        factor.setCode(expression: verified.text, implementation: nil)
      }
      factor.setState(
        result.state(
          by: by, at: clock.timestamp, implVersion: factor.implVersion,
          reference: try reference.digest(name), market: digest))
      library.replace(at: place, with: factor)
    }
    try library.write(to: path)
    return refused
  }

  /// The entry with this code; one without code takes the code that was compared.
  private func place(of column: FactorColumn, in library: FactorLibrary) -> Int? {
    let places = library.places(of: column.name)
    if let same = places.first(where: { library.factors[$0].code?.hash == column.code.hash }) {
      return same
    }
    let empty = places.filter { library.factors[$0].code == nil }
    return places.count == 1 ? empty.first : nil
  }
}
