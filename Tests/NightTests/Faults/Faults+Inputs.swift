import Foundation
import Primitives
import Records
import TestSupport

extension Fault {
  /// Of the migration `small`: it is shown as damaged, and the other one is judged.
  private static func damaged(
    _ id: String, _ what: String, _ cause: String, exit: Int32 = 3,
    _ damage: @escaping @Sendable (FaultWorld) throws -> Void
  ) -> Fault { .file(id, .inputs, what, exit: exit, cause, leaves: .whole, damage) }

  static let inputs: [Fault] = [
    damaged("results-misparsed", "RD-Agent's numbers are read back without their first row.", "qlib-res.misparsed") {
      try $0.write("Unnamed: 0,0\n1day.excess_return_without_cost.annualized_return,0.9\n", "ws/qlib_res.csv")
    },
    damaged("results-not-utf8", "RD-Agent's numbers are no UTF-8.", "text.encoding") {
      try $0.write([0x2C, 0x30, 0x0A, 0xFF, 0xFE, 0x2C, 0x31, 0x0A], "ws/qlib_res.csv")
    },
    damaged("configuration-no-yaml", "The recorded configuration is no YAML.", "yaml.syntax") {
      try $0.write("a: [1\n", "ws/conf.yaml")
    },
    damaged("configuration-no-template", "The recorded configuration is no template of qlib.", "config.not-a-template")
    {
      try $0.write("a: 1\nb: [2]\n", "ws/conf.yaml")
    },
    damaged(
      "predictions-unknown-stocks", "The predictions are of stocks that the market does not know.",
      "predictions.unknown-stock"
    ) {
      try $0.write("datetime,instrument,score\n2024-01-01,SH688888,1\n2024-01-02,SH688889,1\n", "ws/pred.csv")
    },
    damaged(
      "predictions-unknown-days", "The predictions are of days that the market does not know.",
      "predictions.unknown-day"
    ) {
      try $0.write("datetime,instrument,score\n1999-01-04,SH600000,1\n", "ws/pred.csv")
    },
    damaged("predictions-sql", "The predictions name a stock in SQL.", "csv.instrument") {
      try $0.write(
        "datetime,instrument,score\n2024-01-01,\"SH600000'; DROP TABLE night;--\",1\n2024-01-02,SH600000,1\n",
        "ws/pred.csv")
    },
    damaged("predictions-cut", "The packed predictions are cut off.", "gzip.damaged") {
      try $0.write(Array(try Gzip.pack(Array(SmallWorld.pred.utf8)).dropLast(9)), "ws/pred.csv")
    },
    damaged("predictions-empty", "The predictions are an empty file.", "csv.empty") { try $0.write("", "ws/pred.csv") },
    damaged("predictions-pipe", "A pipe stands in the place of the predictions.", "file.unreadable") {
      try $0.remove("ws/pred.csv")
      mkfifo($0.path("ws/pred.csv"), 0o644)
    },
    damaged("curve-day-twice", "The recorded curve has a day twice.", "report.duplicate") {
      let lines = try FileReader.text($0.path("ws/report_normal_1day.csv")).split(separator: "\n")
      try $0.write([lines[0], lines[1], lines[1]].joined(separator: "\n") + "\n", "ws/report_normal_1day.csv")
    },
    damaged("workspace-gone", "The workspace is gone.", "workspace.missing") { try $0.remove("ws") },
    damaged("workspace-is-a-file", "A file stands in the place of the workspace.", "workspace.missing") {
      try $0.remove("ws")
      try $0.write("a file", "ws")
    },
    damaged("workspace-links-in-a-circle", "A link of the workspace leads to itself.", "file.unreadable") {
      try $0.remove("ws/qlib_res.csv")
      symlink("qlib_res.csv", $0.path("ws/qlib_res.csv"))
    },
    Fault(
      "workspace-changed-on-the-way", .inputs, "RD-Agent writes into a workspace while the night reads it.", exit: 0,
      leaves: .whole
    ) { world in
      try world.stepped { night in
        try night.reach(.reconcile("small"))
        try world.write(",0\nIC,0.3\n", "other/qlib_res.csv")
      }
    },
    .file("library-damaged", .inputs, "The factor library is cut off.", exit: 3, "factor.library", leaves: .whole) {
      try $0.write("{\"factors\": [", "library.json")
    },
    .file("settings-no-yaml", .inputs, "aistock.yaml is no YAML.", exit: 3, "yaml.syntax", leaves: .before) {
      try $0.write("market: {provider", "aistock.yaml")
    },
    .file(
      "settings-unknown-key", .inputs, "aistock.yaml has an unknown key.", exit: 3, "config.unknown-key",
      leaves: .before
    ) {
      try $0.configure(adding: "markets: {}")
    },
    .file("settings-sql", .inputs, "A migration's id in aistock.yaml is SQL.", exit: 3, "config.value", leaves: .before)
    {
      try $0.configure("id: other", "id: \"x'; DROP TABLE night;--\"")
    },
    .file("catalog-sql", .inputs, "A loop of RD-Agent's catalog is named in SQL.", exit: 0, leaves: .whole) {
      try $0.write(
        #"{"version":"v1","loops":[{"task_run_id":"'); DROP TABLE night;--","loop_id":3,"decision":true,"metrics":{"IC":0.03}}]}"#,
        "agent/RDagentDB/aistock/loop_catalog.json")
    },
    .file("catalog-damaged", .inputs, "RD-Agent's catalog is cut off.", exit: 0, "sync.damaged", leaves: .whole) {
      try $0.write("{\"version\":\"v1\",\"loops\":[", "agent/RDagentDB/aistock/loop_catalog.json")
    },
    .file(
      "preview-predictions-gone", .inputs, "The predictions of a preview are gone.", exit: 3,
      "preview.no-predictions-file",
      leaves: .whole
    ) {
      try $0.remove(".aistock/predictions")
      try $0.remove("ws/pred.csv")
    },
  ]
}
