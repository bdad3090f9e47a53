/// The Python that a command runs: named, or by way of the first line of a script such as `torchrun`.
internal import Linux

struct Interpreter: Hashable, Sendable {
    /// Absolute; links are left as they are, because a virtual environment is found by them.
    let path: String

    /// - Parameters:
    ///   - command: an argument vector.
    ///   - folder: that it is run in.
    ///   - searchPath: PATH of the job.
    static func find(_ command: [String], in folder: String, searchPath: String?) -> Interpreter? {
        guard let name = program(of: command[...]),
            let path = Program.find(name, path: searchPath, from: folder)
        else { return nil }
        if isPython(path) { return Interpreter(path: path) }
        // Of a script: `#!/venv/bin/python`, or `#!/usr/bin/env python3`.
        guard let words = firstLine(path), let inner = program(of: words[...]),
            let found = Program.find(inner, path: searchPath), isPython(found)
        else { return nil }
        return Interpreter(path: found)
    }

    /// Behind `env` and its settings comes the real one.
    private static func program(of words: ArraySlice<String>) -> String? {
        guard let first = words.first else { return nil }
        guard first == "env" || first.hasSuffix("/env") else { return first }
        return words.dropFirst().first { !$0.hasPrefix("-") && !$0.contains("=") }
    }

    private static func isPython(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        let rest =
            name.hasPrefix("python") ? name.dropFirst(6) : name.hasPrefix("pypy") ? name.dropFirst(4) : nil
        return rest?.allSatisfy { $0.isNumber || $0 == "." } ?? false
    }

    /// What follows `#!`; nil where the file begins otherwise.
    private static func firstLine(_ path: String) -> [String]? {
        // A program that can't be read is no script.
        guard let bytes = try? FileDescriptor.open(path, .read).bytes(at: 0, count: 512),
            bytes.starts(with: "#!".utf8)
        else { return nil }
        let line = bytes.dropFirst(2).prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self).split(separator: " ").map(String.init)
    }
}
