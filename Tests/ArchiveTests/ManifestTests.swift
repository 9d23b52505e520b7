import Archive
import Primitives
import Records
import TestSupport
import Testing

@Suite("Manifest")
struct ManifestTests {
  let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  private static let sound = """
    {"files":[{"path":"a","sha256":"00","size":1}],"level":1,"objects":[],"parent":null,"replaces":[],
     "schema":1,"tool":{"name":"aistock","version":"1.0"},"trading_day":"2024-01-02","verdicts":[]}
    """

  @Test("the form written out by hand is read")
  func sound() throws {
    let manifest = try Manifest(file: try temporary.write(ManifestTests.sound, to: "manifest.json"))
    #expect(
      manifest
        == Manifest(
          day: day("2024-01-02"), toolVersion: "1.0", level: 1, parent: nil, replaces: [],
          verdicts: [],
          files: [.init(path: "a", size: 1, sha256: "00")], objects: []))
  }

  @Test(
    "a manifest with one field wrong is refused, by name",
    arguments: [
      ("\"schema\":1", "\"schema\":2", "schema"), ("2024-01-02", "2024-02-30", "trading_day"),
      ("\"level\":1", "\"level\":\"one\"", "level"),
      ("\"version\":\"1.0\"", "\"edition\":1", "tool"),
      ("\"parent\":null", "\"parent\":{\"trading_day\":\"2024-01-01\"}", "parent"),
      ("\"size\":1", "\"size\":\"1\"", "files"),
      ("\"verdicts\":[]", "\"verdicts\":[{\"migration\":\"a\"}]", "verdicts"),
      ("\"files\":[{\"path\":\"a\",\"sha256\":\"00\",\"size\":1}],", "", "files"),
      ("\"objects\":[],", "", "objects"), ("\"replaces\":[]", "\"replaces\":[1]", "replaces"),
    ])
  func refused(_ from: String, _ to: String, _ field: String) throws {
    #expect(ManifestTests.sound.contains(from))
    let path = try temporary.write(
      ManifestTests.sound.replacing(from, with: to), to: "manifest.json")
    let refusal = diagnostic { _ = try Manifest(file: path) }
    #expect(refusal?.id == "archive.manifest")
    #expect(refusal?.place?.field == field)
    #expect(refusal?.exit == .input)
  }

  @Test("files stand in the order of their paths, so that equal nights hash alike")
  func sorted() {
    func manifest(_ names: [String]) -> Manifest {
      Manifest(
        day: day("2024-01-02"), toolVersion: "1.0", level: 0, parent: nil, replaces: [],
        verdicts: [],
        files: names.map { .init(path: $0, size: 1, sha256: "00") }, objects: [])
    }
    #expect(manifest(["b", "a", "a/b"]).files.map(\.path) == ["a", "a/b", "b"])
    #expect(manifest(["b", "a"]).sha256 == manifest(["a", "b"]).sha256)
    #expect(manifest(["b"]).sha256 != manifest(["a"]).sha256)
  }
}
