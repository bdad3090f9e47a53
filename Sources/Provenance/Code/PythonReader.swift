/// What a Python says of itself and of its packages, which are asked for again only where some are new.
internal import JobAPI
internal import Linux
internal import Synchronization

final class PythonReader: Sendable {
    struct Answer: Equatable, Sendable {
        let facts: PythonFacts
        /// Where its packages lie.
        let folders: [String]
    }

    private struct Key: Hashable {
        let interpreter: Interpreter
        let prefix: String
        /// When something was last installed there or removed, in nanoseconds since 1970.
        let modified: [Int64]
    }

    /// Held only to look up or to put in.
    private let known = Mutex<[Key: [String]]>([:])
    private static let cacheLimit = 32
    private static let packageLimit = 5000

    /// Imports nothing that a file of the project could stand in for.
    private static let question = """
        import sys
        v, i = sys.version_info, sys.implementation.name
        print(".".join(map(str, v[:3])) + ("" if v[3] == "final" else v[3] + str(v[4])))
        print(i)
        print(sys.executable)
        print(sys.prefix)
        for p in sys.path:
            if p.endswith(("site-packages", "dist-packages")): print(p)
        """

    /// As `pip freeze` says it, at a third of its cost, and where pip is not installed, too.
    private static let listing = """
        import importlib.metadata as m, json
        def line(d):
            name, url = d.metadata["Name"], d.read_text("direct_url.json")
            return f"{name} @ {json.loads(url)['url']}" if url else f"{name}=={d.version}"
        names = {line(d) for d in m.distributions() if d.metadata["Name"]}
        print("\\n".join(sorted(names, key=str.lower)))
        """

    func ask(_ interpreter: Interpreter, within limit: Duration) -> Answer? {
        guard let output = ProgramOutput.take(interpreter.path, ["-c", Self.question], within: limit) else {
            return nil
        }
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count >= 4 else { return nil }
        return Answer(
            facts: PythonFacts(
                version: lines[0], implementation: lines[1], executable: lines[2], prefix: lines[3]),
            folders: Array(lines[4...]))
    }

    /// nil where neither pip nor Python itself could say.
    func packages(_ interpreter: Interpreter, _ answer: Answer, within limit: Duration) -> [String]? {
        let modified = answer.folders.map { folder in
            // A folder that is not there has nothing in it.
            (try? FileSystem.status(folder))?.modified ?? 0
        }
        let key = Key(interpreter: interpreter, prefix: answer.facts.prefix, modified: modified)
        if let list = known.withLock({ $0[key] }) { return list }
        let pip = ["-m", "pip", "--disable-pip-version-check", "freeze", "--all"]
        guard
            let list = lines(interpreter, ["-c", Self.listing], within: limit)
                ?? lines(interpreter, pip, within: limit)
        else { return nil }
        known.withLock { known in
            if known.count >= Self.cacheLimit { known.removeAll() }
            known[key] = list
        }
        return list
    }

    private func lines(_ interpreter: Interpreter, _ arguments: [String], within limit: Duration) -> [String]?
    {
        guard let output = ProgramOutput.take(interpreter.path, arguments, within: limit) else { return nil }
        let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
        return lines.isEmpty ? nil : Array(lines.prefix(Self.packageLimit))
    }
}
