/// An address to listen on or connect to: IPv4, IPv6 or a path (ip(7), ipv6(7), unix(7)).
internal import CLinux
internal import Glibc

package enum SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// `host` is an address in numbers, not a name.
    case internet(host: String, port: UInt16)
    /// At most 107 bytes.
    case path(String)

    package var description: String {
        switch self {
        case .internet(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .path(let path): path
        }
    }

    /// 127.0.0.0/8, also as IPv6 writes it, and ::1.
    package var isLoopback: Bool {
        guard case .internet(let host, _) = self else { return true }
        return host == "::1" || host.hasPrefix("127.") || host.hasPrefix("::ffff:127.")
    }

    var family: Int32 {
        switch self {
        case .internet(let host, _): host.contains(":") ? AF_INET6 : AF_INET
        case .path: AF_UNIX
        }
    }

    /// Calls `body` with the kernel's form. - Throws: EINVAL where the address is none.
    func withRaw<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(SystemError) -> Result {
        var storage = sockaddr_storage()
        guard let length = fill(&storage) else { throw SystemError(code: EINVAL, call: "address \(self)") }
        return withUnsafePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    private func fill(_ storage: inout sockaddr_storage) -> socklen_t? {
        withUnsafeMutableBytes(of: &storage) { raw -> socklen_t? in
            switch self {
            case .internet(let host, let port) where host.contains(":"):
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = port.bigEndian
                guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { return nil }
                raw.storeBytes(of: address, as: sockaddr_in6.self)
                return socklen_t(MemoryLayout<sockaddr_in6>.size)
            case .internet(let host, let port):
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = port.bigEndian
                guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return nil }
                raw.storeBytes(of: address, as: sockaddr_in.self)
                return socklen_t(MemoryLayout<sockaddr_in>.size)
            case .path(let path):
                let bytes = Array(path.utf8)
                guard bytes.count <= 107, !bytes.contains(0) else { return nil }
                raw.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
                let offset = MemoryLayout<sa_family_t>.size
                for (index, byte) in bytes.enumerated() { raw[offset + index] = byte }
                return socklen_t(offset + bytes.count + 1)
            }
        }
    }

    /// From the kernel's form; nil for a family that is none of ours.
    init?(_ storage: inout sockaddr_storage) {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch Int32(storage.ss_family) {
        case AF_INET:
            var address = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in.self) }
            inet_ntop(AF_INET, &address.sin_addr, &text, socklen_t(text.count))
            self = .internet(host: Self.string(text), port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            var address = withUnsafeBytes(of: &storage) { $0.load(as: sockaddr_in6.self) }
            inet_ntop(AF_INET6, &address.sin6_addr, &text, socklen_t(text.count))
            self = .internet(host: Self.string(text), port: UInt16(bigEndian: address.sin6_port))
        case AF_UNIX: self = .path("")
        default: return nil
        }
    }

    private static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
