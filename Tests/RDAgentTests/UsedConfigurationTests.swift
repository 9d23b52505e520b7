import Primitives
import RDAgent
import Records
import TestSupport
import Testing

@Suite("Which configuration really ran")
struct UsedConfigurationTests {
  let workspace: MadeWorkspace

  init() throws { workspace = try MadeWorkspace() }

  private func found() throws -> UsedConfiguration? {
    if case .found(let used) = try workspace.used() { return used }
    return nil
  }

  private func unknown() throws -> Message? {
    if case .unknown(let why) = try workspace.used() { return why }
    return nil
  }

  private func add(_ names: String...) throws {
    for (index, name) in names.enumerated() {
      try workspace.temporary.write(MadeWorkspace.configuration(topk: 10 + index), to: name)
    }
  }

  private func topk() throws -> Int? {
    let kind = try found()?.configuration.strategy().kind
    guard case .topkDropout(let parameters)? = kind else { return nil }
    return parameters.topk
  }

  @Test("the only configuration of a folder is taken")
  func only() throws {
    try add("conf_baseline.yaml")
    #expect(try topk() == 10)
    #expect(try found()?.because.id == "workspace.only-configuration")
  }

  @Test("of several the recorder's command line decides")
  func commandLine() throws {
    try add("conf_a.yaml", "conf_b.yaml", "conf_c.yaml")
    try workspace.addRecorder("r1", started: 1, arguments: "bin/qrun conf_b.yaml\n")
    #expect(try topk() == 11)
    #expect(try found()?.because.arguments["recorder"] == "r1")
  }

  @Test(
    "of several recorders the newest that names a configuration decides, whatever its name sorts like"
  )
  func newest() throws {
    try add("conf_a.yaml", "conf_b.yaml")
    try workspace.addRecorder("zz-old", started: 1_700_000_000_000, arguments: "qrun conf_a.yaml")
    try workspace.addRecorder(
      "aa-new", started: 1_700_000_000_001, arguments: "qrun elsewhere/conf_b.yaml")
    try workspace.addRecorder("mm-newest", started: 1_700_000_000_002, arguments: nil)
    #expect(try topk() == 11)
  }

  @Test("several without a recorder are not guessed at")
  func ambiguous() throws {
    try add("conf_a.yaml", "conf_b.yaml")
    #expect(try unknown()?.arguments["count"] == .count(2))
    #expect(try workspace.evidence().findings.map(\.id) == ["import.configuration-unknown"])
  }

  @Test("the exporter's conf.yaml goes before all others")
  func exported() throws {
    try add("conf.yaml", "conf_a.yaml")
    try workspace.addRecorder("r1", started: 1, arguments: "qrun conf_a.yaml")
    #expect(try topk() == 10)
  }

  @Test("a recorder that ran a file which is gone leaves the configuration unknown")
  func gone() throws {
    try add("conf_a.yaml")
    try workspace.addRecorder("r1", started: 1, arguments: "qrun conf_of_yesterday.yaml")
    #expect(try unknown()?.arguments["file"] == "conf_of_yesterday.yaml")
  }

  @Test(
    "a Jinja template is not YAML and is not taken for one",
    arguments: ["{{ topk }}", "{% if a %}", "x: {{y}}"])
  func jinja(_ text: String) throws {
    try workspace.temporary.write("task:\n  a: \(text)\n", to: "conf_sota.yaml")
    #expect(try unknown()?.id == "workspace.unrendered-template")
  }

  @Test("a folder without any configuration says so")
  func none() throws {
    #expect(try unknown()?.id == "workspace.no-configuration")
  }

  @Test("a file in the place of mlruns, and runs without their files, are passed over")
  func oddStore() throws {
    try add("conf_a.yaml")
    try workspace.temporary.write("x", to: "mlruns")
    #expect(try topk() == 10)
  }

  @Test("stray files and damaged times in MLflow's store do not stop the search")
  func strayFiles() throws {
    try add("conf_a.yaml", "conf_b.yaml")
    try workspace.temporary.write("x", to: "mlruns/.trash/note")
    try workspace.temporary.write("x", to: "mlruns/0/meta.yaml")
    try workspace.temporary.write("start_time: never\n", to: "mlruns/0/broken/meta.yaml")
    try workspace.addRecorder("r1", started: 5, arguments: "qrun conf_b.yaml")
    #expect(try topk() == 11)
  }
}
