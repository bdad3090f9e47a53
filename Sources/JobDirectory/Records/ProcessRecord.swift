/// pids.json: who runs an attempt; written when main has started.
internal import JSON
package import Linux

package struct ProcessRecord: Equatable, Sendable {
    package let bootID: String
    /// When main was started, in milliseconds since 1970.
    package let time: Int64
    package let supervisor: ProcessIdentity
    package let waiter: ProcessIdentity
    /// Leads a session and a process group of its own: both have its pid as number.
    package let main: ProcessIdentity
    /// The version of the control socket's messages.
    package let protocolVersion: Int
    /// The folder of main's own cgroup v2, where it could be made; nil: none.
    package let controlGroup: String?
    /// Whoever takes over from a supervisor that died tells by them what ran out of memory.
    package let memory: [MemoryMark]
    /// What the job holds, as far as it is known yet: in use before main was started.
    package let gpus: [Receipt.GPU]

    package init(
        bootID: String, time: Int64, supervisor: ProcessIdentity, waiter: ProcessIdentity,
        main: ProcessIdentity,
        protocolVersion: Int = ControlMessage.version, controlGroup: String? = nil,
        memory: [MemoryMark] = [], gpus: [Receipt.GPU] = []
    ) {
        self.bootID = bootID
        self.time = time
        self.supervisor = supervisor
        self.waiter = waiter
        self.main = main
        self.protocolVersion = protocolVersion
        self.controlGroup = controlGroup
        self.memory = memory
        self.gpus = gpus
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: bytes)
        bootID = try fields.string("boot_id")
        time = try fields.integer("t")
        supervisor = try Self.identity(try fields.fields("supervisor"))
        waiter = try Self.identity(try fields.fields("waiter"))
        main = try Self.identity(try fields.fields("main"))
        protocolVersion = try fields.integer("proto", as: Int.self)
        controlGroup = try fields.optionalString("cgroup")
        memory = try fields.list("memory").map { (fields) throws(RecordError) in try MemoryMark(fields) }
        gpus = try fields.list("gpus").map { (fields) throws(RecordError) in try Receipt.GPU(fields) }
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("v", 1)
        writer.member("boot_id", bootID)
        writer.member("t", time)
        write(supervisor, as: "supervisor", to: &writer)
        write(waiter, as: "waiter", to: &writer)
        write(main, as: "main", to: &writer)
        writer.member("proto", protocolVersion)
        writer.member("cgroup", controlGroup)
        writer.key("memory")
        writer.beginArray()
        for mark in memory { mark.write(to: &writer) }
        writer.endArray()
        writer.key("gpus")
        writer.beginArray()
        for gpu in gpus { gpu.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func identity(_ fields: RecordFields) throws(RecordError) -> ProcessIdentity {
        let pid = try fields.integer("pid", as: Int32.self)
        // 0, 1 and negative numbers must never reach kill(2).
        if pid < 2 { throw .wrongKind(field: "pid") }
        return ProcessIdentity(pid: pid, start: try fields.integer("start", as: UInt64.self))
    }

    private func write(_ identity: ProcessIdentity, as name: String, to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginObject()
        writer.member("pid", identity.pid)
        writer.member("start", identity.start)
        writer.endObject()
    }
}
