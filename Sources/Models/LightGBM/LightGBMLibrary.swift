import Foundation
import Primitives

/// LightGBM's C interface (`LightGBM/c_api.h`), opened at run time.
///
/// The log callback is registered before anything else, because the library writes its warnings to
/// standard output, which belongs to data. Failures arrive as return codes with a text a thread.
package final class LightGBMLibrary: Sendable {
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
      throw LightGBMLibrary.damaged(path, dlerror().map { String(cString: $0) } ?? "cannot be opened")
    }
    // Never closed: OpenMP's threads outlive the last call into it.
    func symbol<Function>(_ name: String, as type: Function.Type) throws -> Function {
      guard let address = dlsym(library, name) else {
        throw LightGBMLibrary.damaged(path, "has no function '\(name)'")
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
  func check(_ code: Int32, _ doing: String) throws {
    guard code != 0 else { return }
    let reason = lastError().map { String(cString: $0) } ?? "no reason given"
    throw Diagnostic(
      "model.lightgbm-refused", "LightGBM refused \(doing): \(reason)",
      remedy: "Correct the parameters or the model that it names.")
  }

  private static func damaged(_ path: String, _ what: String) -> Diagnostic {
    Diagnostic(
      "model.lightgbm-damaged", "LightGBM's library cannot be used: \(what)", at: .init(path),
      remedy: "Install libgomp1 and fetch the library again from the lightgbm wheel.", exit: .environment)
  }
}
