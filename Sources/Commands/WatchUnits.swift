import Foundation
import Primitives

/// How a machine starts the watch: systemd units and a cron line, for the program and configuration that print them.
struct WatchUnits {
  let unit: WatchCommand.Unit
  private let program: String
  private let folder: String
  /// The configuration's file; nil: the one of the folder.
  private let file: String?

  init(unit: WatchCommand.Unit, config: String?) {
    self.unit = unit
    program = WatchUnits.absolute(
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "aistock")
    file = config.map(WatchUnits.absolute)
    folder = file.map(Path.folder(of:)) ?? FileManager.default.currentDirectoryPath
  }

  var text: String {
    switch unit {
    case .service: service
    case .once: once
    case .timer: timer
    case .cron: cron
    }
  }

  private var arguments: String { file.map { " --config " + WatchUnits.quoted($0) } ?? "" }

  private var head: String {
    """
    [Unit]
    Description=aistock: the trading day by the clock
    After=network-online.target time-sync.target
    Wants=network-online.target

    [Service]

    """
  }

  private var body: String {
    """
    WorkingDirectory=\(folder.replacing("%", with: "%%"))
    Environment=TZ=Asia/Shanghai LC_ALL=C.UTF-8
    # Secrets that the configuration names as ${NAME}, a line each: NAME=value
    EnvironmentFile=-/etc/aistock.env
    NoNewPrivileges=yes
    PrivateTmp=yes
    ProtectSystem=full

    """
  }

  /// Runs all day. A step that was cut off is taken up again; SIGTERM ends it between two steps.
  private var service: String {
    head + """
      Type=simple
      ExecStart=\(WatchUnits.quoted(program)) watch\(arguments)
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
  private var once: String {
    head + """
      Type=oneshot
      ExecStart=\(WatchUnits.quoted(program)) watch --once\(arguments)
      # Steps that differ or wait are no fault of the unit.
      SuccessExitStatus=1 75

      """ + body.trimmingCharacters(in: .newlines)
  }

  private var timer: String {
    """
    [Unit]
    Description=aistock: what is due, every five minutes of a trading day

    [Timer]
    OnCalendar=Mon..Fri *-*-* 09..22:00/5:00 Asia/Shanghai
    Unit=aistock-watch-once.service
    AccuracySec=10s

    [Install]
    WantedBy=timers.target
    """
  }

  /// `%` ends a line of cron unless it is escaped.
  private var cron: String {
    let config = file.map { " --config " + WatchUnits.shell($0) } ?? ""
    return """
      CRON_TZ=Asia/Shanghai
      */5 9-22 * * 1-5 cd \(WatchUnits.shell(folder)) && \(WatchUnits.shell(program)) watch --once --quiet\(config)
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
