/// Our own environment, whole, as `NAME=value`.
internal import CLinux
internal import Glibc

package enum Environment {
    package static var all: [String] {
        var pairs: [String] = []
        var next = environ
        while let pair = next.pointee {
            pairs.append(String(cString: pair))
            next += 1
        }
        return pairs
    }

    package static subscript(name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
