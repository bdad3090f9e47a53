/// How many descriptors this process may hold (RLIMIT_NOFILE), raised for a server and given back to its children.
internal import CLinux
internal import Glibc
internal import Synchronization

package enum OpenFileLimit {
    /// The soft limit that this process was started with; -1 while it has not been raised.
    private static let original = Atomic<Int>(-1)

    /// The soft limit now.
    package static var current: UInt64 {
        var limit = rlimit()
        // It can't fail for the own process (getrlimit(2)); 1024 is what Linux gives.
        return clinux_prlimit_files(0, nil, &limit) == 0 ? UInt64(limit.rlim_cur) : 1024
    }

    /// To the hard limit. Does nothing where the kernel refuses: then fewer connections are held.
    package static func raise() {
        var limit = rlimit()
        guard clinux_prlimit_files(0, nil, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        let soft = limit.rlim_cur
        limit.rlim_cur = limit.rlim_max
        guard clinux_prlimit_files(0, &limit, nil) == 0 else { return }
        original.store(Int(truncatingIfNeeded: soft), ordering: .relaxed)
    }

    /// A program that calls select(2) breaks above 1024 descriptors: what we start gets the limit that we got.
    static func restore(in child: Int32) {
        let soft = original.load(ordering: .relaxed)
        var limit = rlimit()
        guard soft >= 0, clinux_prlimit_files(child, nil, &limit) == 0 else { return }
        limit.rlim_cur = min(rlim_t(soft), limit.rlim_max)
        // A child that is gone already needs none.
        _ = clinux_prlimit_files(child, &limit, nil)
    }
}
