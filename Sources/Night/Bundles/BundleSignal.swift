package import Archive
package import Preview
package import Primitives

/// A frozen bundle as an instance that signals are made of: everything comes from the bundle and the
/// market, nothing from RD-Agent's folder.
package struct BundleSignal {
  private let bundle: FrozenBundle

  package init(bundle: FrozenBundle) {
    self.bundle = bundle
  }

  /// Demands the permit of the bundle's own approval.
  package func instance(
    _ permit: MoneyGate.Permit, capital: Money, start: TradingDay, folders: NightFolders
  ) throws
    -> PreviewInstance
  {
    guard permit.approval == bundle.approval,
      let configuration = bundle.path(FrozenBundle.configuration)
    else {
      throw MoneyGate.refusal(bundle.folder, permit.environment)
    }
    let source = try PreviewSource(
      conf: configuration, strategy: nil, named: bundle.migration,
      pred: bundle.path(FrozenBundle.predictions),
      model: bundle.path(FrozenBundle.network) ?? bundle.path(FrozenBundle.model))
    let (strategy, definition) = try source.rows(
      id: bundle.migration, name: bundle.migration, capital: capital, start: start, fees: true,
      folders: folders.previews,
      clock: .system)
    return PreviewInstance(transient: strategy, definition)
  }
}
