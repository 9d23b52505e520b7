/// All targets, by name.
package enum FuzzTargets {
  package static let all: [FuzzTarget] = [
    .bars, .bins, .bundle, .calendar, .companion, .configuration, .evidence, .expression, .gzip, .json, .library,
    .manifest, .minutes, .model, .network,
    .positions,
    .predictions, .project, .python, .quotes, .report, .results, .statement, .tdx, .universe,
  ]

  package static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
