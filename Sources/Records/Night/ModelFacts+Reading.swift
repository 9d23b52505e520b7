import Primitives

extension ModelFacts {
  /// From a migration's work folder; throws `night.work-damaged`.
  package static func read(_ folder: String) throws -> ModelFacts {
    func document(_ name: String) throws -> JSONValue? {
      let path = Path.join(folder, name)
      return FileReader.exists(path) ? try JSONReader.read(file: path, id: "night.work-damaged") : nil
    }
    return ModelFacts(
      definition: try document("definition.json"), band: try document("seeds.json").flatMap { SeedBand($0) })
  }
}
