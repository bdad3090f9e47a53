/// What the files of an attempt say; nil for one that is missing, or torn by a crash of the machine.
internal import JobDirectory
internal import Linux

struct AttemptRecords {
    let directory: AttemptDirectory

    var launch: LaunchRecord? { read(directory.launch, LaunchRecord.init(parsing:)) }
    var processes: ProcessRecord? { read(directory.processes, ProcessRecord.init(parsing:)) }
    var stop: StopRecord? { read(directory.stop, StopRecord.init(parsing:)) }
    var state: StateRecord? { read(directory.state, StateRecord.init(parsing:)) }
    var main: MainRecord? { read(directory.main, MainRecord.init(parsing:)) }
    var exit: ExitRecord? { read(directory.exit, ExitRecord.init(parsing:)) }

    var hasMainEnded: Bool { FileSystem.exists(directory.main) }

    private func read<Record>(_ path: String, _ parse: ([UInt8]) throws -> Record) -> Record? {
        guard let bytes = try? FileSystem.contents(path) else { return nil }
        return try? parse(bytes)
    }
}
