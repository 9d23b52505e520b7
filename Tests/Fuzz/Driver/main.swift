import Foundation
import FuzzTargets
import Primitives

// `fuzz TARGET [COUNT [SEED]]`: so many damaged inputs of one target; of `all`, fewer of those that cost more.
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
    let isAll = (arguments.first ?? "all") == "all"
    let named =
      isAll ? FuzzTargets.all : (arguments[0].split(separator: ",")).compactMap { FuzzTargets.named(String($0)) }
    let count = arguments.count > 1 ? Int(arguments[1]) : 1_000
    let seed = arguments.count > 2 ? UInt64(arguments[2]) : 1
    guard let count, let seed, isAll || named.count == arguments[0].split(separator: ",").count else {
      say("fuzz [all|TARGET[,TARGET…] [COUNT [SEED]]]; targets: \(FuzzTargets.all.map(\.name).joined(separator: " "))")
      exit(2)
    }
    var faults = 0
    for target in named {
      let cases = isAll ? max(count / target.cost, 1) : count
      faults += try FuzzRun(target: target.name, count: cases, seed: seed).run()
    }
    exit(faults == 0 ? 0 : 1)
  }
#endif
