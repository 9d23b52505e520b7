import Foundation
package import Primitives

/// LightGBM's C interface (`LightGBM/c_api.h`), opened at run time.
///
/// The log callback is registered before anything else, because the library writes its warnings to
/// standard output, which belongs to data. Failures arrive as return codes with a text a thread.
package final class LightGBMLibrary: ModelLibrary {
  package static let fileName = "lib_lightgbm.so"
  package static let environmentVariable = "AISTOCK_LIGHTGBM"
  package static let checkoutFolder = ".lightgbm"

  // @convention(c) functions and the open library itself never change after `init`.
  typealias Handle = UnsafeMutableRawPointer
  typealias Text = UnsafePointer<CChar>
  typealias Out<Value> = UnsafeMutablePointer<Value>

  package let path: String
  let lastError: @convention(c) () -> Text?
  let datasetCreate:
    @convention(c) (
      UnsafeRawPointer?, Int32, Int32, Int32, Int32, Text, Handle?, Out<Handle?>
    ) -> Int32
  let datasetSetField: @convention(c) (Handle, Text, UnsafeRawPointer?, Int32, Int32) -> Int32
  let datasetFree: @convention(c) (Handle) -> Int32
  let boosterCreate: @convention(c) (Handle, Text, Out<Handle?>) -> Int32
  let boosterLoad: @convention(c) (Text, Out<Int32>, Out<Handle?>) -> Int32
  let boosterFree: @convention(c) (Handle) -> Int32
  let boosterAddValid: @convention(c) (Handle, Handle) -> Int32
  let boosterUpdate: @convention(c) (Handle, Out<Int32>) -> Int32
  let boosterEvalCounts: @convention(c) (Handle, Out<Int32>) -> Int32
  let boosterEvalNames: @convention(c) (Handle, Int32, Out<Int32>, Int, Out<Int>, Out<Out<CChar>?>?) -> Int32
  let boosterEval: @convention(c) (Handle, Int32, Out<Int32>, Out<Double>) -> Int32
  let boosterSave: @convention(c) (Handle, Int32, Int32, Int32, Int64, Out<Int64>, Out<CChar>?) -> Int32
  let boosterPredict:
    @convention(c) (
      Handle, UnsafeRawPointer?, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Text, Out<Int64>,
      Out<Double>
    ) -> Int32

  /// Throws `model.lightgbm-damaged` (exit 4) for a file that is no LightGBM library.
  package init(path: String) throws {
    // OpenMP's threads spin while they wait unless told otherwise: beside any other busy process training
    // then takes minutes in place of seconds (measured: 114 s against 11 s). libgomp reads this as it is loaded.
    setenv("OMP_WAIT_POLICY", "passive", 0)
    // The loader searches its own folders for a bare name: a path must have a slash.
    guard let library = dlopen(path.contains("/") ? path : "./" + path, RTLD_NOW | RTLD_LOCAL) else {
      throw Diagnostic.damagedLibrary(path, dlerror().map { String(cString: $0) } ?? "dlopen")
    }
    // Never closed: OpenMP's threads outlive the last call into it.
    func symbol<Function>(_ name: String, as type: Function.Type) throws -> Function {
      guard let address = dlsym(library, name) else {
        throw Diagnostic.damagedLibrary(path, name)
      }
      return unsafeBitCast(address, to: type)
    }
    self.path = path
    lastError = try symbol("LGBM_GetLastError", as: (@convention(c) () -> Text?).self)
    let register = try symbol(
      "LGBM_RegisterLogCallback",
      as: (@convention(c) (@convention(c) (Text?) -> Void) -> Int32).self)
    _ = register { _ in }
    datasetCreate = try symbol(
      "LGBM_DatasetCreateFromMat",
      as: (@convention(c) (
        UnsafeRawPointer?, Int32, Int32, Int32, Int32, Text, Handle?, Out<Handle?>
      ) -> Int32).self)
    datasetSetField = try symbol(
      "LGBM_DatasetSetField",
      as: (@convention(c) (Handle, Text, UnsafeRawPointer?, Int32, Int32) -> Int32).self)
    datasetFree = try symbol("LGBM_DatasetFree", as: (@convention(c) (Handle) -> Int32).self)
    boosterCreate = try symbol(
      "LGBM_BoosterCreate", as: (@convention(c) (Handle, Text, Out<Handle?>) -> Int32).self)
    boosterLoad = try symbol(
      "LGBM_BoosterLoadModelFromString",
      as: (@convention(c) (Text, Out<Int32>, Out<Handle?>) -> Int32).self)
    boosterFree = try symbol("LGBM_BoosterFree", as: (@convention(c) (Handle) -> Int32).self)
    boosterAddValid = try symbol(
      "LGBM_BoosterAddValidData", as: (@convention(c) (Handle, Handle) -> Int32).self)
    boosterUpdate = try symbol(
      "LGBM_BoosterUpdateOneIter", as: (@convention(c) (Handle, Out<Int32>) -> Int32).self)
    boosterEvalCounts = try symbol(
      "LGBM_BoosterGetEvalCounts", as: (@convention(c) (Handle, Out<Int32>) -> Int32).self)
    boosterEvalNames = try symbol(
      "LGBM_BoosterGetEvalNames",
      as: (@convention(c) (
        Handle, Int32, Out<Int32>, Int, Out<Int>, Out<Out<CChar>?>?
      ) -> Int32).self)
    boosterEval = try symbol(
      "LGBM_BoosterGetEval",
      as: (@convention(c) (Handle, Int32, Out<Int32>, Out<Double>) -> Int32).self)
    boosterSave = try symbol(
      "LGBM_BoosterSaveModelToString",
      as: (@convention(c) (
        Handle, Int32, Int32, Int32, Int64, Out<Int64>, Out<CChar>?
      ) -> Int32).self)
    boosterPredict = try symbol(
      "LGBM_BoosterPredictForMat",
      as: (@convention(c) (
        Handle, UnsafeRawPointer?, Int32, Int32, Int32, Int32, Int32, Int32, Int32, Text,
        Out<Int64>, Out<Double>
      ) -> Int32).self)
  }

  /// Throws `model.lightgbm-refused` with the library's own words where a call failed.
  func check(_ code: Int32, _ work: Work) throws {
    guard code != 0 else { return }
    throw Diagnostic(
      "model.lightgbm-refused", .unsupported,
      ["work": .message(work.name), "reason": .text(lastError().map { String(cString: $0) } ?? "-")],
      (en: "LightGBM refused {work}: {reason}", zh: "LightGBM 拒绝{work}：{reason}"),
      remedy: (en: "Correct the parameters or the model that it names.", zh: "请更正它指出的参数或模型。"))
  }

  package static func missing(_ places: [String]) -> Diagnostic {
    Diagnostic(
      "model.lightgbm-missing", .environment,
      ["places": .names(places), "variable": .text(environmentVariable), "file": .text(fileName)],
      (
        en: "LightGBM's library is not found. Looked at: {places}.", zh: "找不到 LightGBM 库，已查找：{places}。"
      ),
      remedy: (
        en: "Run `make lightgbm`, or set {variable} to the path of {file}.",
        zh: "请运行 `make lightgbm`，或把 {variable} 设为 {file} 的路径。"
      ))
  }
}

