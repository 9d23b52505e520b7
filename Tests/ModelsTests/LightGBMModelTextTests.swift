import Models
import Primitives
import Testing

/// Models that are damaged or belong to other features are refused before the library sees them.
@Suite struct LightGBMModelTextTests {
  /// A model of two trees with the sizes of its own text.
  static func model(names: String = "KLEN ROC60", features: Int = 2, classes: Int = 1) -> String {
    let tree = "num_leaves=1\nleaf_value=0.5\n\n\n"
    let first = "Tree=0\n" + tree
    let second = "Tree=1\n" + tree
    return """
      tree
      version=v4
      num_class=\(classes)
      num_tree_per_iteration=\(classes)
      max_feature_idx=\(features - 1)
      objective=regression
      feature_names=\(names)
      tree_sizes=\(first.utf8.count) \(second.utf8.count)

      \(first)\(second)end of trees

      parameters:
      [boosting: gbdt]
      [learning_rate: 0.2]

      end of parameters

      """
  }

  private func read(_ text: String) throws -> LightGBMModelText {
    try LightGBMModelText(Array(text.utf8), path: "model.txt")
  }

  @Test func readsTheHeader() throws {
    let text = try read(Self.model())
    #expect(text.featureNames == ["KLEN", "ROC60"])
    #expect(text.treeCount == 2)
    #expect(text.objective == "regression")
    #expect(!text.hasOwnNames)
    #expect(text.parameters.map(\.name) == ["boosting", "learning_rate"])
    #expect(text.parameters.map(\.value) == ["gbdt", "0.2"])
  }

  @Test(arguments: [10, 60, 130, 200, 260])
  func aTextCutShortIsRefused(at length: Int) throws {
    let error = #expect(throws: Diagnostic.self) { try read(String(Self.model().prefix(length))) }
    #expect(error?.id == "model.text")
  }

  @Test func otherThanAnnounced() {
    #expect(throws: Diagnostic.self) { try read(Self.model(features: 3)) }
    #expect(throws: Diagnostic.self) { try read(Self.model(classes: 3)) }
    #expect(throws: Diagnostic.self) { try read("") }
    #expect(throws: Diagnostic.self) { try read("PK\u{3}\u{4}") }
  }

  @Test func wrongOrderNamesTheFirstPosition() throws {
    let text = try read(Self.model())
    try text.check(features: ["KLEN", "ROC60"])
    let order = #expect(throws: Diagnostic.self) { try text.check(features: ["ROC60", "KLEN"]) }
    #expect(order?.summary.arguments["position"] == .count(0))
    let more = #expect(throws: Diagnostic.self) { try text.check(features: ["KLEN", "ROC60", "STD5"]) }
    #expect(more?.summary.english == "There are 3 features for a model of 2. 'STD5' is one too many.")
    let fewer = #expect(throws: Diagnostic.self) { try text.check(features: ["KLEN"]) }
    #expect(fewer?.summary.english == "There are 1 feature for a model of 2. 'ROC60' is missing.")
  }

  @Test func namesOfTheLibraryTellOnlyTheCount() throws {
    let text = try read(Self.model(names: "Column_0 Column_1"))
    #expect(text.hasOwnNames)
    try text.check(features: ["ROC60", "KLEN"])
    #expect(throws: Diagnostic.self) { try text.check(features: ["ROC60"]) }
  }

  @Test func theLibraryIsLookedForInOrder() {
    #expect(
      candidates(environment: "/a/lib_lightgbm.so", program: "/b/aistock", folder: "/c") == ["/a/lib_lightgbm.so"])
    #expect(candidates(environment: "/a") == ["/a/lib_lightgbm.so"])
    #expect(
      candidates(program: "/c/.build/x/release/aistock", folder: "/c") == [
        "/c/.build/x/release/lib_lightgbm.so", "/c/.build/x/release/.lightgbm/lib_lightgbm.so",
        "/c/.build/x/.lightgbm/lib_lightgbm.so", "/c/.build/.lightgbm/lib_lightgbm.so",
        "/c/.lightgbm/lib_lightgbm.so",
      ])
    let error = #expect(throws: Diagnostic.self) {
      try ModelRuntime(LibraryPlaces(environment: ["AISTOCK_LIGHTGBM": "/nowhere"])).library(LightGBMLibrary.self)
    }
    #expect(error?.exit == .environment)
  }

  private func candidates(environment: String? = nil, program: String? = nil, folder: String? = nil) -> [String] {
    let variables = environment.map { ["AISTOCK_LIGHTGBM": $0] } ?? [:]
    return LibraryPlaces(environment: variables, program: program, folder: folder).candidates(for: LightGBMLibrary.self)
  }
}
