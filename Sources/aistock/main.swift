import Foundation
import MarketData
import Primitives
import Records
import Simulation
import StrategyEngine
let a = CommandLine.arguments
func t() -> Double { Clock.system.now() }
let t0 = t()
do {
  let conf = try QrunConfiguration(file: a[1])
  let market = try QlibProvider(folder: a[3])
  let t1 = t()
  let pred = try PanelTable(csv: a[2], value: "score")
  let t2 = t()
  let out = try QlibSimulation.run(strategy: try conf.strategy().strategy, backtest: try conf.backtest(), predictions: pred, market: market)
  let t3 = t()
  try FileWriter.write(RunTables.report(out.report), to: Path.join(a[4], "report.csv"))
  try FileWriter.write(RunTables.positions(out.positions), to: Path.join(a[4], "positions.csv"))
  try FileWriter.write(RunTables.trades(out.trades), to: Path.join(a[4], "trades.csv"))
  let t4 = t()
  print("open \(t1-t0) pred \(t2-t1) sim \(t3-t2) write \(t4-t3)")
  for f in out.findings { print(f.id, f.evidence) }
} catch { print(error) }
