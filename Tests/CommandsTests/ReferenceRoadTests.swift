import Foundation
import Primitives
import TestSupport
import Testing

/// From the standard test set through RD-Agent's own code to a verdict.
@Suite(
  "Reference values through the exporter",
  .enabled(if: PythonHalf.withPandas != nil && PythonHalf.hasSandbox, .init(rawValue: PythonHalf.absence)))
struct ReferenceRoadTests {
  let program: Program

  init() throws { program = try Program() }

  private static let factor = """
    import pandas as pd


    def calculate_Reversal_20D():
        df = pd.read_hdf("daily_pv.h5", key="data").sort_index()
        close = df["$close"].groupby(level="instrument")
        factor = -(df["$close"] / close.shift(20) - 1.0)
        result = factor.to_frame("Reversal_20D").astype("float32")
        result.to_hdf("result.h5", key="data", mode="w")


    if __name__ == "__main__":
        calculate_Reversal_20D()

    """

  @Test("a factor's own code and its expression agree in every bit; bad code is refused before it runs")
  func road() throws {
    let python = try #require(PythonHalf.withPandas)
    let half = try PythonHalf(program)
    #expect(try program.run("data", "export", "--test-set", "--market", "demo", "--output", "set.csv").exit == 0)
    try program.temporary.write(ReferenceRoadTests.factor, to: "ws/a/factor.py")
    try program.temporary.write("open('ran', 'w')\n", to: "ws/b/factor.py")
    try program.temporary.write("raise ValueError('stop')\n", to: "ws/c/factor.py")
    let run = try half.run(
      ["factors", "--test-set", "set.csv", "--workspace", "ws", "--output", "reference.csv"], python: python)
    #expect(run.exit == 1, "\(run.err)")
    let document = try JSONReader.read(try FileReader.bytes(program.path("reference.json")))
    let states = document["references"]?.arrayValue?.map { $0["state"]?.stringValue ?? "" }
    #expect(states == ["ran", "refused", "failed"])
    #expect(document["references"]?.arrayValue?[1]["findings"]?.arrayValue?.first?["id"] == "audit.file-write")
    #expect(document["references"]?.arrayValue?[2]["why"]?.stringValue?.contains("stop") == true)
    #expect(document["sandbox"]?["kind"] == "bwrap" && document["sandbox"]?["unsandboxed"] == false)
    #expect(
      document["test_set"]?["sha256"] == (try JSONReader.read(try FileReader.bytes(program.path("set.json"))))["sha256"]
    )
    try program.temporary.write("Reversal_20D\t1.0-$close/Ref($close,20)\n", to: "exprs.tsv")
    let verdict = try program.run(
      "factors", "verify", "--market", "set.csv", "--reference", "reference.csv", "--exprs", "exprs.tsv", "--json")
    #expect(verdict.exit == 0, "\(verdict.out)")
    let result = verdict.json?["factors"]?.arrayValue?.first
    #expect(result?["verdict"] == "identical" && result?["n"]?.intValue ?? 0 > 15_000)
  }

  @Test("what a person has accepted is still held back by the sandbox, and a loop without end by its limit")
  func sandbox() throws {
    let python = try #require(PythonHalf.withPandas)
    let half = try PythonHalf(program)
    try program.temporary.write(TinySet.csv, to: "set.csv")
    try program.temporary.write("open('\(program.path("evil"))', 'w')\n", to: "ws/a/factor.py")
    try program.temporary.write("while True: pass\n", to: "ws/b/factor.py")
    let run = try half.run(
      ["factors", "--test-set", "set.csv", "--workspace", "ws", "--accept", "audit.file-write", "--seconds", "3"],
      python: python)
    #expect(run.exit == 1)
    #expect(!FileReader.exists(program.path("evil")))
    let document = try JSONReader.read(try FileReader.bytes(program.path("reference.json")))
    let reasons = document["references"]?.arrayValue?.map { $0["why"]?.stringValue ?? "" } ?? []
    #expect(reasons.count == 2 && reasons[0].contains("refused by the sandbox") && reasons[1].contains("at a limit"))
    #expect(document["accepted"] == ["audit.file-write"])
  }

  @Test("a function of a package is called with the data, and only its own files are there")
  func function() throws {
    let python = try #require(PythonHalf.withPandas)
    let half = try PythonHalf(program)
    try program.temporary.write(TinySet.csv, to: "set.csv")
    try program.temporary.write("", to: "root/lib/__init__.py")
    try program.temporary.write(
      "from lib.inner import twice\ndef Twice(df):\n    return twice(df['$close'])\n", to: "root/lib/made.py")
    try program.temporary.write("def twice(x):\n    return x * 2\n", to: "root/lib/inner.py")
    try program.temporary.write(
      #"{"factors":[{"name":"('feature', 'Twice')","impl_module":"lib.made","impl_func":"('feature', 'Twice')","impl_version":"3"},"#
        + #"{"name":"Gone","impl_module":"nowhere.made","impl_func":"Gone"}]}"#, to: "catalog.json")
    let run = try half.run(
      ["factors", "--test-set", "set.csv", "--catalog", "catalog.json", "--package-root", "root", "--output", "r.csv"],
      python: python)
    #expect(run.exit == 1, "\(run.err)")
    #expect(
      try FileReader.text(program.path("r.csv"))
        == "instrument,datetime,Twice\nSH600000,2024-01-02,2.5\nSH600000,2024-01-03,\nSZ000001,2024-01-02,6.0\n")
    let document = try JSONReader.read(try FileReader.bytes(program.path("r.json")))
    #expect(document["references"]?.arrayValue?.first?["impl_version"] == "3")
    #expect(document["references"]?.arrayValue?.last?["why"]?.stringValue?.hasPrefix("no code") == true)
  }

  @Test("result.h5 and combined parquet in their odd forms become the same plain values")
  func values() throws {
    let python = try #require(PythonHalf.withPandas)
    let half = try PythonHalf(program)
    try program.temporary.write(
      """
      import pandas as pd
      index = pd.MultiIndex.from_tuples([(pd.Timestamp("2024-01-03"), "600000.SH"), (pd.Timestamp("2024-01-02"), "600000.SH"),
                                         (pd.Timestamp("2024-01-02"), "sz000001")], names=["datetime", "instrument"])
      frame = pd.DataFrame({"A": [1.5, None, 0.1]}, index=index).astype("float32")
      frame.to_hdf("a.h5", key="data")
      frame.columns = pd.MultiIndex.from_tuples([("feature", "A")])
      frame.to_hdf("b.h5", key="data")
      frame.columns = ["('feature', 'A')"]
      frame.index.names = [None, None]
      frame.to_hdf("c.h5", key="data")
      frame.swaplevel().to_hdf("d.h5", key="data")

      """, to: "make.py")
    let made = try half.script("make.py", python: python)
    #expect(made.exit == 0, "\(made.err)")
    for name in ["a", "b", "c", "d"] {
      let run = try half.run(["values", name + ".h5", "--output", name + ".csv"], python: python)
      #expect(run.exit == 0, "\(name): \(run.err)")
      #expect(
        try FileReader.text(program.path(name + ".csv"))
          == "instrument,datetime,A\nSH600000,2024-01-02,\nSH600000,2024-01-03,1.5\nSZ000001,2024-01-02,0.1\n",
        "\(name)")
    }
    try program.temporary.write("no HDF5", to: "bad.h5")
    #expect(try half.run(["values", "bad.h5"], python: python).exit == 3)
    try program.temporary.write(TinySet.csv, to: "set.csv")
    try program.temporary.write(#"{"sha256":"0"}"#, to: "set.json")
    #expect(
      try half.run(["daily-pv", "--test-set", "set.csv"], python: python).exit == 3, "another hash is said beside it")
  }
}

/// Three rows in the form of a test set.
enum TinySet {
  static let csv = """
    instrument,datetime,open,close,high,low,volume,factor
    SH600000,2024-01-02,1,1.25,2,1,100,1
    SH600000,2024-01-03,,,,,,
    SZ000001,2024-01-02,1,3,3,1,100,1

    """
}
