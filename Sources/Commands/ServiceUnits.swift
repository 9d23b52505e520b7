import ArgumentParser
import Foundation
import Primitives

/// How a machine starts the watch or the night: systemd units and a cron line, for the program and configuration that
/// print them.
struct ServiceUnits {
  /// What is started.
  enum Task {
    case watch(WatchCommand.Unit)
    case night(NightlyCommand.Unit)
  }

  private let task: Task
  private let program: String
  private let folder: String
  /// The configuration's file; nil: the one of the folder.
  private let file: String?
  /// The account that runs it; nil: the one of systemd.
  private let user: String?

  /// - Parameter user: an account that may write below `/var/lib/<user>` and nowhere else.
  init(_ task: Task, config: String?, user: String?) {
    self.task = task
    self.user = user
    program = ServiceUnits.absolute(
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "aistock")
    file = config.map(ServiceUnits.absolute)
    folder = file.map(Path.folder(of:)) ?? FileManager.default.currentDirectoryPath
  }

  var text: String {
    switch task {
    case .watch(.service): watchService
    case .watch(.once): watchOnce
    case .watch(.timer):
      timer("what is due, every five minutes of a trading day", "Mon..Fri *-*-* 09..22:00/5:00", "watch-once")
    case .watch(.cron): cron("*/5 9-22 * * 1-5", "watch --once")
    case .night(.service): nightService
    case .night(.timer):
      // A machine that was off at that time runs the night when it is on again.
      timer("the night, after the close of a weekday", "Mon..Fri *-*-* 18:10", "nightly", "\nPersistent=yes")
    case .night(.cron): cron("10 18 * * 1-5", "nightly")
    }
  }

  private var arguments: String { file.map { " --config " + ServiceUnits.quoted($0) } ?? "" }

  private func head(_ what: String) -> String {
    """
    [Unit]
    Description=aistock: \(what)
    Documentation=man:aistock(1)
    After=network-online.target time-sync.target
    Wants=network-online.target

    [Service]

    """
  }

  /// Where it runs and what it may touch.
  private var body: String {
    """
    WorkingDirectory=\(user.map { "/var/lib/" + $0 } ?? folder.replacing("%", with: "%%"))
    Environment=TZ=Asia/Shanghai LC_ALL=C.UTF-8
    # Secrets that the configuration names as ${NAME}, a line each: NAME=value
    EnvironmentFile=-/etc/aistock.env
    \(walls)NoNewPrivileges=yes
    PrivateTmp=yes
    ProtectSystem=\(user == nil ? "full" : "strict")

    """
  }

  /// For an account of its own: it writes its state, a monitor's file where the collector has its folder, and nothing else.
  private var walls: String {
    guard let user else { return "" }
    return """
      User=\(user)
      StateDirectory=\(user)
      StateDirectoryMode=0750
      ReadWritePaths=-/var/lib/prometheus/node-exporter
      UMask=0022
      ProtectHome=read-only
      PrivateDevices=yes
      ProtectKernelTunables=yes
      ProtectKernelModules=yes
      ProtectControlGroups=yes
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
      RestrictSUIDSGID=yes
      LockPersonality=yes
      SystemCallArchitectures=native

      """
  }

  /// Runs all day. A step that was cut off is taken up again; SIGTERM ends it between two steps.
  private var watchService: String {
    head("the trading day by the clock") + """
      Type=simple
      ExecStart=\(ServiceUnits.quoted(program)) watch\(arguments)
      Restart=on-failure
      RestartSec=10
      # Another watch holds the lock, or the command line is wrong: a restart helps nothing.
      RestartPreventExitStatus=75 2
      KillSignal=SIGTERM
      TimeoutStopSec=600

      """ + body + """

        [Install]
        WantedBy=multi-user.target
        """
  }

  /// For a timer: what is due now, and the end.
  private var watchOnce: String {
    head("the trading day by the clock") + """
      Type=oneshot
      ExecStart=\(ServiceUnits.quoted(program)) watch --once\(arguments)
      # Steps that differ or wait are no fault of the unit.
      SuccessExitStatus=1 75

      """ + body.trimmingCharacters(in: .newlines)
  }

  /// For a timer: one night. It decides itself which trading day it reports on, and passes over what has not changed.
  private var nightService: String {
    head("the night") + """
      Type=oneshot
      ExecStart=\(ServiceUnits.quoted(program)) nightly --quiet\(arguments)
      # Another run holds the lock: it does the work.
      SuccessExitStatus=75
      # Systemd sets no limit to a oneshot; a night that hangs ends after six hours.
      TimeoutStartSec=6h
      Nice=10

      """ + body.trimmingCharacters(in: .newlines)
  }

  private func timer(_ what: String, _ times: String, _ unit: String, _ more: String = "") -> String {
    """
    [Unit]
    Description=aistock: \(what)

    [Timer]
    OnCalendar=\(times) Asia/Shanghai
    Unit=aistock-\(unit).service
    AccuracySec=10s\(more)

    [Install]
    WantedBy=timers.target
    """
  }

  /// `%` ends a line of cron unless it is escaped.
  private func cron(_ times: String, _ command: String) -> String {
    let config = file.map { " --config " + ServiceUnits.shell($0) } ?? ""
    return """
      CRON_TZ=Asia/Shanghai
      \(times) cd \(ServiceUnits.shell(folder)) && \(ServiceUnits.shell(program)) \(command) --quiet\(config)
      """
  }

  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : Path.join(FileManager.default.currentDirectoryPath, path)
  }

  /// A word of a unit's command line: `%` is systemd's own sign there.
  private static func quoted(_ word: String) -> String {
    let text = word.replacing("%", with: "%%").replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return text.contains(where: { " '\"\\".contains($0) }) ? "\"" + text + "\"" : text
  }

  private static func shell(_ word: String) -> String {
    "'" + word.replacing("'", with: "'\\''").replacing("%", with: "\\%") + "'"
  }
}

/// An account of the system, as it stands in a unit.
struct AccountName: ExpressibleByArgument, Sendable {
  let name: String

  /// What `useradd` takes by default.
  init?(argument: String) {
    guard argument.wholeMatch(of: /[a-z_][a-z0-9_-]{0,31}/) != nil else { return nil }
    name = argument
  }
}

extension Message {
  static var userAlone: Message {
    Message("units.user-alone", en: "--user is given together with --print.", zh: "--user 须与 --print 一起使用。")
  }
}
