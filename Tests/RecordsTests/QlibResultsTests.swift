import Primitives
import Records
import TestSupport
import Testing

struct QlibResultsTests {
  private func read(_ text: String) throws -> [String: Double] {
    try QlibResults(text, path: "qlib_res.csv").values
  }

  @Test(arguments: [
    ",0\nIC,0.013\n1day.ffr,1.0\n", ",0\r\n1day.ffr,1.0\r\nIC,0.013\r\n",
    "\u{FEFF},0\nIC ,0.013\n 1day.ffr, 1.0\n\n",
    "\"\",0\n\"IC\",0.013\n\"1day.ffr\",1.0", ",0\nIC,0.013\nIC,0.013\n1day.ffr,1\n",
  ])
  func everyDressOfTheFile(text: String) throws {
    #expect(try read(text) == ["IC": 0.013, "1day.ffr": 1])
  }

  @Test(arguments: ["", "nan", "NaN"])
  func missingValuesAreMissing(cell: String) throws {
    let values = try read(",0\nIC,\(cell)\nICIR,0.5\n")
    #expect(values["IC"]?.isNaN == true)
    #expect(values["ICIR"] == 0.5)
  }

  /// The shapes that two faulty readers leave behind, and files that hold nothing.
  @Test(
    arguments: [
      (
        "Unnamed: 0,0\n1day.excess_return_without_cost.annualized_return,0.922\n",
        "qlib-res.misparsed", 1
      ),
      (
        "1day.excess_return_without_cost.annualized_return,0.922\nIC,0.1\n", "qlib-res.misparsed", 1
      ),
      (",0\nUnnamed: 0,1day.pa\n", "qlib-res.misparsed", 2),
      (",0\n0,0.922\n", "qlib-res.misparsed", 2),
      (",0\n,0.03\n", "qlib-res.misparsed", 2), (",0\nIC,0.1\nIC,0.2\n", "qlib-res.misparsed", 3),
      (",0\nIC;0.1\n", "qlib-res.misparsed", 2), (",0\nIC,high\n", "qlib-res.misparsed", 2),
      (",0\n", "qlib-res.no-metric", nil), ("", "qlib-res.empty", nil),
      (",0\n\n\n", "qlib-res.no-metric", nil),
    ] as [(String, String, Int?)])
  func whatProvesNothing(text: String, id: String, line: Int?) {
    let found = diagnostic { _ = try read(text) }
    #expect(found?.id == id)
    #expect(found?.place?.line == line)
    #expect(found?.exit == .input)
  }

  @Test func writesItsOwnForm() throws {
    let results = QlibResults(values: ["b": 0.1, "a": .nan, "1day.ffr": 1])
    #expect(String(decoding: results.csv, as: UTF8.self) == ",0\n1day.ffr,1.0\na,\nb,0.1\n")
    let read = try QlibResults(String(decoding: results.csv, as: UTF8.self), path: "x")
    #expect(read.csv == results.csv)
  }

  /// Of the recorded workspaces, one run failed and left the header only.
  @Test(.enabled(if: SharedMaterial.isPresent, Comment(rawValue: SharedMaterial.absence)))
  func recordedResultFilesAreRead() throws {
    let folder = SharedMaterial.path("rdagent/workspaces/")
    let good = try QlibResults(file: folder + "965b1743b79d4344bd10d3e822b1a17f/qlib_res.csv")
      .values
    #expect(good["IC"] == 0.013042874566369142)
    #expect(good.count == 19)
    let rejected = try QlibResults(file: folder + "85c57b2a19d3425a9168dff89ef2e72e/qlib_res.csv")
      .values
    #expect(rejected["1day.ffr"]?.isNaN == true)
    let failed = folder + "a5438e34050c4ac3aa898643530d52db/qlib_res.csv"
    #expect(diagnostic { _ = try QlibResults(file: failed) }?.id == "qlib-res.no-metric")
  }
}
