import Foundation
package import Primitives

/// Signatures by the keys that reviewers have already: `ssh-keygen -Y` of OpenSSH 8.2 or later.
///
/// Verification needs the message, the signature and the allowed-signers file, no network and no agent.
package struct SSHSignature: Sendable {
  /// Keeps a signature from being taken for one over something else (OpenSSH PROTOCOL.sshsig).
  package static let namespace = "aistock-signoff"

  private let program: String
  private let environment: [String: String]
  private let secondsMax: Int

  /// - Parameters:
  ///   - program: a path, or a name that is looked for on the `PATH` of `environment`.
  ///   - environment: what `ssh-keygen` is given; signing may need `SSH_AUTH_SOCK` and `HOME`.
  ///   - secondsMax: how long an answer may take, a passphrase typed by hand included.
  package init(program: String = "ssh-keygen", environment: [String: String], secondsMax: Int = 120) {
    self.program = program
    self.environment = environment
    self.secondsMax = secondsMax
  }

  /// The signature over a message, in OpenSSH's armoured form.
  ///
  /// - Parameter key: a private key's file, or a public one whose private half an agent holds.
  /// - Throws: `review.key` where the key does not sign, `review.ssh-keygen` (exit 4) without the program.
  package func sign(_ message: [UInt8], key: String, namespace: String = SSHSignature.namespace) throws -> [UInt8] {
    guard FileReader.exists(key) else {
      throw Diagnostic(
        "review.key", .usage, at: .init(key), (en: "There is no such key.", zh: "没有这个密钥。"),
        remedy: (
          en: "Name your SSH key with `--key`, such as `~/.ssh/id_ed25519`.",
          zh: "用 `--key` 指定你的 SSH 密钥，如 `~/.ssh/id_ed25519`。"
        ))
    }
    let result = try run(
      ["-Y", "sign", "-q", "-f", key, "-n", namespace], input: message)
    guard result.status == 0,
      result.output.starts(with: Array("-----BEGIN SSH SIGNATURE-----".utf8))
    else {
      throw Diagnostic(
        "review.key", .usage, at: .init(key), ["output": .text(result.message)],
        (
          en: "The key did not sign. `ssh-keygen` says: {output}.", zh: "密钥未能签名。`ssh-keygen` 的输出：{output}。"
        ),
        remedy: (
          en: "Check that the key can be read, and that its passphrase or agent is at hand.",
          zh: "检查密钥可读，且口令或代理可用。"
        ))
    }
    return result.output
  }

  package enum Outcome: Equatable, Sendable {
    case valid
    /// Why, one sentence.
    case invalid(Message)
  }

  /// Whether a signature is that of a person of the allowed-signers file, valid at a moment.
  ///
  /// - Parameter time: `2026-11-23T08:41:33+00:00`; a key's `valid-after` and `valid-before` are held to it.
  package func verify(
    _ message: [UInt8], signature path: String, person: String, allowedSigners: String,
    at time: String, namespace: String = SSHSignature.namespace
  ) throws -> Outcome {
    guard FileReader.exists(path) else { return .invalid(.noSignature) }
    guard FileReader.exists(allowedSigners) else { return .invalid(.noSigners) }
    guard SSHSignature.isPlain(person) else { return .invalid(.noName(person)) }
    let moment = String(time.prefix(19).filter(\.isNumber))
    let result = try run(
      [
        "-Y", "verify", "-f", allowedSigners, "-I", person, "-n", namespace, "-s",
        path,
        "-O", "verify-time=" + moment,
      ], input: message)
    if result.status == 0 { return .valid }
    return .invalid(.refused(result.message))
  }

  /// All names under which the allowed-signers file knows the key of a signature; unsorted input, sorted output.
  package func persons(signature path: String, allowedSigners: String, at time: String) throws
    -> [String]
  {
    let moment = String(time.prefix(19).filter(\.isNumber))
    let result = try run(
      ["-Y", "find-principals", "-s", path, "-f", allowedSigners, "-O", "verify-time=" + moment],
      input: [])
    guard result.status == 0 else { return [] }
    return String(decoding: result.output, as: UTF8.self)
      .split { $0 == "\n" || $0 == "," }.map { $0.trimmingCharacters(in: .whitespaces) }.filter {
        !$0.isEmpty
      }.sorted()
  }

  /// Principals are patterns in the allowed-signers file; a name with `*`, `?` or a comma is refused.
  static func isPlain(_ person: String) -> Bool {
    !person.isEmpty && !person.hasPrefix("-")
      && person.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7F && !"*?,!\"".unicodeScalars.contains($0)
      }
  }

  private struct ProgramResult {
    var status: Int32
    var output: [UInt8]
    var message: String
  }

  private func run(_ arguments: [String], input: [UInt8]) throws -> ProgramResult {
    guard let path = located() else {
      throw Diagnostic(
        "review.ssh-keygen", .environment, ["program": .text(program)],
        (en: "The program `{program}` is missing.", zh: "缺少程序 `{program}`。"),
        remedy: (
          en: "Install `openssh-client` (Debian), which signs and verifies.",
          zh: "请安装 `openssh-client`（Debian），由它签名与验签。"
        ))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    // Times of keys are in UTC and messages in English, wherever the program runs; nothing else reaches it.
    process.environment = environment.filter { SSHSignature.passedOn.contains($0.key) }
      .merging(["TZ": "UTC", "LC_ALL": "C"]) { _, new in new }
    // A file and no pipe: a program that ends before it reads would end this one with a broken pipe.
    guard let message = tmpfile() else { throw FileWriter.unwritable("the temporary folder") }
    defer { fclose(message) }
    guard fwrite(input, 1, input.count, message) == input.count else {
      throw FileWriter.unwritable("the temporary folder")
    }
    rewind(message)
    guard let said = tmpfile() else { throw FileWriter.unwritable("the temporary folder") }
    defer { fclose(said) }
    guard let complaints = tmpfile() else { throw FileWriter.unwritable("the temporary folder") }
    defer { fclose(complaints) }
    process.standardInput = FileHandle(fileDescriptor: fileno(message), closeOnDealloc: false)
    process.standardOutput = FileHandle(fileDescriptor: fileno(said), closeOnDealloc: false)
    process.standardError = FileHandle(fileDescriptor: fileno(complaints), closeOnDealloc: false)
    do { try process.run() } catch {
      throw Diagnostic(
        "review.ssh-keygen", .environment, at: .init(path), ["program": .text(path)],
        (en: "The program `{program}` cannot be started.", zh: "无法启动程序 `{program}`。"),
        remedy: (
          en: "Install `openssh-client` (Debian), which signs and verifies.",
          zh: "请安装 `openssh-client`（Debian），由它签名与验签。"
        ))
    }
    var milliseconds = 0
    while process.isRunning {
      usleep(1000)
      milliseconds += 1
      guard milliseconds < secondsMax * 1000 else {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        throw Diagnostic.hanging(path, seconds: secondsMax)
      }
    }
    process.waitUntilExit()
    let (output, errors) = (SSHSignature.beginning(said), SSHSignature.beginning(complaints))
    let lines = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline)
    return ProgramResult(
      status: process.terminationStatus, output: output,
      message: lines.last.map(String.init) ?? "ssh-keygen ended with \(process.terminationStatus)")
  }

  /// What the program is given of the environment: where the agent and the user's keys are.
  private static let passedOn: Set<String> = ["HOME", "PATH", "SSH_AUTH_SOCK", "SSH_ASKPASS", "DISPLAY", "TMPDIR"]

  /// An answer has a few lines; no more than 64 KiB are read of one.
  private static func beginning(_ file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
  }

  /// Its absolute path. A folder of the PATH that is relative could be anyone's, and is passed over.
  private func located() -> String? {
    if program.contains("/") { return FileReader.exists(program) ? program : nil }
    let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    return folders.filter { $0.hasPrefix("/") }.map { Path.join(String($0), program) }
      .first { !FileReader.isFolder($0) && access($0, X_OK) == 0 }
  }
}

