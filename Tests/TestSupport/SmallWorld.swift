import Foundation
import MarketData
import Primitives

/// A market of five days and three stocks on disk, and a workspace that was traded on it: each file
/// can be damaged by itself.
package struct SmallWorld {
  package let program: Program

  package static let pred = """
    datetime,instrument,score
    2024-01-01,SH600000,0.9
    2024-01-01,SZ000001,0.5
    2024-01-02,SH600000,0.8
    2024-01-02,SZ000001,0.7

    """

  package init() throws {
    program = try Program()
    var tiny = TinyMarket(from: "2024-01-01", days: 5)
    tiny.add("SH600000", close: [10, 10, 10, 10, 10])
    tiny.add("SZ000001", close: [20, 21, 22, 21, 20])
    tiny.add("SH000300", close: [100, 101, 102, 103, 104], listed: false)
    let sink = MemorySink()
    try tiny.market.write(to: sink)
    for (path, bytes) in sink.files { try write(bytes, "market/" + path) }
    try write(SmallWorld.configuration(), "ws/conf.yaml")
    try write(SmallWorld.pred, "ws/pred.csv")
    try write(",0\n1day.return_with_cost.mean,0.001\n", "ws/qlib_res.csv")
    try write(
      """
      datetime,account,return,total_turnover,turnover,total_cost,cost,value,cash,bench
      2024-01-02,999525.0,0.0,950000.0,0.95,475.0,0.000475,950000.0,49525.0,0.01
      2024-01-03,999525.0,0.0,950000.0,0.0,475.0,0.0,950000.0,49525.0,0.00990099009900991

      """, "ws/report_normal_1day.csv")
  }

  package static func configuration(benchmark: String = "SH000300", end: String = "2024-01-03") -> String {
    """
    port_analysis_config:
        strategy:
            class: TopkDropoutStrategy
            module_path: qlib.contrib.strategy
            kwargs: {signal: <PRED>, topk: 1, n_drop: 1}
        backtest:
            start_time: 2024-01-02
            end_time: \(end)
            account: 1000000
            benchmark: \(benchmark)
            exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005, close_cost: 0.0015, min_cost: 5}

    """
  }

  package func write(_ text: String, _ name: String) throws { try program.temporary.write(text, to: name) }
  package func write(_ bytes: [UInt8], _ name: String) throws {
    try program.temporary.write(bytes, to: name)
  }

  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: program.path(name))
  }

  package func reconcile(_ more: String...) throws -> Program.Result {
    try program.run(
      ["reconcile", "--workspace", "ws", "--market", "market", "--output", "out"] + more)
  }
}
