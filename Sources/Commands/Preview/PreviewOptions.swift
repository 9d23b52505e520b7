import ArgumentParser
import Night
import Store

/// What a preview is made with beside its strategy.
struct PreviewOptions: ParsableArguments {
  @Option(help: "Predictions: datetime,instrument,score; gzip accepted.") var pred: String?
  @Option(
    help:
      "The model that scores the days behind the predictions: LightGBM's text trained under --conf, or a model's folder."
  )
  var model: String?
  @Option(help: "The name shown; default: the identifier.") var name: String?

  /// Makes a preview where one more may run, while no other command works on the state.
  func making(
    _ global: GlobalOptions, _ make: (AistockConfiguration, Database) throws -> Void
  ) throws {
    let configuration = try global.configuration()
    let lock = try NightLock(path: NightFolders(configuration).lock)
    defer { withExtendedLifetime(lock) {} }
    let database = try Database(path: configuration.state)
    try configuration.previews.refuseBeyondLimit(database)
    try make(configuration, database)
  }
}
