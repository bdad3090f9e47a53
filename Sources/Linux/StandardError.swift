/// Standard error, for messages to the person who runs the program.
internal import CLinux
internal import Glibc

package enum StandardError {
    /// What can't be written is lost: there is nobody left to tell.
    package static func write(_ bytes: [UInt8]) {
        var done = 0
        bytes.withUnsafeBytes { buffer in
            while done < buffer.count {
                let count = Glibc.write(2, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                if count < 0 && errno != EINTR { return }
                done += max(0, count)
            }
        }
    }

    package static func write(_ line: String) {
        write(Array((line + "\n").utf8))
    }
}
