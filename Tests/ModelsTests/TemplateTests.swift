import Models
import Primitives
import Records
import Testing

/// The configurations of real RD-Agent workspaces: each is read whole, or refused by name.
@Suite(.enabled(if: Oracle.isPresent, "the reference data are not beside the checkout"))
struct TemplateTests {
  @Test func everyConfigurationIsReadOrNamed() throws {
    let root = Path.join(Path.folder(of: Oracle.folder), "rdagent/workspaces")
    var counts: [String: Int] = [:]
    for workspace in try FileReader.names(in: root) where FileReader.isFolder(Path.join(root, workspace)) {
      let folder = Path.join(root, workspace)
      for name in try FileReader.names(in: folder) where name.hasPrefix("conf") && name.hasSuffix(".yaml") {
        let outcome: String
        do {
          let file = try QrunConfiguration(file: Path.join(folder, name))
          let config = try DatasetConfig(file)
          let model = try ModelConfig(file)
          // Whatever stands in the handler is accounted for.
          #expect(config.account.contains { $0.field.hasSuffix("handler.class") })
          #expect(config.segments.map(\.name) == ["train", "valid", "test"])
          #expect(model.account.first?.asked == "LGBModel")
          switch config.source {
          case .named(let set): outcome = set
          case .expressions: outcome = "expressions"
          case .combined(let base, let file):
            guard case .expressions(let features) = base else {
              outcome = "combined with a named set"
              break
            }
            #expect(features.count == 20 && features.first?.name == "RESI5")
            outcome = "combined \(file.join)"
          }
        } catch let error as Diagnostic {
          #expect(error.place?.file.hasSuffix(name) == true)
          outcome = error.id
        }
        counts[outcome, default: 0] += 1
      }
    }
    // Counted over the files with a YAML reader: handlers, loaders, Jinja markers, empty files. The
    // four without a dataset are one test's own files, which have no task.
    #expect(
      counts == [
        "Alpha158": 9, "combined left": 8, "combined outer": 4, "yaml.jinja": 8, "yaml.empty": 14,
        "config.missing": 4,
      ])
  }
}
