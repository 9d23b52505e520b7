import FactorEngine

extension DatasetConfig {
  /// The expressions that a model sees: what the loader makes, less the columns that processors take away.
  /// Columns of a file of generated factors are not among them.
  package var features: [NamedExpression] {
    var features = loaded
    for processor in (sharedProcessors + inferProcessors).map({ $0.processor() }) {
      if let keep = processor as? KeepColumns, keep.group == "feature" {
        features.removeAll { !keep.names.contains($0.name) }
      } else if let drop = processor as? DropColumns {
        features.removeAll { drop.names.contains($0.name) }
      }
    }
    return features
  }

  private var loaded: [NamedExpression] {
    switch source {
    case .named(let name), .combined(.named(let name), _):
      (FactorSet(rawValue: name.lowercased())?.columns ?? []).map {
        NamedExpression(name: $0.name, expression: $0.expression)
      }
    case .expressions(let expressions), .combined(.expressions(let expressions), _): expressions
    }
  }
}
