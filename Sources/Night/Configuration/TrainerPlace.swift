import Foundation
package import Ladder

extension AistockConfiguration {
  /// RD-Agent's Python as the place where networks are trained and converted; nil where none is configured.
  package var trainer: TrainerRun.Place? {
    rdagentPython.map {
      TrainerRun.Place(
        python: $0, environment: ProcessInfo.processInfo.environment, kept: NightFolders(self).networks)
    }
  }
}
