/// Small files that the kernel writes for people.
internal import Linux

struct ProcFile {
    /// Empty for the real ones.
    let root: String

    /// nil where there is none, or it may not be read: then nothing is known.
    func text(_ path: String) -> String? {
        let bytes = try? FileSystem.contents(root + "/" + path)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The first line.
    func word(_ path: String) -> String? {
        text(path)?.split(separator: "\n").first.map(String.init)
    }

    /// Bytes of a line such as `MemTotal:  16384 kB` (proc(5), meminfo).
    static func kibibytes(_ name: String, in text: String) -> Int64? {
        for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
            return line.split(separator: " ").dropFirst().first.flatMap { Int64($0) }.map { $0 * 1024 }
        }
        return nil
    }
}
