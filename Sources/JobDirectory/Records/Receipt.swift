/// receipt.json: what became of each process of an attempt that was seen; written before exit.json.
internal import JSON
package import Linux

/// A process that lived less than one look can't be named: `processes` says who was seen, never who all there
/// were.
package struct Receipt: Equatable, Sendable {
    package struct Process: Equatable, Sendable {
        package let identity: ProcessIdentity
        package let parent: Int32
        /// Its arguments with blanks between, cut after 1 KiB; the short name where they could not be read.
        package let command: String
        /// Milliseconds since 1970; nil in receipts of older versions.
        package let startedAt: Int64?
        /// Milliseconds since 1970.
        package let firstSeen: Int64
        /// When it was first found gone.
        package let goneAt: Int64
        /// The stage at which it was gone.
        package let stage: StopStage
        /// How it ended: main's by its waiter, another's where the kernel still tells it (Linux 6.15,
        /// PIDFD_GET_INFO) and it was watched in time; nil else.
        package let outcome: MainOutcome?

        package init(
            identity: ProcessIdentity, parent: Int32, command: String, startedAt: Int64? = nil, firstSeen: Int64,
            goneAt: Int64, stage: StopStage, outcome: MainOutcome? = nil
        ) {
            self.identity = identity
            self.parent = parent
            self.command = command
            self.startedAt = startedAt
            self.firstSeen = firstSeen
            self.goneAt = goneAt
            self.stage = stage
            self.outcome = outcome
        }
    }

    package struct SentSignal: Equatable, Sendable {
        package enum Scope: String, Sendable {
            /// Main's process group.
            case group
            /// Every process of the tree, one by one.
            case tree
        }

        package let number: Int32
        package let scope: Scope
        package let time: Int64

        package init(number: Int32, scope: Scope, time: Int64) {
            self.number = number
            self.scope = scope
            self.time = time
        }
    }

    /// A GPU that the job held.
    package struct GPU: Equatable, Sendable {
        package let uuid: String
        /// MiB in use before main started and after the tree was gone; nil where nvidia-smi did not say.
        package let before: Int64?
        package let after: Int64?

        package init(uuid: String, before: Int64?, after: Int64?) {
            self.uuid = uuid
            self.before = before
            self.after = after
        }

        init(_ fields: RecordFields) throws(RecordError) {
            uuid = try fields.string("uuid")
            before = try fields.optionalInteger("before_mib")
            after = try fields.optionalInteger("after_mib")
        }

        func write(to writer: inout JSONWriter) {
            writer.beginObject()
            writer.member("uuid", uuid)
            writer.member("before_mib", before)
            writer.member("after_mib", after)
            writer.endObject()
        }
    }

    package let requestedAt: Int64?
    /// Who asked for the stop first; nil where nobody did.
    package let requester: String?
    package let goneAt: Int64
    package let signals: [SentSignal]
    /// Of the SIGKILL loop.
    package let rounds: Int
    /// Whether `cgroup.kill` did the killing.
    package let usedControlGroup: Bool
    /// Bytes of output that the disk did not take.
    package let lostBytes: UInt64
    package let gpus: [GPU]
    package let processes: [Process]
    /// How many processes were seen; more than are named here where there were thousands.
    package let seen: Int

    package init(
        requestedAt: Int64?, goneAt: Int64, signals: [SentSignal], rounds: Int, processes: [Process],
        requester: String? = nil, usedControlGroup: Bool = false, lostBytes: UInt64 = 0, gpus: [GPU] = [],
        seen: Int? = nil
    ) {
        self.requestedAt = requestedAt
        self.goneAt = goneAt
        self.signals = signals
        self.rounds = rounds
        self.processes = processes
        self.seen = seen ?? processes.count
        self.requester = requester
        self.usedControlGroup = usedControlGroup
        self.lostBytes = lostBytes
        self.gpus = gpus
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: bytes)
        requestedAt = try fields.optionalInteger("requested_at")
        goneAt = try fields.integer("gone_at")
        rounds = try fields.integer("rounds", as: Int.self)
        requester = try fields.optionalString("by")
        usedControlGroup = try fields.flag("cgroup_kill")
        lostBytes = try fields.optionalInteger("gap_bytes", as: UInt64.self) ?? 0
        gpus = try fields.list("gpus").map { (fields) throws(RecordError) in try GPU(fields) }
        signals = try fields.list("signals").map { (fields) throws(RecordError) in
            SentSignal(
                number: try fields.integer("signal", as: Int32.self),
                scope: try fields.word("scope", as: SentSignal.Scope.self), time: try fields.integer("t"))
        }
        processes = try fields.list("processes").map { (fields) throws(RecordError) in
            Process(
                identity: ProcessIdentity(
                    pid: try fields.integer("pid", as: Int32.self),
                    start: try fields.integer("start", as: UInt64.self)),
                parent: try fields.integer("parent", as: Int32.self), command: try fields.string("command"),
                startedAt: try fields.optionalInteger("started_at"),
                firstSeen: try fields.integer("first_seen"), goneAt: try fields.integer("gone_at"),
                stage: try fields.word("stage", as: StopStage.self), outcome: try MainOutcome(known: fields))
        }
        seen = try fields.optionalInteger("seen", as: Int.self) ?? processes.count
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1024)
        writer.beginObject()
        writer.member("v", 1)
        writer.member("requested_at", requestedAt)
        writer.member("by", requester)
        writer.member("gone_at", goneAt)
        writer.member("rounds", rounds)
        writer.member("cgroup_kill", usedControlGroup)
        writer.member("gap_bytes", lostBytes)
        writer.key("gpus")
        writer.beginArray()
        for gpu in gpus { gpu.write(to: &writer) }
        writer.endArray()
        writer.member("seen", seen)
        writer.key("signals")
        writer.beginArray()
        for signal in signals { Self.write(signal, to: &writer) }
        writer.endArray()
        writer.key("processes")
        writer.beginArray()
        for process in processes { Self.write(process, to: &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ signal: SentSignal, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("signal", signal.number)
        writer.member("scope", signal.scope.rawValue)
        writer.member("t", signal.time)
        writer.endObject()
    }

    private static func write(_ process: Process, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("pid", process.identity.pid)
        writer.member("start", process.identity.start)
        writer.member("parent", process.parent)
        writer.member("command", process.command)
        writer.member("started_at", process.startedAt)
        writer.member("first_seen", process.firstSeen)
        writer.member("gone_at", process.goneAt)
        writer.member("stage", process.stage.rawValue)
        writer.member("exit_code", process.outcome?.exitCode)
        writer.member("signal", process.outcome?.signal)
        writer.endObject()
    }
}
