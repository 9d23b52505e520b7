import Foundation
import Primitives
import Records
import TestSupport

extension Fault {
  /// Killed at the announcement of a step, and never more than a line behind it.
  private static func killed(_ step: StepID) -> Fault {
    let name = step.name.replacing(" ", with: "-")
    return Fault(
      "killed-at-\(name)", .process, "The process is killed as the step `\(step.name)` begins.", exit: -SIGKILL,
      leaves: .sound
    ) { world in
      try world.stepped { night in
        try night.reach(step)
        night.signal(SIGKILL)
      }
    }
  }

  private static func ended(_ id: String, _ signal: Int32, _ name: String, at step: StepID) -> Fault {
    Fault(
      id, .process, "\(name) ends the process as the step `\(step.name)` begins.", exit: -signal, leaves: .sound
    ) { world in
      try world.stepped { night in
        try night.reach(step)
        night.signal(signal)
      }
    }
  }

  static let processes: [Fault] =
    [
      StepID.sync, .reconcile("small"), .reconcile("other"), .factors, .settle("p"), .archive, .publish,
    ].map(killed) + [
      ended("terminated", SIGTERM, "SIGTERM", at: .archive),
      ended("interrupted", SIGINT, "SIGINT", at: .publish),
      ended("hung-up", SIGHUP, "The end of the terminal", at: .factors),
      Fault(
        "stopped-and-continued", .process, "The machine sleeps in the middle of the night.", exit: 0, leaves: .same
      ) { world in
        try world.stepped { night in
          try night.reach(.reconcile("other"))
          night.signal(SIGSTOP)
          usleep(20_000)
          night.signal(SIGCONT)
        }
      },
      Fault(
        "second-night", .process, "A second night begins while one is at work: it is refused, and the first ends.",
        exit: 75, "night.locked", leaves: .whole
      ) { world in
        var second = FaultWorld.Ending(exit: 0, summary: "")
        let first = try world.stepped { night in
          try night.reach(.factors)
          second = try world.run()
        }
        return first.exit == 0 ? second : first
      },
      Fault(
        "lock-held", .process, "Another run holds the lock for the whole night.", exit: 75, "night.locked",
        leaves: .before
      ) { world in
        let lock = open(world.path(".aistock/night.lock"), O_RDWR | O_CREAT, 0o644)
        defer { close(lock) }
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else { return try world.run() }
        return try world.run()
      },
      Fault(
        "lock-is-a-folder", .process, "A folder stands in the place of the lock.", exit: 4, "night.lock-unwritable",
        leaves: .before, mends: false
      ) { world in
        try world.remove(".aistock/night.lock")
        try world.make(folder: ".aistock/night.lock")
        return try world.run()
      },
    ]

  static let machines: [Fault] = [
    full("disk-full-at-once", "The disk has no room left.", 0, "store.unwritable", leaves: .before),
    full(
      "disk-full-in-the-work", "The disk is full before a step is recorded.", 60, "store.unwritable", leaves: .before),
    full(
      "disk-full-in-the-archive", "The disk is full before the night is archived.", 150, "file.unwritable",
      leaves: .before),
    full(
      "disk-full-in-the-site", "The disk is full before the site is written.", 500, "file.unwritable", leaves: .archive),
    Fault(
      "file-size-limit", .machine, "No file may be larger than 8 KB.", exit: 4, "store.unwritable", leaves: .before
    ) { try $0.run(shell: "ulimit -f 8; exec \"$@\"") },
    readOnly("read-only-world", "The whole disk is read-only.", ".", "night.lock-unwritable", leaves: .before),
    readOnly(
      "read-only-state", "The folder of the state is read-only.", ".aistock", "night.lock-unwritable", leaves: .before),
    readOnly(
      "read-only-archive", "The archive's folder is read-only.", "out/reports", "file.unwritable", leaves: .site),
    readOnly(
      "read-only-output", "The folder of site and archive is read-only.", "out", "file.unwritable", leaves: .before),
    Fault(
      "few-open-files", .machine, "The process may open 24 files.", exit: 0, leaves: .same
    ) { try $0.run(shell: "ulimit -n 24; exec \"$@\"") },
    Fault(
      "standard-output-full", .machine, "Standard output takes nothing.", exit: 4, "terminal.output", leaves: .same
    ) { world in
      var ending = try world.run(shell: "exec \"$@\" >/dev/full")
      ending.summary = ending.err
      return ending
    },
    Fault(
      "no-standard-error", .machine, "Standard error is closed.", exit: 0, leaves: .same
    ) { try $0.run(shell: "exec \"$@\" 2>&-") },
    Fault(
      "no-fonts", .machine, "The machine has no font.", exit: 0, leaves: .same
    ) { try $0.run(environment: ["FONTCONFIG_FILE": "/nowhere", "FONTCONFIG_PATH": "/nowhere"]) },
    Fault(
      "no-lightgbm", .machine, "LightGBM's library is not there.", exit: 0, leaves: .whole
    ) { try $0.run(environment: ["AISTOCK_LIGHTGBM": "/nowhere/lib_lightgbm.so"]) },
    Fault(
      "damaged-lightgbm", .machine, "LightGBM's library is a text file.", exit: 0, leaves: .whole
    ) { world in
      try world.write("no library", "lib_lightgbm.so")
      return try world.run(environment: ["AISTOCK_LIGHTGBM": world.path("lib_lightgbm.so")])
    },
    Fault(
      "no-path", .machine, "The environment has no PATH, HOME or temporary folder.", exit: 0, leaves: .same
    ) { try $0.run(environment: ["PATH": "/nowhere", "HOME": "/nowhere", "TMPDIR": "/nowhere"]) },
    Fault(
      "no-key", .machine, "The key that signs the archive's head is gone.", exit: 4, "night.key-missing", leaves: .named
    ) { world in
      try world.configure("archive: {folder: out/reports}", "archive: {folder: out/reports, key: gone}")
      return try world.run()
    },
  ]

  private static func full(_ id: String, _ what: String, _ kilobytes: Int, _ cause: String, leaves: Leaves) -> Fault {
    Fault(id, .machine, what, exit: 4, cause, leaves: leaves, needs: .namespaces) {
      try $0.run(kilobytesFree: kilobytes)
    }
  }

  private static func readOnly(_ id: String, _ what: String, _ folder: String, _ cause: String, leaves: Leaves) -> Fault
  {
    Fault(id, .machine, what, exit: 4, cause, leaves: leaves, needs: .namespaces) { try $0.run(readOnly: folder) }
  }
}
