import Linux
import TestSupport
import Testing

@Suite("FileLock") struct FileLockTests {
    let folder: TemporaryDirectory
    var path: String { folder.path + "/lock" }

    init() throws { folder = try TemporaryDirectory() }

    @Test func `one holds it, and the end of its owner frees it`() throws {
        do {
            let lock = try FileLock.acquire(path)
            #expect(try !FileLock.tries(path))
            #expect(try FileLock.isHeld(path))
            withExtendedLifetime(lock) {}
        }
        try expectFree()
    }

    /// A program that another test starts just now has a copy of all that is open here until it begins to
    /// run.
    private func expectFree() throws {
        try eventually("the lock is free") { try !FileLock.isHeld(path) }
    }

    @Test func `a file that is not there is held by nobody, and stays away`() throws {
        #expect(try !FileLock.isHeld(path))
        #expect(!FileSystem.exists(path))
    }

    @Test func `death frees it`() throws {
        let script = """
            import fcntl, time; f = open('\(path)', 'w'); fcntl.flock(f, 2)
            print('held', flush=True); time.sleep(1000)
            """
        let holder = try RunningProgram("python3", ["-c", script], output: folder.path + "/out")
        try eventually("the other has it") { holder.output().contains("held") }
        let inode = try #require(try FileSystem.status(path)?.inode)
        #expect(try FileLock.isHeld(path))
        #expect(try LockTable.hasLock(onInode: inode))
        holder.send(.kill)
        _ = try holder.wait()
        try expectFree()
        try eventually("the table has it no more") { try !LockTable.hasLock(onInode: inode) }
    }

    @Test func `its note replaces the one before`() throws {
        let lock = try FileLock.acquire(path)
        switch lock {
        case .some(let lock):
            try lock.note("a long note of the first")
            try lock.note("short")
        case nil: Issue.record("free, so it is ours")
        }
        #expect(try folder.read("lock") == "short")
    }
}
