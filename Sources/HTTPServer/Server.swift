/// Loops and listeners: start, drain, wait.
package import Linux
internal import Synchronization

package final class Server: Sendable {
    private let configuration: ServerConfiguration
    private let services: ServerServices
    /// Held only to read or replace; set once by `start`.
    private let running = Mutex<[Running]>([])

    private struct Running: Sendable {
        let loop: Confined<ServerLoop>
        let thread: Linux.Thread
    }

    package init(configuration: ServerConfiguration, services: ServerServices) {
        self.configuration = configuration
        self.services = services
    }

    /// Listens and serves; returns once every loop listens.
    /// - Returns: the port, which tells what port 0 became.
    /// - Throws: `isAddressInUse` when anybody has the port, another server of the same user too.
    package func start() throws(SystemError) -> UInt16 {
        Socket.ignoreBrokenPipes()
        let address = try probe()
        let starter = try EventLoop()
        let inbox = Inbox(waitingFor: configuration.loops)
        let clients = ClientLimits(configuration)
        var threads: [Linux.Thread] = []
        for number in 0..<configuration.loops {
            let started = Confined(starter, to: starter)
            threads.append(
                try Thread.start(name: "loop \(number)") { [configuration, services] in
                    Server.run(number, address, configuration, services, clients) { outcome in
                        if inbox.add(outcome, number) { started.post { $0.stop() } }
                    }
                })
        }
        try starter.run()
        let loops = try inbox.loops()
        running.withLock { $0 = zip(loops, threads).map { Running(loop: $0, thread: $1) } }
        guard case .internet(_, let port) = address else { preconditionFailure("a server listens on TCP") }
        return port
    }

    /// Stops accepting, lets answers under way finish and streams say goodbye, within the configured limit.
    /// Returns
    /// at once; `wait()` returns when it is done.
    package func drain() {
        for one in running.withLock({ $0 }) { one.loop.post { $0.drain() } }
    }

    /// Until every loop has ended.
    package func wait() {
        let all = running.withLock { list in
            defer { list = [] }
            return list
        }
        for one in all { one.thread.join() }
    }

    /// The way onto each loop, by `BodySink.loop`.
    package var remotes: [Remote] {
        running.withLock { $0.map(\.loop.remote) }
    }

    /// Listeners share the port, so the first bind must not: else two servers could have it.
    private func probe() throws(SystemError) -> SocketAddress {
        try Socket.probe(.internet(host: configuration.host, port: configuration.port)).localAddress()
    }

    /// A loop's thread, from beginning to end.
    private static func run(
        _ number: Int, _ address: SocketAddress, _ configuration: ServerConfiguration,
        _ services: ServerServices, _ clients: ClientLimits,
        report: (Result<Confined<ServerLoop>, SystemError>) -> Void
    ) {
        let loop: ServerLoop
        do throws(SystemError) {
            loop = try ServerLoop(
                number: number, address: address, configuration: configuration, services: services,
                clients: clients)
        } catch {
            report(.failure(error))
            return
        }
        report(.success(loop.handle))
        do throws(SystemError) {
            try loop.run()
        } catch {
            preconditionFailure("epoll_wait on a valid descriptor fails only when interrupted: \(error)")
        }
    }
}
