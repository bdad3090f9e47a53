/// One loop of a server: its listener, its connections, and the beat that cuts what takes too long.
internal import HTTP
internal import Linux

final class ServerLoop {
    private let context: LoopContext
    private var listener: Listener?
    private var connections: [Connection] = []
    private let beat: Duration
    private var beats = false
    /// A listener on loopback has clients of this machine only: nobody is asked where he comes from.
    private let knowsClients: Bool

    /// On the thread that will run it.
    init(
        number: Int, address: SocketAddress, configuration: ServerConfiguration, services: ServerServices,
        clients: ClientLimits
    ) throws(SystemError) {
        let loop = try EventLoop()
        services.prepare?(loop, number)
        context = LoopContext(
            loop: loop, number: number, configuration: configuration, services: services, clients: clients)
        knowsClients = !(configuration.sparesLoopback && address.isLoopback)
        beat = ServerLoop.beat(configuration)
        let socket = try Socket.listen(on: address, sharesPort: true)
        listener = try Listener(
            socket: socket, on: loop,
            takePlace: { clients.takePlace() }, givePlace: { clients.givePlace() },
            accepted: { [unowned self] in accept($0) })
        context.closed = { [unowned self] in forget(Int($0)) }
    }

    var remote: Remote { context.loop.remote }

    var handle: Confined<ServerLoop> { Confined(self, to: context.loop) }

    /// Until drained.
    func run() throws(SystemError) {
        try context.loop.run()
    }

    func drain() {
        guard !context.isDraining else { return }
        context.isDraining = true
        listener?.close()
        listener = nil
        for connection in connections { connection.drain() }
        stopIfEmpty()
        context.loop.after(context.configuration.drainTimeout) { [unowned self] in
            for connection in connections { connection.abort() }
            stopIfEmpty()
        }
    }

    private func accept(_ socket: consuming Socket) {
        do throws(SystemError) {
            try socket.setNoDelay()
            let address = knowsClients ? try socket.peerAddress() : nil
            let connection = try Connection(socket: socket, context: context)
            connection.slot = Int32(connections.count)
            connections.append(connection)
            startBeat()
            if let address, !context.enter(connection, from: address) { connection.refuseClient() }
        } catch {
            // The peer was gone before we began, or epoll has no memory left: the socket is closed, the
            // rest goes on.
            context.clients.givePlace()
        }
    }

    private func forget(_ slot: Int) {
        let connection = connections[slot]
        context.leave(connection)
        context.clients.givePlace()
        let last = connections.removeLast()
        if last !== connection {
            connections[slot] = last
            last.slot = connection.slot
        }
        listener?.resume()
        stopIfEmpty()
    }

    private func stopIfEmpty() {
        // At the end of the turn: sources hear of the end before the loop is gone.
        guard context.isDraining, connections.isEmpty else { return }
        context.loop.atEndOfTurn { [context] in context.loop.stop() }
    }

    /// One beat for all connections is cheaper than a deadline for each request; it rests when there are
    /// none.
    private func startBeat() {
        guard !beats else { return }
        beats = true
        context.loop.after(beat) { [unowned self] in
            beats = false
            let now = Instant.now
            // A copy: a connection that is cut leaves the list.
            for connection in connections { connection.checkTime(now) }
            if !connections.isEmpty { startBeat() }
        }
    }

    /// A quarter of the shortest limit, so that none is overrun by more; at most a second.
    private static func beat(_ limits: ServerConfiguration) -> Duration {
        let shortest = [
            limits.headTimeout, limits.bodyTimeout, limits.idleTimeout, limits.writeStallTimeout,
            limits.lingerTimeout,
            limits.pingInterval, limits.closeTimeout
        ].reduce(.seconds(4), min)
        return max(shortest / 4, .milliseconds(5))
    }
}
