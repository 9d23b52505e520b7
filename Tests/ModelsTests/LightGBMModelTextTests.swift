import Foundation
import Models
import Primitives
import TestSupport
import Testing

/// Models that are damaged or belong to other features are refused before the library sees them.
@Suite struct LightGBMModelTextTests {
  /// A model of two trees with the sizes of its own text.
  static func model(
    names: String = "KLEN ROC60", features: Int = 2, classes: Int = 1, trees: [String] = [leaf, leaf],
    header: String = ""
  ) -> String {
    let written = trees.enumerated().map { "Tree=\($0.offset)\n\($0.element)\n\n\n" }
    return """
      tree
      version=v4
      num_class=\(classes)
      num_tree_per_iteration=\(classes)
      label_index=0
      max_feature_idx=\(features - 1)
      objective=regression
      feature_names=\(names)
      feature_infos=\(Array(repeating: "[-1:1]", count: features).joined(separator: " "))
      \(header)tree_sizes=\(written.map { "\($0.utf8.count)" }.joined(separator: " "))

      \(written.joined())end of trees

      feature_importances:

      parameters:
      [boosting: gbdt]
      [learning_rate: 0.2]

      end of parameters

      """
  }

  /// A tree of one leaf.
  static let leaf = """
    num_leaves=1
    num_cat=0
    split_feature=
    split_gain=
    threshold=
    decision_type=
    left_child=
    right_child=
    leaf_value=0.5
    leaf_weight=
    leaf_count=9
    internal_value=
    internal_weight=
    internal_count=
    is_linear=0
    shrinkage=1
    """

  /// A tree of three splits: 0 above 1 and 2.
  static let tree = """
    num_leaves=4
    num_cat=0
    split_feature=0 1 0
    split_gain=9 3.5 1e-05
    threshold=0.5 -0.25 1.0000000180025095e-35
    decision_type=2 2 2
    left_child=1 -1 -2
    right_child=2 -3 -4
    leaf_value=0.1 -0.2 0.3 0.4
    leaf_weight=4 3 2 1
    leaf_count=4 3 2 1
    internal_value=0 0.1 -0.05
    internal_weight=0 6 4
    internal_count=10 6 4
    is_linear=0
    shrinkage=0.1
    """

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

  /// Wherever a text is cut, it is refused, but for the line feed at its very end.
  @Test func aTextCutShortIsRefused() throws {
    let whole = Self.model(trees: [Self.tree, Self.leaf])
    for length in 0..<(whole.utf8.count - 1) {
      let error = #expect(throws: Diagnostic.self) { try read(String(whole.prefix(length))) }
      #expect(error?.id == "model.text")
      #expect(error?.exit == .input)
    }
    _ = try read(String(whole.dropLast()))
  }

