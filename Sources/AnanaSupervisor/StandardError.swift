/// What goes wrong before there is a log is said where the starter looks.
internal import Glibc

enum StandardError {
    static func say(_ text: String) {
        let bytes = Array("anana-supervisor: \(text)\n".utf8)
        // Nobody to tell is no failure.
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
