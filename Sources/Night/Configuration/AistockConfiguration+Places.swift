import MarketData
package import Primitives

extension AistockConfiguration {
  /// Files and folders of others that commands read.
  package var inputs: [OutputPlace.Input] {
    let list: [OutputPlace.Input?] =
      [
        .init(.settings, file), .init(.rdagent, rdagentRoot),
        .init(.signers, review.allowedSigners), .init(.library, factors.library), .init(.quotes, previews.quoteFile),
        .init(.quotes, previews.minuteBars),
      ] + provider.inputs + migrations.map { .init(.workspace, $0.workspace) }
      + factors.verified.map { .init(.reference, $0) }
    return list.compactMap(\.self)
  }

  /// Folders that this program keeps.
  package var places: [OutputPlace.Input] {
    let list: [OutputPlace.Input?] = [
      .init(.site, site.output), .init(.archive, archive.folder), .init(.state, NightFolders(self).root),
    ]
    return list.compactMap(\.self)
  }

  /// Refuses a configuration by which a night would write onto, into or around what it reads or keeps.
  ///
  /// - Throws: `output.is-input`, `output.inside-input`, `output.around-input` (exit 2).
  func checkPlaces() throws {
    try OutputPlace.check(site.output, against: inputs + places.filter { $0.role != .site })
    // The archive may hold the list of signers and stand in the folder of the configuration.
    let folders: Set<OutputPlace.Input.Role> = [.market, .workspace, .rdagent, .site, .state]
    try OutputPlace.check(archive.folder, against: (inputs + places).filter { folders.contains($0.role) })
    let others = places.filter { $0.role != .state }
    for folder in [watch.feedback, watch.tickets] { try OutputPlace.check(folder, against: inputs + others) }
    if let prometheus { try OutputPlace.check(prometheus, against: inputs + places) }
    if isStateNamed {
      let read: Set<OutputPlace.Input.Role> = [.settings, .market, .rdagent]
      try OutputPlace.check(NightFolders(self).root, against: inputs.filter { read.contains($0.role) })
    }
    let sources = OutputPlace.Inputs(inputs.filter { [.market, .workspace].contains($0.role) })
    for migration in migrations { try sources.check(NightFolders(self).work(migration.id)) }
  }
}