  /// Line and field of what the library would have taken for something.
  @Test(
    arguments: [
      ("left_child=1 -1 -2", "left_child=0 -1 -2", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=1 -1 1", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=1 -1 -1", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=3 -1 -2", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=1 -1 -5", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=x y z", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=1 -1", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=1 -1 -2 ", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=1  -1 -2", "trees[0].left_child", 19),
      ("left_child=1 -1 -2", "left_child=1 -1 -02", "trees[0].left_child", 19),
      ("left_child=1 -1 -2\n", "", "trees[0].left_child", nil),
      ("left_child=1 -1 -2\n", "left_child=1 -1 -2\nleft_child=1 -1 -2\n", "trees[0].left_child", 20),
      ("split_feature=0 1 0", "split_feature=0 2 0", "trees[0].split_feature", 15),
      ("split_feature=0 1 0", "split_feature=0 100000 0", "trees[0].split_feature", 15),
      ("split_feature=0 1 0", "split_feature=0 -1 0", "trees[0].split_feature", 15),
      ("leaf_value=0.1", "leaf_value=nan", "trees[0].leaf_value", 21),
      ("leaf_value=0.1", "leaf_value=inf", "trees[0].leaf_value", 21),
      ("leaf_value=0.1", "leaf_value=1e999", "trees[0].leaf_value", 21),
      ("leaf_value=0.1", "leaf_value=0x1", "trees[0].leaf_value", 21),
      ("leaf_value=0.1", "leaf_value=.1", "trees[0].leaf_value", 21),
      ("leaf_value=0.1", "leaf_value=0.1f", "trees[0].leaf_value", 21),
      ("threshold=0.5", "threshold=nan", "trees[0].threshold", 17),
      ("decision_type=2 2 2", "decision_type=2 12 2", "trees[0].decision_type", 18),
      ("decision_type=2 2 2", "decision_type=2 3 2", "trees[0].threshold", 17),
      ("num_leaves=4", "num_leaves=5", "trees[0].split_feature", 15),
      ("num_leaves=4", "num_leaves=999999999", "trees[0].num_leaves", 13),
      ("num_leaves=4", "num_leaves=0", "trees[0].num_leaves", 13),
      ("num_cat=0", "num_cat=1", "trees[0].threshold", 17),
      ("internal_count=10 6 4", "internal_count=10 7 4", "trees[0].internal_count", 26),
      ("is_linear=0", "is_linear=1", "trees[0].leaf_const", nil),
      ("shrinkage=0.1", "shrinkage=", "trees[0].shrinkage", 28),
      ("tree_sizes=", "tree_sizes=-", "tree_sizes", 10),
      ("num_tree_per_iteration=1", "num_tree_per_iteration=2", "num_tree_per_iteration", 4),
      ("max_feature_idx=1", "max_feature_idx=99999999999999999999", "max_feature_idx", 6),
      ("objective=regression", "objective=regressions", "objective", 7),
      ("objective=regression", "objective=binary", "objective", 7),
      ("objective=regression", "objective=regression sigmoid:x", "objective", 7),
      ("feature_names=KLEN ROC60", "feature_names=KLEN KLEN", "feature_names", 8),
      ("feature_infos=[-1:1]", "feature_infos=[-1;1]", "feature_infos", 9),
      ("version=v4", "version=v9", "version", 2),
      ("[learning_rate: 0.2]", "learning_rate: 0.2", "parameters", 56),
    ] as [(String, String, String, Int?)])
  func damageIsNamedByLineAndField(text: String, changed: String, field: String, line: Int?) throws {
    let whole = Self.model(trees: [Self.tree, Self.leaf])
    let range = try #require(whole.range(of: text))
    let error = #expect(throws: Diagnostic.self) { try read(whole.replacingCharacters(in: range, with: changed)) }
    #expect(error?.id == "model.text")
    #expect(error?.place?.field == field)
    if let line { #expect(error?.place?.line == line) }
  }

  /// Exponents of huge leaves are no scores, and neither are sums beyond a double.
  @Test func scoresBeyondTheRangeOfADoubleAreRefused() throws {
    let huge = Self.model(trees: [Self.leaf, Self.leaf]).replacing("leaf_value=0.5", with: "leaf_value=1e308")
    #expect(throws: Diagnostic.self) { try read(huge) }
    let exponential = Self.model().replacing("objective=regression", with: "objective=poisson")
    _ = try read(exponential)
    #expect(throws: Diagnostic.self) { try read(exponential.replacing("leaf_value=0.5", with: "leaf_value=500")) }
  }

  /// Texts of every kind that LightGBM writes (`Tests/Oracle/make_lightgbm_texts.py`).
  @Test(arguments: modelTexts)
  func realTextsAreRead(file: String) throws {
    let text = try LightGBMText(try FileReader.bytes(file), path: file)
    #expect(!text.trees.isEmpty)
    #expect(!text.parameters.isEmpty)
  }

  /// The texts of the project, and those of a folder that `AISTOCK_MODEL_TEXTS` names.
  static let modelTexts: [String] = {
    let own = (RepositoryRoot.folder ?? "") + "/Tests/Oracle/lightgbm/texts"
    let other = ProcessInfo.processInfo.environment["AISTOCK_MODEL_TEXTS"]
    return [own, other].compactMap(\.self).flatMap { folder in
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".txt") }.sorted()
        .map { folder + "/" + $0 }
    }
  }()

  @Test func otherThanAnnounced() {
    #expect(throws: Diagnostic.self) { try read(Self.model(features: 3)) }
    #expect(throws: Diagnostic.self) { try read(Self.model(classes: 2)) }
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
