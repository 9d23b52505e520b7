import Foundation
import Primitives

/// A real PostgreSQL server of the tests' own: a cluster in a temporary folder, on a Unix socket there, without TCP.
///
/// It is started once for all tests of a process, and ends with it however that ends: a shell waits for the end of a
/// pipe from here.
package final class PostgreSQLServer: Sendable {
  package static let absence = "needs PostgreSQL's server (Debian: postgresql, and runuser where the user is root)"

  /// Whether the programs are there.
  package static let isPresent = programs != nil && (getuid() != 0 || FileReader.exists("/usr/sbin/runuser"))

  /// Starts it on first use.
  package static func shared() throws -> PostgreSQLServer { try started.get() }
  private static let started = Result { try PostgreSQLServer() }

  private struct NoServer: Error { var log: String }
  private struct Refused: Error { var text: String }

  private let folder: TemporaryFolder
  private let process: Process
  private let input: Pipe

  /// The newest version of Debian's, else whatever the PATH has.
  private static let programs: String? = {
    let base = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).compactMap { Int($0) }.sorted()
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return (versions.reversed().map { "\(base)/\($0)/bin" } + path.split(separator: ":").map(String.init)).first {
      folder in ["initdb", "postgres", "psql"].allSatisfy { FileReader.exists(folder + "/" + $0) }
    }
  }()

  /// `guarded` is a role that needs its password; `aistock` needs none.
  private static let script = """
    set -e
    cd "$1"
    umask 077
    "$2/initdb" -D data -U aistock -A trust -E UTF8 --locale=C --no-sync
    { echo "local all guarded scram-sha-256"; cat data/pg_hba.conf; } > data/pg_hba.new
    mv data/pg_hba.new data/pg_hba.conf
    "$2/postgres" -D data -k "$1" -c listen_addresses= -c fsync=off -c shared_buffers=64MB &
    server=$!
    cat > input || true
    kill -INT $server
    wait $server || true
    """

  private init() throws {
    guard let programs = PostgreSQLServer.programs else { throw NoServer(log: "no programs") }
    folder = try TemporaryFolder()
    // The server refuses to run as root, and its user must be able to write here.
    chmod(folder.path, 0o777)
    process = Process()
    input = Pipe()
    let command = ["sh", "-c", PostgreSQLServer.script, "sh", folder.path, programs]
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let user = getpwnam("postgres") == nil ? "nobody" : "postgres"
    // Whoever made the folder removes it, behind the server.
    process.arguments =
      ["-c", "\"$@\"; rm -rf \"$0\"", folder.path]
      + (getuid() == 0 ? ["runuser", "-u", user, "--"] + command : command)
    process.standardInput = input
    let log = FileHandle(forWritingAtPath: try folder.write("", to: "log"))
    process.standardOutput = log
    process.standardError = log
    try process.run()
    let end = ContinuousClock.now + .seconds(60)
    while (try? run("SELECT 1", in: nil)) == nil {
      usleep(50_000)
      guard ContinuousClock.now < end, process.isRunning else {
        throw NoServer(log: (try? FileReader.text(folder.path("log"))) ?? "")
      }
    }
  }

  /// Where the server's socket is.
  package var socket: String { folder.path }

  /// An address of the one database, with a schema of its own that is searched first.
  package func address(schema: String, user: String = "aistock") -> String {
    "postgresql://\(user)@/postgres?host=\(folder.path)&options=-csearch_path%3D\(schema)"
  }

  /// Runs statements and returns what they print.
  @discardableResult
  package func run(_ sql: String, in schema: String?) throws -> String {
    guard let programs = PostgreSQLServer.programs else { throw NoServer(log: "no programs") }
    let psql = Process()
    psql.executableURL = URL(fileURLWithPath: programs + "/psql")
    let address = schema.map { self.address(schema: $0) } ?? "postgresql://aistock@/postgres?host=\(folder.path)"
    psql.arguments = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", sql]
    let (out, err) = (Pipe(), Pipe())
    psql.standardOutput = out
    psql.standardError = err
    try psql.run()
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let words = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    psql.waitUntilExit()
    guard psql.terminationStatus == 0 else { throw Refused(text: words) }
    return text
  }
}
