/// The way to a supervisor that runs: the socket in the folder of its attempt.
internal import JobDirectory
internal import Linux

extension AttemptDirectory {
    /// - Throws: where nobody listens.
    func connect(nonblocking: Bool = false) throws(SystemError) -> Socket {
        // The socket's own path may be longer than an address may be; a descriptor of its folder is not.
        let folder = try FileDescriptor.open(path, [.read, .directory])
        return try Socket.connect(to: .path(folder.procPath + "/ctl.sock"), nonblocking: nonblocking)
    }

    /// False where the supervisor can't be reached that way.
    func send(_ request: ControlMessage.Request) -> Bool {
        do throws(SystemError) {
            let socket = try connect()
            try socket.setTimeout(.seconds(1))
            try socket.descriptor.writeAll(request.encoded())
            return true
        } catch {
            return false
        }
    }
}
