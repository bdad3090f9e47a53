/// launch.json: what an attempt runs and how; on the disk before the supervisor is started.
internal import JSON

package struct LaunchRecord: Equatable, Sendable {
    /// What the job holds until its tree is gone.
    package struct Lease: Equatable, Sendable {
        package let flavor: String
        /// UUIDs of the GPUs.
        package let gpus: [String]

        package init(flavor: String, gpus: [String] = []) {
            self.flavor = flavor
            self.gpus = gpus
        }
    }

    package let job: JobID
    /// Counts from 1.
    package let attempt: Int
    /// Of this boot of the machine (/proc/sys/kernel/random/boot_id): pids mean nothing in another one.
    package let bootID: String
    /// Milliseconds since 1970.
    package let time: Int64
    package let arguments: [String]
    package let workingDirectory: String
    /// What is set over the environment that the supervisor inherits; the Python defaults come below both.
    package let environment: [String: String]
    package let lease: Lease
    package let stop: StopPolicy
    /// Random; also in the job's environment as ANANA_NONCE, so that its processes can be told from any
    /// other's.
    package let nonce: String
    /// Absolute paths.
    package let log: String
    package let index: String
    /// Milliseconds that main may run; nil: for ever.
    package let timeout: Int64?
    /// The file mode mask of main (umask(2)); nil: 022.
    package let fileModeMask: UInt32?
    /// How much of the log stays while the job runs.
    package let retention: LogRetention

    package init(
        job: JobID, attempt: Int, bootID: String, time: Int64, arguments: [String], workingDirectory: String,
        environment: [String: String], lease: Lease, stop: StopPolicy, nonce: String, log: String,
        index: String, timeout: Int64? = nil, fileModeMask: UInt32? = nil, retention: LogRetention = .everything
    ) {
        self.job = job
        self.attempt = attempt
        self.bootID = bootID
        self.time = time
        self.arguments = arguments
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.lease = lease
        self.stop = stop
        self.nonce = nonce
        self.log = log
        self.index = index
        self.timeout = timeout
        self.fileModeMask = fileModeMask
        self.retention = retention
    }

    package init(parsing bytes: [UInt8]) throws(RecordError) {
        let fields = try RecordFields(parsing: bytes)
        guard let job = JobID(try fields.string("job")) else { throw .wrongKind(field: "job") }
        self.job = job
        attempt = try fields.integer("attempt", as: Int.self)
        bootID = try fields.string("boot_id")
        time = try fields.integer("t")
        arguments = try fields.strings("argv")
        if arguments.isEmpty { throw .missing(field: "argv") }
        workingDirectory = try fields.string("cwd")
        environment = try fields.dictionary("environment")
        let lease = try fields.fields("lease")
        self.lease = Lease(flavor: try lease.string("flavor"), gpus: try lease.strings("gpus"))
        stop = try StopPolicy(try fields.fields("stop"))
        nonce = try fields.string("nonce")
        log = try fields.string("log")
        index = try fields.string("index")
        timeout = try fields.optionalInteger("timeout_ms")
        fileModeMask = try fields.optionalInteger("umask", as: UInt32.self)
        let retention = try fields.optionalFields("retention")
        self.retention = try retention.map(LogRetention.init) ?? .everything
    }

    package func encoded() -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 1024)
        writer.beginObject()
        writer.member("v", 1)
        writer.member("job", job.text)
        writer.member("attempt", attempt)
        writer.member("boot_id", bootID)
        writer.member("t", time)
        writer.member("argv", arguments)
        writer.member("cwd", workingDirectory)
        writer.member("environment", environment)
        writer.key("lease")
        writer.beginObject()
        writer.member("flavor", lease.flavor)
        writer.member("gpus", lease.gpus)
        writer.endObject()
        writer.key("stop")
        stop.write(to: &writer)
        writer.member("nonce", nonce)
        writer.member("log", log)
        writer.member("index", index)
        writer.member("timeout_ms", timeout)
        writer.member("umask", fileModeMask)
        writer.key("retention")
        retention.write(to: &writer)
        writer.endObject()
        return writer.bytes
    }
}
