#if LIBFUZZER
  import Foundation
  import FuzzTargets

  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ values: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
  ) -> Int32

  /// One input of libFuzzer's; it looks the function up by this name.
  @_cdecl("LLVMFuzzerTestOneInput")
  func testOneInput(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    // A crash is how libFuzzer is told of a fault, and what makes it keep the input.
    if case .fault(let what) = GuidedFuzzing.target.answer(to: Array(UnsafeBufferPointer(start: bytes, count: count))) {
      fatalError(what)
    }
    return 0
  }

  /// libFuzzer as the source of inputs: `AISTOCK_FUZZ_TARGET` names the target, the arguments are libFuzzer's own.
  enum GuidedFuzzing {
    static let target: FuzzTarget = {
      let name = ProcessInfo.processInfo.environment["AISTOCK_FUZZ_TARGET"] ?? ""
      if let target = FuzzTargets.named(name) { return target }
      say(
        "AISTOCK_FUZZ_TARGET names no target: '\(name)'. Targets: \(FuzzTargets.all.map(\.name).joined(separator: " "))"
      )
      exit(2)
    }()

    static func run() {
      var count = CommandLine.argc
      var values = CommandLine.unsafeArgv
      exit(runDriver(&count, &values) { testOneInput($0, $1) })
    }
  }
#endif
