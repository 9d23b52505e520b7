package import MarketData
package import Primitives
import Records

/// Writes outcomes of a verification into a library: state, who, when, against what.
package struct VerificationRecorder {
  private let by: String
  private let clock: Clock
  private let reference: ReferenceValues
  private let record: ReferenceRecord
  private let market: any Market

  package init(by: String, clock: Clock, reference: ReferenceValues, record: ReferenceRecord, market: any Market) {
    self.by = by
    self.clock = clock
    self.reference = reference
    self.record = record
    self.market = market
  }

  /// - Returns: what could not be recorded.
  package func record(_ verification: FactorVerification, to path: String) throws -> [Diagnostic] {
    var library = try FactorLibrary.read(path)
    var refused: [Diagnostic] = []
    var digests: [[String]: String] = [:]
    for result in verification.results {
      let name = result.column.name
      guard let place = place(of: result.column, in: library) else {
        refused.append(.otherCode(name, path))
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
          reference: try reference.digest(name), isUnsandboxed: self.record.sandbox?.isUnsandboxed == true,
          market: digest))
      library.replace(at: place, with: factor)
    }
    try library.write(to: path)
    return refused
  }

  /// The entry with this code; one without code takes the code that was compared.
  private func place(of column: FactorColumn, in library: FactorLibrary) -> Int? {
    let places = library.places(of: column.name)
    if let same = places.first(where: { library.factors[$0].code?.digest == column.code.digest }) {
      return same
    }
    let empty = places.filter { library.factors[$0].code == nil }
    return places.count == 1 ? empty.first : nil
  }
}

extension Diagnostic {
  fileprivate static func otherCode(_ factor: String, _ path: String) -> Diagnostic {
    Diagnostic(
      "library.other-code", .refused, at: .init(path, field: factor), ["factor": .text(factor)],
      (
        en: "The outcome of '{factor}' is not recorded. The library has other code under this name, or no such factor.",
        zh: "“{factor}”的结果没有记录：因子库中该名称对应其他代码，或没有该因子。"
      ),
      remedy: (
        en: "Migrate the factor with this expression first.", zh: "请先用该表达式迁移此因子。"
      ), severity: .warning)
  }
}
