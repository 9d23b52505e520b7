import Primitives
import Records
import TestSupport
import Testing

/// Expected texts are those of Jinja 3.1 (`Template(text).render(values)`), as qrun calls it.
struct ConfigurationTemplateTests {
  private func render(_ text: String, _ values: [String: String] = [:]) throws -> ConfigurationTemplate.Rendered {
    try ConfigurationTemplate(text, path: "conf.yaml").render(values)
  }

  @Test(
    arguments: [
      ("a: {{ x }}\n", "a: 7\n"), ("a: {{x}}, {{ y | default(\"d\", true) }}\n", "a: 7, d\n"),
      ("{{ x | default('d', true) }}", "7"), ("[{{ y | default(null, true) }}]", "[]"),
      ("{{ y | default(\"null\", true) }}", "null"), ("{{ y or 'd' }}{{ y or x }}", "d7"),
      ("{% if x %}step_len: {{ x }}{% endif %}\n", "step_len: 7\n"), ("a{% if y %}, y: {{ y }}{% endif %}b", "ab"),
      ("{% if y %}1{% elif x %}2{% else %}3{% endif %}", "2"), ("{% if y %}1{% else %}3{% endif %}", "3"),
      ("{% if x %}{% if y %}1{% endif %}2{% endif %}", "2"), ("a{# {{ z }} #}b", "ab"),
      ("{{ \"}}\" }}", "}}"), ("{a: {b: 1}}{{ y | default(5) }}", "{a: {b: 1}}5"), ("{{ y | default(none) }}", "None"),
    ] as [(String, String)])
  func constructsOfTheTemplatesAreRendered(text: String, expected: String) throws {
    #expect(try render(text, ["x": "7"]).text == expected)
  }

  @Test func tellsWhichValuesWereGivenAndWhichAreDefaults() throws {
    let rendered = try render(
      "{{ b | default('1', true) }}{{ a }}{% if c %}x{% endif %}{{ b | default('2', true) }}", ["a": "v", "b": ""])
    #expect(rendered.text == "1v2" && rendered.given == ["a"] && rendered.defaults == ["b", "c"])
  }

  @Test func valuesThatNobodyKnowsAreNamed() {
    let found = diagnostic { _ = try render("a: 1\nb: {{ n_epochs }}\nc: {{ lr }}\n", ["lr": "0.1"]) }
    #expect(found?.id == "template.unknown-values")
    #expect(found?.place?.line == 2)
    #expect(found?.summary.arguments["names"] == .names(["n_epochs"]))
    #expect(found?.exit == .input)
  }

  @Test(
    arguments: [
      ("{% for x in y %}{% endfor %}", "template.construct"), ("{% set a = 1 %}", "template.construct"),
      ("{{ x.y }}", "template.construct"), ("{{ f(x) }}", "template.construct"),
      ("{{ x | upper }}", "template.construct"),
      ("{{- x }}", "template.construct"), ("{% if x == 1 %}{% endif %}", "template.construct"),
      ("{{ }}", "template.construct"),
      ("{% endif %}", "template.construct"), ("{% if x %}{% else %}{% else %}{% endif %}", "template.construct"),
      ("{% if x %}", "template.open"), ("{{ x ", "template.open"), ("{{ 'x }}", "template.open"),
      ("{# x", "template.open"),
      ("{% include 'a' %}", "template.construct"), ("{{ x if y else z }}", "template.construct"),
      (String(repeating: "{% if x %}", count: 100_000), "template.construct"),
    ] as [(String, String)])
  func everythingElseIsRefusedByName(text: String, id: String) {
    #expect(diagnostic { _ = try render(text, ["x": "7"]) }?.id == id)
  }
}
