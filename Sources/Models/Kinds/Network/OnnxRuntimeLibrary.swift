import COnnxRuntime
import Foundation
package import Primitives

/// ONNX Runtime, opened at run time through its table of C functions.
package final class OnnxRuntimeLibrary: ModelLibrary {
  package static let fileName = "libonnxruntime.so"
  package static let environmentVariable = "AISTOCK_ONNXRUNTIME"
  package static let checkoutFolder = ".onnxruntime"

  package let path: String
  /// As the library names itself.
  package let version: String
  // The table, the environment and the memory's description never change after `init`, and live as long as the process.
  nonisolated(unsafe) let table: aistock_ort_table
  nonisolated(unsafe) let environment: UnsafeMutableRawPointer
  nonisolated(unsafe) let memory: UnsafeMutableRawPointer

  /// Throws `model.onnx-library` (exit 4) for a file that is not this library.
  package init(path: String) throws {
    guard let library = dlopen(path.contains("/") ? path : "./" + path, RTLD_NOW | RTLD_LOCAL) else {
      throw Diagnostic.unusable(path, dlerror().map { String(cString: $0) } ?? "dlopen")
    }
    guard let base = dlsym(library, "OrtGetApiBase"), let table = aistock_ort_open(base) else {
      throw Diagnostic.unusable(path, "OrtGetApiBase")
    }
    var environment: UnsafeMutableRawPointer?
    var memory: UnsafeMutableRawPointer?
    guard aistock_ort_environment(table, &environment) == nil, let environment else {
      throw Diagnostic.unusable(path, "CreateEnvWithCustomLogger")
    }
    guard aistock_ort_memory(table, &memory) == nil, let memory else {
      throw Diagnostic.unusable(path, "CreateCpuMemoryInfo")
    }
    self.path = path
    self.table = table
    self.environment = environment
    self.memory = memory
    version = aistock_ort_version(base).map { String(cString: $0) } ?? "-"
  }

  /// The library's words where a call failed; nil where it succeeded.
  func problem(_ status: UnsafeMutableRawPointer?) -> String? {
    guard let status else { return nil }
    defer { aistock_ort_release(table, Int32(AISTOCK_ORT_STATUS), status) }
    return aistock_ort_message(table, status).map { String(cString: $0) } ?? "-"
  }

  package static func missing(_ places: [String]) -> Diagnostic {
    Diagnostic(
      "model.onnx-missing", .environment,
      ["places": .names(places), "variable": .text(environmentVariable), "file": .text(fileName)],
      (
        en: "ONNX Runtime's library is not found. Looked at: {places}.", zh: "找不到 ONNX Runtime 库，已查找：{places}。"
      ),
      remedy: (
        en: "Run `make onnxruntime`, or set {variable} to the path of {file}.",
        zh: "请运行 `make onnxruntime`，或把 {variable} 设为 {file} 的路径。"
      ))
  }
}

extension Diagnostic {
  /// - Parameter problem: what the loader says, or the function that is not there.
  fileprivate static func unusable(_ path: String, _ problem: String) -> Diagnostic {
    Diagnostic(
      "model.onnx-library", .environment, at: .init(path), ["problem": .text(problem)],
      (en: "ONNX Runtime's library cannot be used: {problem}", zh: "无法使用 ONNX Runtime 库：{problem}"),
      remedy: (
        en: "Fetch the library again with `make onnxruntime`.", zh: "请用 `make onnxruntime` 重新取得该库。"
      ))
  }
}