extension Diagnostic {
  fileprivate static func hanging(_ path: String, seconds: Int) -> Diagnostic {
    Diagnostic(
      "review.ssh-keygen-hangs", .environment, at: .init(path), ["seconds": .count(seconds)],
      (
        en: "`ssh-keygen` gave no answer within {seconds} {seconds:second|seconds}.",
        zh: "`ssh-keygen` 在 {seconds} 秒内没有答复。"
      ),
      remedy: (
        en: "Run `ssh-keygen -Y verify` by hand and see what it waits for.",
        zh: "请手动运行 `ssh-keygen -Y verify`，查看它在等待什么。"
      ))
  }
}

extension Message {
  fileprivate static var noSignature: Message {
    Message("review.no-signature", en: "There is no signature.", zh: "没有签名。")
  }

  fileprivate static var noSigners: Message {
    Message("review.no-signers", en: "There is no file of allowed signers.", zh: "没有允许签名者文件。")
  }

  fileprivate static func noName(_ person: String) -> Message {
    Message(
      "review.no-signer-name", ["person": .text(person)], en: "`{person}` is no name of a signer.",
      zh: "`{person}` 不是签名者的名称。")
  }

  fileprivate static func refused(_ output: String) -> Message {
    Message(
      "review.signature-refused", ["output": .text(output)], en: "`ssh-keygen` says: {output}.",
      zh: "`ssh-keygen` 的输出：{output}。")
  }
}
