import Foundation
import Primitives
import Records
import Synchronization
import TestSupport

extension Fault {
  static let services: [Fault] = [
    .file(
      "rdagent-away", .services, "RD-Agent's results API does not answer.", exit: 0, "sync.away",
      leaves: .whole
    ) {
      try $0.configure("root: agent", "api: \"http://127.0.0.1:9\"")
    },
    Fault(
      "rdagent-garbage", .services, "RD-Agent's results API answers with garbage.", exit: 0, "sync.damaged",
      leaves: .whole
    ) { world in
      let server = try LocalServer { $0.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"items\":") }
      try world.configure("root: agent", "api: \"\(server.address)\"")
      let ending = try world.run()
      return withExtendedLifetime(server) { ending }
    },
    Fault(
      "rdagent-cut-off", .services, "RD-Agent's results API ends the connection in the middle of an answer.", exit: 0,
      "sync.away", leaves: .whole
    ) { world in
      let server = try LocalServer { $0.send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"it") }
      try world.configure("root: agent", "api: \"\(server.address)\"")
      let ending = try world.run()
      return withExtendedLifetime(server) { ending }
    },
    .file("rdagent-folder-gone", .services, "RD-Agent's folder is gone.", exit: 0, "sync.no-folder", leaves: .whole) {
      try $0.remove("agent")
    },
    .file(
      "channel-away", .services, "The channel of the notification does not answer.", exit: 0, "notify.undelivered",
      leaves: .whole
    ) {
      try $0.configure(adding: "notify: [{kind: webhook, url: \"http://127.0.0.1:9/\", when: all}]")
    },
    .file(
      "state-server-away", .services, "The PostgreSQL server that the state is pushed to is away.", exit: 0,
      "night.unpushed", leaves: .whole
    ) {
      try $0.configure(
        adding: "state: {server: \"postgresql://writer@127.0.0.1:9/state?connect_timeout=2\"}")
    },
    .file(
      "server-away", .services, "The PostgreSQL server of the market is away.", exit: 4,
      "postgresql.unreachable", leaves: .before
    ) {
      try $0.configure("provider: market", "provider: \"postgresql://reader@127.0.0.1:9/market?connect_timeout=2\"")
    },
    .file(
      "server-away-with-another", .services, "The PostgreSQL server is away, and the list has a second market.",
      exit: 0, leaves: .whole
    ) {
      try $0.configure(
        "provider: market", "provider: [\"postgresql://reader@127.0.0.1:9/market?connect_timeout=2\", market]")
    },
  ]

  /// A clock that a test moves while the night runs.
  private final class MovedClock: Sendable {
    private let seconds: Mutex<Double>

    init(_ seconds: Double) { self.seconds = Mutex(seconds) }

    func move(by more: Double) { seconds.withLock { $0 += more } }
    var clock: Clock { Clock { self.seconds.withLock { $0 } } }
  }

  /// 2024-01-04 18:10 in China.
  private static let evening = 1_704_363_000.0

  private static func moved(_ id: String, _ what: String, by seconds: Double, at step: StepID) -> Fault {
    Fault(id, .time, what, exit: 0, leaves: .whole) { world in
      let clock = MovedClock(evening)
      return try world.runHere(clock: clock.clock) { if $0 == step { clock.move(by: seconds) } }
    }
  }

  private static func zone(_ id: String, _ what: String, _ environment: [String: String]) -> Fault {
    Fault(id, .time, what, exit: 0, leaves: .same) { try $0.run(environment: environment) }
  }

  static let times: [Fault] = [
    moved("clock-jumps-back", "The clock jumps a day back in the middle of the night.", by: -86_400, at: .factors),
    moved("clock-jumps-ahead", "The clock jumps ten years ahead in the middle of the night.", by: 3.2e8, at: .factors),
    Fault("clock-of-1970", .time, "The clock stands at 1970.", exit: 0, leaves: .whole) {
      try $0.runHere(clock: .fixed(60))
    },
    Fault("clock-of-2100", .time, "The clock stands at 2100.", exit: 0, leaves: .whole) {
      try $0.runHere(clock: .fixed(4_102_444_800))
    },
    zone("time-zone-far", "The time zone is the furthest from China's.", ["TZ": "Pacific/Apia"]),
    zone("time-zone-garbage", "The time zone is garbage.", ["TZ": "no/where\u{2}"]),
    zone(
      "locale-turkish", "The locale is Turkish, with a decimal comma.",
      ["LC_ALL": "tr_TR.UTF-8", "LC_NUMERIC": "de_DE.UTF-8"]),
    zone("locale-garbage", "The locale is garbage.", ["LC_ALL": "xx_YY.ZZ@@", "LANG": "\u{1}%n%s"]),
    Fault(
      "deadline-before-all", .time, "The deadline comes before the first migration.", exit: 1, "night.unreached",
      leaves: .whole
    ) { world in
      let clock = MovedClock(evening)
      return try world.runHere(clock: clock.clock, deadline: 6 * 60) {
        if $0 == .reconcile("small") { clock.move(by: 43_200) }
      }
    },
    Fault(
      "deadline-between", .time, "The deadline comes between two migrations.", exit: 1, "night.unreached",
      leaves: .whole
    ) { world in
      let clock = MovedClock(evening)
      return try world.runHere(clock: clock.clock, deadline: 6 * 60) {
        if $0 == .reconcile("other") { clock.move(by: 43_200) }
      }
    },
    Fault(
      "day-before-the-market", .time, "The night of a day before the market's first is asked for.", exit: 3,
      "night.date", leaves: .before
    ) {
      try $0.run(environment: [:], "--date", "1990-01-01")
    },
  ]
}
