import Primitives
import RDAgent
import TestSupport
import Testing

/// A bundle's manifest held to what the bundle holds.
struct BundleManifestTests {
  private let id = BundleID("90edfd67-aac2-43ce-aeae-25930e7f96d8")

  private func read(_ text: String?, loops: [String] = []) throws -> BundleManifest {
    BundleManifest(
      text.map { Array($0.utf8) }, paths: ["w/factor_entry.py", "w/model.pkl", "factor.py"], id: try #require(id),
      loops: loops)
  }

  @Test("only what a UUID looks like is an identifier")
  func identifiers() {
    #expect(BundleID("90edfd67-aac2-43ce-aeae-25930e7f96d8") != nil)
    for text in [
      "", "..", "../x", "90edfd67-aac2-43ce-aeae-25930e7f96d", "90EDFD67-AAC2-43CE-AEAE-25930E7F96D8",
      "90edfd67aaac2-43ce-aeae-25930e7f96d8", "90edfd67-aac2-43ce-aeae-25930e7f96d8/",
      "{90edfd67-aac2-43ce-aeae-25930e}",
      "９0edfd67-aac2-43ce-aeae-25930e7f96d", "90edfd67-aac2-43ce-aeae-25930e7f96d\n",
    ] {
      #expect(BundleID(text) == nil, "\(text)")
    }
  }

  @Test(
    "what is wrong with a manifest is said, and nothing else",
    arguments: [
      (
        #"{"schema_version":1,"asset_bundle_id":"90edfd67-aac2-43ce-aeae-25930e7f96d8","task_run_id":"a","loop_id":0,"primary_assets":{"factor_entry_relpath":"w/factor_entry.py","model_weight_relpath":"w/model.pkl","config_relpath":""}}"#,
        "nested", []
      ),
      (#"{"factor_entry_relpath":"factor.py","model_weight_relpath":"w/model.pkl"}"#, "flat", ["flat"]),
      (nil, "none", ["none"]), ("[1]", "unreadable", ["no-json"]), ("{", "unreadable", ["no-json"]),
      (#"{"primary_assets":{}}"#, "nested", ["no-path", "no-path"]),
      (
        #"{"schema_version":2,"asset_bundle_id":"x","task_run_id":"b","loop_id":0,"primary_assets":{"factor_entry_relpath":"../x.py","model_weight_relpath":"w/gone.pkl","config_relpath":"/etc/passwd"}}"#,
        "nested", ["version", "other-bundle", "other-loop", "outside", "gone", "outside"]
      ),
    ] as [(String?, String, [String])])
  func findings(text: String?, form: String, findings: [String]) throws {
    let manifest = try read(text, loops: ["a/0"])
    #expect(manifest.form.rawValue == form)
    #expect(manifest.findings.map(\.id) == findings.map { "bundle.manifest-" + $0 })
  }
}
