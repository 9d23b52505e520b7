import Foundation

/// Writes a line at once: a worker that is killed has said what it found.
func say(_ line: some CustomStringConvertible) { FileHandle.standardOutput.write(Data((line.description + "\n").utf8)) }
