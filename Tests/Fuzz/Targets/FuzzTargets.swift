/// All targets, by name.
package enum FuzzTargets {
  package static let all: [FuzzTarget] = [
    .bins, .bundle, .calendar, .configuration, .evidence, .expression, .gzip, .json, .library, .manifest, .model,
    .positions,
    .predictions, .project, .python, .quotes, .report, .results, .statement, .universe,
  ]

  package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
