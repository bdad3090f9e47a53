internal import Glibc
/// What does not change about a machine while the server runs, read from /proc and /etc.
package import JobAPI
internal import Linux

extension HostFacts {
    /// - Parameter root: where `proc` and `etc` lie; another one in tests.
    package static func read(root: String = "") -> HostFacts {
        let proc = ProcFile(root: root)
        let cpu = proc.text("proc/cpuinfo")
        return HostFacts(
            name: proc.word("proc/sys/kernel/hostname") ?? "unknown",
            os: proc.text("etc/os-release").flatMap { value(of: "PRETTY_NAME", in: $0) },
            kernel: proc.word("proc/sys/kernel/osrelease") ?? "unknown",
            architecture: architecture, cpu: cpu.flatMap(model), cpus: processors,
            memory: proc.text("proc/meminfo").flatMap { ProcFile.kibibytes("MemTotal", in: $0) } ?? 0)
    }

    /// `NAME="value"`, as os-release(5) has it.
    static func value(of name: String, in text: String) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix(name + "=") {
            let value = line.dropFirst(name.count + 1)
            return value.hasPrefix("\"") ? String(value.dropFirst().prefix { $0 != "\"" }) : String(value)
        }
        return nil
    }

    /// Of the first processor; ARM names none.
    static func model(in text: String) -> String? {
        for line in text.split(separator: "\n") where line.hasPrefix("model name") {
            return line.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) }
        }
        return nil
    }

    private static var architecture: String {
        var name = utsname()
        guard uname(&name) == 0 else { return "unknown" }
        return withUnsafeBytes(of: &name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    /// Those that the scheduler may give us, which a container may have restricted.
    private static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
