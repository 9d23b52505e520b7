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

  /// The template of RD-Agent's main branch, shortened, and the task as qlib's recorder logs it.
  @Test("a template is rendered with what the recorder logged of its task, and says so")
  func rendered() throws {
    let text = MadeWorkspace.configuration(topk: 7)
    try workspace.temporary.write(
      """
      \(text)
      task:
          model: {class: LGBModel}
          dataset:
              class: {{ dataset_cls | default("DatasetH") }}
              kwargs:
                  features: [{{ feature_expressions }}, {{ feature_names }}]
                  segments:
                      test: [{{ test_start | default("2017-01-01", true) }}, {{ test_end | default("null", true) }}]
                  {% if step_len %}step_len: {{ step_len }}{% endif %}
          record: []
      """, to: "conf_baseline.yaml")
    try workspace.addRecorder("r1", started: 1, arguments: "qrun conf_baseline.yaml")
    func log(_ name: String, _ value: String) throws {
      try workspace.temporary.write(value, to: "mlruns/613921339625016439/r1/params/" + name)
    }
    #expect(try unknown()?.id == "workspace.unrendered-template")
    try log("dataset.kwargs.segments.test", "[datetime.date(2024, 1, 2), None]")
    try log("dataset.class", "DatasetH")
    try log(
      "dataset.kwargs.handler.kwargs.data_loader.kwargs.dataloader_l",
      "[{'class': 'A', 'kwargs': {'config': {'label': [['x'], ['L']], "
        + "'feature': [['Resi($close, 5)/$close', '($high-$low)/$open'], ['RESI5', 'KLEN']]}}}]")
    let used = try #require(try found())
    let dataset = used.configuration.document.root["task"]?["dataset"]?["kwargs"]
    #expect(dataset?["segments"]?["test"]?.items?.map(\.text) == ["2024-01-02", nil])
    #expect(
      dataset?["features"]?.items?.map { $0.items?.map(\.text) } == [
        ["Resi($close, 5)/$close", "($high-$low)/$open"], ["RESI5", "KLEN"],
      ])
    #expect(dataset?["step_len"] == nil)
    #expect(used.because.id == "workspace.rendered-template-with-defaults")
    #expect(used.because.arguments["defaults"] == .names(["step_len", "test_end"]))
    #expect(String(decoding: try used.bytes(), as: UTF8.self).contains("[2024-01-02, null]"))
  }
}