extension LightGBMLibrary {
  /// What the library is asked to do.
  enum Work {
    case features, labels, parameters, validationRows, model, round, evaluation, writing

    fileprivate var name: Message {
      switch self {
      case .features: Message("model.features-word", en: "the features", zh: "特征")
      case .labels: Message("model.labels-word", en: "the labels", zh: "标签")
      case .parameters: Message("model.parameters-word", en: "the parameters", zh: "参数")
      case .validationRows: Message("model.validation-rows-word", en: "the validation rows", zh: "验证行")
      case .model: Message("model.model-word", en: "the model", zh: "模型")
      case .round: Message("model.round-word", en: "a round of training", zh: "一轮训练")
      case .evaluation: Message("model.evaluation-word", en: "an evaluation", zh: "评估")
      case .writing: Message("model.writing-word", en: "the writing of the model", zh: "写出模型")
      }
    }
  }
}

extension Diagnostic {
  /// - Parameter problem: what the loader says, or the function that is not there.
  fileprivate static func damagedLibrary(_ path: String, _ problem: String) -> Diagnostic {
    Diagnostic(
      "model.lightgbm-damaged", .environment, at: .init(path), ["problem": .text(problem)],
      (en: "LightGBM's library cannot be used: {problem}", zh: "无法使用 LightGBM 库：{problem}"),
      remedy: (
        en: "Install libgomp1 and fetch the library again with `make lightgbm`.",
        zh: "请安装 libgomp1，并用 `make lightgbm` 重新取得该库。"
      ))
  }

  /// The library said that it succeeded and gave nothing.
  static func noResult() -> Diagnostic {
    Diagnostic(
      "model.lightgbm-refused", .fault,
      (en: "LightGBM succeeded without a result.", zh: "LightGBM 执行成功但没有给出结果。"),
      remedy: (en: "Report this.", zh: "请报告此问题。"))
  }
}
