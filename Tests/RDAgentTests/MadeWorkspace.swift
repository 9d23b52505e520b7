import Foundation
import Primitives
import RDAgent
import TestSupport

/// A workspace written file by file into a folder of its own.
struct MadeWorkspace {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  var folder: String { temporary.path }

  func evidence() throws -> WorkspaceEvidence { try WorkspaceEvidence(Workspace(folder: folder)) }

  func used() throws -> UsedConfiguration.Search {
    try UsedConfiguration.find(in: Workspace(folder: folder))
  }

  /// Everything that the exporter writes, of two days and two stocks.
  static func exported() throws -> MadeWorkspace {
    let workspace = try MadeWorkspace()
    for (name, text) in files { try workspace.temporary.write(text, to: name) }
    return workspace
  }

  static let files: [(name: String, text: String)] = [
    ("conf.yaml", configuration()),
    ("qlib_res.csv", ",0\nIC,0.5\n"),
    ("report_normal_1day.csv", report(["2024-01-03", "2024-01-04"])),
    (
      "positions.csv",
      """
      date,instrument,amount,price,weight,count_day
      2024-01-03,SH600000,100,10,0.5,1
      2024-01-03,__cash__,500,1,0.5,0
      2024-01-04,sh600000,100,11,0.5,2
      """
    ),
    ("pred.csv", "datetime,instrument,score\n2024-01-02,SH600000,0.5\n2024-01-02,600001.SH,0.25\n"),
    // 0.1 is a float32 in qlib; as a double it is the neighbour 0.10000000149011612.
    ("label.csv", "datetime,instrument,label\n2024-01-02,SH600000,0.1\n"),
    ("model.txt", "tree\n"),
    (
      "export.json",
      """
      {"recorder":{"id":"abc123"},"versions":{"qlib":"0.9.7","python":"3.10"},
       "configuration":"the recorder's config artifact","not_found":[{"file":"trades.csv","why":"no orders in the pickle"}]}
      """
    ),
  ]

  static func report(_ days: [String], bench: [String]? = nil, totalTurnover: String = "1000.0")
    -> String
  {
    let rows = days.enumerated().map { index, day in
      // 1 % of return less 0.1 % of cost.
      "\(day),\(index == 0 ? 1000.0 : 1000 * pow(1.009, Double(index))),0.01,\(totalTurnover),0.1,1.0,0.001,500.0,500.0,\(bench?[index] ?? "0.002")"
    }
    return
      (["datetime,account,return,total_turnover,turnover,total_cost,cost,value,cash,bench"] + rows)
      .joined(
        separator: "\n") + "\n"
  }

  /// A qrun configuration whose backtest runs from 2024-01-03 to 2024-01-04.
  static func configuration(topk: Int = 2) -> String {
    """
    port_analysis_config:
        strategy:
            class: TopkDropoutStrategy
            module_path: qlib.contrib.strategy
            kwargs: {signal: <PRED>, topk: \(topk), n_drop: 1}
        backtest:
            start_time: 2024-01-03
            end_time: 2024-01-04
            account: 1000
            benchmark: SH000300
            exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005, close_cost: 0.0015, min_cost: 5}
    """
  }

  /// One run of MLflow's file store.
  func addRecorder(_ id: String, started: Int, arguments: String?) throws {
    let root = "mlruns/613921339625016439/" + id
    try temporary.write(
      "artifact_uri: file:///x\nstart_time: \(started)\nstatus: 3\n", to: root + "/meta.yaml")
    if let arguments { try temporary.write(arguments, to: root + "/params/cmd-sys.argv") }
  }
}
