import Primitives
import Records

/// All migrations by themselves, by verdict and cause or in another order.
struct MigrationsPage {
  let result: NightResult
  var order = MigrationRows.Order.verdict

  var document: PageDocument {
    let rows = MigrationRows(result, by: order)
    var values = order == .verdict ? rows.grouped : rows.values
    values["lead"] = .sentences(MigrationCounts(result.migrations).sentences)
    values["countBar"] = MigrationCounts(result.migrations).bar
    values["orders"] = .list(
      MigrationRows.Order.allCases.map {
        [
          "href": .text(PageShell.Page.migrations($0).path), "label": .label("order." + $0.rawValue),
          "current": .flag($0 == order),
        ]
      })
    return PageDocument(
      page: .migrations(order),
      title: .joined([.label("migrations"), .text(result.day.description)], separator: .space),
      values: values, scripts: ["scripts/tables.js"])
  }
}
