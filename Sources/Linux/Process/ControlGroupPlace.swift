/// Where our own cgroups lie, by what the kernel says of mounts and membership (cgroups(7)).

package struct ControlGroupPlace: Equatable, Sendable {
    /// The folder of the group.
    package let path: String
    package let isUnified: Bool

    /// The cgroup v2 that we are in; nil where none is mounted within our sight.
    package static var unified: ControlGroupPlace? {
        guard let (mounts, groups) = tables else { return nil }
        return unified(mounts: mounts, groups: groups)
    }

    /// The group whose memory limit counts for us, of either version.
    package static var memory: ControlGroupPlace? {
        guard let (mounts, groups) = tables else { return nil }
        return legacy("memory", mounts: mounts, groups: groups) ?? unified(mounts: mounts, groups: groups)
    }

    private static var tables: (String, String)? {
        guard let mounts = try? FileSystem.contents("/proc/self/mountinfo"),
            let groups = try? FileSystem.contents("/proc/self/cgroup")
        else { return nil }
        return (String(decoding: mounts, as: UTF8.self), String(decoding: groups, as: UTF8.self))
    }

    static func unified(mounts: String, groups: String) -> ControlGroupPlace? {
        guard let own = group(in: groups, where: { $0.isEmpty }),
            let folder = folder(of: own, mounts: mounts, where: { type, _ in type == "cgroup2" })
        else { return nil }
        return ControlGroupPlace(path: folder, isUnified: true)
    }

    static func legacy(_ controller: String, mounts: String, groups: String) -> ControlGroupPlace? {
        let named = Substring(controller)
        guard let own = group(in: groups, where: { $0.split(separator: ",").contains(named) }),
            let folder = folder(
                of: own, mounts: mounts,
                where: { $0 == "cgroup" && $1.split(separator: ",").contains(named) })
        else { return nil }
        return ControlGroupPlace(path: folder, isUnified: false)
    }

    /// `/proc/self/cgroup` has a line `number:controllers:path` for each hierarchy; v2 names no controllers.
    private static func group(in groups: String, where matches: (Substring) -> Bool) -> Substring? {
        for line in groups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3, matches(parts[1]) { return parts[2] }
        }
        return nil
    }

    /// `mountinfo` (proc(5)): `id parent device ROOT POINT options … - TYPE source OPTIONS`. What is mounted
    /// may be a part of the hierarchy only: `ROOT` is then in front of every path in it.
    private static func folder(
        of group: Substring, mounts: String, where matches: (Substring, Substring) -> Bool
    ) -> String? {
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3,
                matches(fields[dash + 1], fields[dash + 3])
            else { continue }
            let root = fields[3] == "/" ? "" : fields[3]
            let inside = group == "/" ? "" : group
            guard inside.hasPrefix(root), inside.dropFirst(root.count).first ?? "/" == "/" else { continue }
            return String(fields[4] + inside.dropFirst(root.count))
        }
        return nil
    }
}
