/// The GPUs of this machine, by UUID, as nvidia-smi lists them; none where there is no nvidia-smi.
internal import Linux

package enum GPUInventory {
    /// In the order of the PCI bus. Waits for nvidia-smi, `limit` at most: with a sick driver it hangs.
    /// - Parameter visible: CUDA_VISIBLE_DEVICES of the server, which restricts what it may hand out; nil for
    ///   all.
    package static func detect(
        program: String = "nvidia-smi", visible: String? = Environment["CUDA_VISIBLE_DEVICES"],
        limit: Duration = .seconds(5)
    ) -> [String] {
        guard let text = run(program, limit: limit) else { return [] }
        return restrict(parse(text), to: visible)
    }

    /// Lines of `index, uuid`; what is not of that form is left out.
    static func parse(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let fields = line.split(separator: ",").map { $0.drop { $0 == " " } }
            guard fields.count == 2, Int(fields[0]) != nil, fields[1].hasPrefix("GPU-") else { return nil }
            return String(fields[1])
        }
    }

    /// By index or by the beginning of a UUID; the list ends at its first entry that names no GPU, as CUDA
    /// has it.
    static func restrict(_ gpus: [String], to visible: String?) -> [String] {
        guard let visible else { return gpus }
        var chosen: [String] = []
        for entry in visible.split(separator: ",").map({ $0.filter { $0 != " " } }) {
            let named =
                Int(entry).map { gpus.indices.contains($0) ? gpus[$0] : nil }
                ?? gpus.first { $0.hasPrefix(entry) }
            guard let gpu = named, !chosen.contains(gpu) else { break }
            chosen.append(gpu)
        }
        return chosen
    }

    /// nil where the program is missing, fails, or takes too long.
    private static func run(_ program: String, limit: Duration) -> String? {
        do throws(SystemError) {
            let answer = "/tmp/anana-gpus-\(UInt64.random(in: 0...(.max)))"
            // What can't be removed is a small file in /tmp.
            defer { try? FileSystem.remove(answer) }
            var launch = ChildProcess.Launch(
                program: program,
                arguments: [program, "--query-gpu=index,uuid", "--format=csv,noheader"],
                environment: Environment.all)
            launch.searchesPath = true
            launch.output = .path(answer, [.write, .create, .exclusive])
            launch.error = .null
            let child = try ChildProcess.spawn(launch)
            guard try finishes(child, within: limit), try child.wait().code == 0 else { return nil }
            return try FileSystem.contents(answer).map { String(decoding: $0, as: UTF8.self) }
        } catch {
            return nil
        }
    }

    /// Kills it where it does not.
    private static func finishes(_ child: ChildProcess, within limit: Duration) throws(SystemError) -> Bool {
        let loop = try EventLoop()
        let handle = try ChildProcess.handle(of: child.pid)
        var hasEnded = false
        let watch = try loop.watch(handle, for: .readable) { _ in
            hasEnded = true
            loop.stop()
        }
        let deadline = loop.after(limit) { loop.stop() }
        try loop.run()
        // Both hold the loop, and the loop them.
        watch.cancel()
        deadline.cancel()
        if hasEnded { return true }
        // Not waited for: a sick driver may hold it in the kernel. The server takes it when it ends.
        Signal.kill.send(to: child.pid)
        return false
    }
}
