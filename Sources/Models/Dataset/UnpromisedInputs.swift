/// Inputs of a model that are not promised bit for bit, because numpy rounds a function in its own way.
package struct UnpromisedInputs: Equatable, Sendable {
  /// qlib's class of the processor that does it.
  package let processor: String
  /// Units in the last place by which an input can differ; nil where later processors spread it.
  package let units: Int?
}

extension DatasetConfig {
  /// Processors behind which a value is still the one that `TanhProcess` gave, or a constant.
  private static let keepingValues: Set<String> = [
    "DropCol", "DropnaLabel", "DropnaProcessor", "Fillna", "FilterCol", "ProcessInf",
  ]

  /// Nil where every input is promised.
  package var unpromisedInputs: UnpromisedInputs? {
    let chain = (sharedProcessors + inferProcessors).map(\.name)
    guard let place = chain.lastIndex(of: "TanhProcess") else { return nil }
    let isAlone = chain.firstIndex(of: "TanhProcess") == place
    let keeps = chain[(place + 1)...].allSatisfy(DatasetConfig.keepingValues.contains)
    return UnpromisedInputs(processor: "TanhProcess", units: isAlone && keeps ? TanhProcess.units : nil)
  }
}
