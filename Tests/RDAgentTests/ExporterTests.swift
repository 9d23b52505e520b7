import Primitives
import RDAgent
import Testing

@Suite("The exporter's script")
struct ExporterTests {
  @Test("it is Python that names every plain form it writes")
  func names() {
    let text = String(decoding: ExporterScript.source, as: UTF8.self)
    for name in [
      "conf.yaml", "model.txt", "pred.csv", "label.csv", "report_normal_1day.csv", "positions.csv",
      "indicators_1day.csv", "qlib_res.csv", "export.json", "--workspace", "--recorder",
    ] { #expect(text.contains(name), "\(name)") }
    #expect(text.utf8.allSatisfy { $0 != 0 })
    #expect(text.hasSuffix("\n"))
  }
}
