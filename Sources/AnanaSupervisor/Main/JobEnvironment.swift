/// The environment of main: what we inherited, the launch record over it, Python's defaults below both.
internal import JobDirectory
internal import Linux

enum JobEnvironment {
    /// So that output comes line by line and as UTF-8, a crash shows its stack, and bars have a width
    /// (supervision.md section 5).
    private static let defaults = [
        ("PYTHONUNBUFFERED", "1"), ("PYTHONIOENCODING", "utf-8:backslashreplace"),
        ("PYTHONFAULTHANDLER", "1"),
        ("COLUMNS", "120"), ("TERM", "dumb"),
    ]

    /// `NAME=value` pairs.
    static func pairs(inherited: [String], launch: LaunchRecord) -> [String] {
        var pairs: [String] = []
        var names: Set<Substring> = []
        for pair in inherited {
            let name = pair.prefix { $0 != "=" }
            if launch.environment[String(name)] == nil && names.insert(name).inserted { pairs.append(pair) }
        }
        for (name, value) in launch.environment.sorted(by: { $0.key < $1.key }) {
            names.insert(name[...])
            pairs.append("\(name)=\(value)")
        }
        for (name, value) in defaults where !names.contains(name[...]) { pairs.append("\(name)=\(value)") }
        return pairs
    }

    static func value(of name: String, in pairs: [String]) -> String? {
        pairs.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
    }
}
