import Foundation
import FuzzTargets
import Primitives

// Without arguments: all targets. As `fuzz TARGET [COUNT [SEED]]`: so many damaged inputs of one target.
// `fuzz reproduce TARGET FILE`: one input. Built by `make fuzz-guided`, libFuzzer takes the inputs' place.

let arguments = Array(CommandLine.arguments.dropFirst())

#if LIBFUZZER
  GuidedFuzzing.run()
#else
  switch arguments.first {
  case "worker": try FuzzWorker(arguments).run()
  case "reproduce":
    guard arguments.count == 3, let target = FuzzTargets.named(arguments[1]) else { exit(2) }
    say("\(target.answer(to: try FileReader.bytes(arguments[2])))")
  default:
    let named = arguments.first.map { $0.split(separator: ",").map(String.init) } ?? FuzzTargets.all.map(\.name)
    let count = arguments.count > 1 ? Int(arguments[1]) : 1_000
    let seed = arguments.count > 2 ? UInt64(arguments[2]) : 1
    guard let count, let seed, named.allSatisfy({ FuzzTargets.named($0) != nil }) else {
      say("fuzz [TARGET[,TARGET…] [COUNT [SEED]]]; targets: \(FuzzTargets.all.map(\.name).joined(separator: " "))")
      exit(2)
    }
    var faults = 0
    for name in named { faults += try FuzzRun(target: name, count: count, seed: seed).run() }
    exit(faults == 0 ? 0 : 1)
  }
#endif
