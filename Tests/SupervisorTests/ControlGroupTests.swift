/// Where cgroups lie, and what becomes of a job that has one or has none.
import JobDirectory
import TestSupport
import Testing

@testable import Linux

@Suite("Cgroups") struct ControlGroupTests {
    private static let mounts = """
        31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        36 31 0:33 /docker/abc /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """
    private static let groups = """
        4:memory:/jobs/x
        2:cpu,cpuacct:/docker/abc/y
        0::/user.slice/a:b

        """

    @Test func `the own cgroup v2 is found below its mount`() {
        let place = ControlGroupPlace.unified(mounts: Self.mounts, groups: Self.groups)
        #expect(place == ControlGroupPlace(path: "/sys/fs/cgroup/unified/user.slice/a:b", isUnified: true))
    }

    @Test func `a part of a hierarchy may be mounted`() {
        let place = ControlGroupPlace.legacy("cpuacct", mounts: Self.mounts, groups: Self.groups)
        #expect(place == ControlGroupPlace(path: "/sys/fs/cgroup/cpu/y", isUnified: false))
    }

    @Test func `a group outside of what is mounted is not found`() {
        #expect(
            ControlGroupPlace.legacy("cpu", mounts: Self.mounts, groups: "2:cpu,cpuacct:/docker/abcd") == nil)
        #expect(ControlGroupPlace.unified(mounts: "", groups: Self.groups) == nil)
        #expect(ControlGroupPlace.unified(mounts: Self.mounts, groups: "") == nil)
    }

    @Test func `a folder that is no cgroup is refused and left as it was`() throws {
        let folder = try TemporaryDirectory()
        #expect(ControlGroup.make("x", below: folder.path) == nil)
        #expect(ControlGroup.make("x", below: folder.path + "/missing") == nil)
        #expect(try FileSystem.list(folder.path) == [])
    }

    @Test func `counters are read by name`() throws {
        let folder = try TemporaryDirectory()
        try folder.write("low 0\noom 3\noom_kill 12\n", to: "memory.events")
        let group = ControlGroup(path: folder.path)
        #expect(group.counter("oom_kill", in: "memory.events") == 12)
        #expect(group.counter("kill", in: "memory.events") == nil)
        #expect(group.counter("oom_kill", in: "missing") == nil)
        #expect(!group.isPopulated)
        #expect(group.members == [])
    }

    @Test(.enabled(if: DelegatedGroup.isPossible, "no cgroup v2 can be made here"))
    func `main is born in a group of its own`()
        throws
    {
        let job = try SupervisedJob.shell("cat /proc/self/cgroup; setsid sleep 1000 & exec sleep 1000")
            .start()
        try job.waitFor("0::")
        let record = try job.processes()
        let group = ControlGroup(path: try #require(record.controlGroup))
        #expect(group.members.contains(record.main.pid))
        #expect(!group.members.contains(record.waiter.pid))
        #expect(!group.members.contains(record.supervisor.pid))
        _ = try job.ask(.kill(requester: "api"))
        _ = try job.end()
        #expect(try job.receipt().usedControlGroup)
        #expect(!FileSystem.exists(group.path))
    }

    @Test(.enabled(if: ProcessTable.ownUser == 0, "only root can become somebody else"))
    func `without a group of its own a job is ended all the same`() throws {
        let job = try SupervisedJob.shell("echo ready; (setsid sleep 1000 &); exec sleep 1000")
            .startAsNobody()
        try job.waitFor("ready")
        #expect(try job.processes().controlGroup == nil)
        _ = try job.ask(.kill(requester: "api"))
        let exit = try job.end()
        #expect(exit.main == .signal(9))
        let receipt = try job.receipt()
        #expect(!receipt.usedControlGroup)
        #expect(receipt.processes.count >= 2)
    }

    /// As `systemd-run --user --scope -p Delegate=yes` does: the group is the user's, who is in it.
    @Test(.enabled(if: ProcessTable.ownUser == 0 && DelegatedGroup.isPossible, "only root can delegate a cgroup v2"))
    func `an ordinary user in a delegated group has its jobs killed by cgroup too`() throws {
        let place = try #require(DelegatedGroup.place)
        let name = "anana-test-\(UInt32.random(in: 0 ... .max))"
        let delegated = try #require(ControlGroup.make(name, below: place.path))
        defer { delegated.remove() }
        let owner = try RunningProgram(
            "chown", ["65534:65534", delegated.path, delegated.path + "/cgroup.procs"], output: "/dev/null")
        #expect(try owner.wait().code == 0)
        let entrance = ["sh", "-c", "echo $$ > \(delegated.path)/cgroup.procs; exec \"$@\"", "sh"]
        let job = try SupervisedJob.shell("(setsid sleep 1000 &); echo ready; exec sleep 1000")
            .startAsNobody(through: entrance)
        try job.waitFor("ready")
        let record = try job.processes()
        #expect(record.controlGroup?.hasPrefix(delegated.path + "/") == true)
        #expect(ControlGroup(path: record.controlGroup ?? "").members.contains(record.main.pid))
        _ = try job.ask(.kill(requester: "api"))
        #expect(try job.end().main == .signal(9))
        #expect(try job.receipt().usedControlGroup)
        #expect(!FileSystem.exists(record.controlGroup ?? ""))
    }
}
