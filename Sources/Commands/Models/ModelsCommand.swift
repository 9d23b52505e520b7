import ArgumentParser

/// `aistock models ...`: trains, scores and describes models.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Trains models as qlib does, scores with them, and says what they are.",
    subcommands: [
      ModelsTrain.self, ModelsPredict.self, ModelsInfo.self, ModelsEvaluate.self, ModelsGrid.self, ModelsRoll.self,
      ModelsRisk.self, ModelsList.self, ModelsAdd.self, ModelsMark.self,
    ])
}
