/// What all connections of one loop share: buffers lent while bytes are in flight, the date, the services.
internal import HTTP
internal import Linux

final class LoopContext {
    let loop: EventLoop
    /// From 0.
    let number: Int
    let configuration: ServerConfiguration
    let services: ServerServices
    /// What all loops count together.
    let clients: ClientLimits
    var isDraining = false
    private var requests: UInt64 = 0
    /// Told the place of a connection that is over.
    var closed: (_ slot: Int32) -> Void = { _ in }

    /// Where all connections read into, one at a time.
    var input = [UInt8](repeating: 0, count: 64 * 1024)
    /// Where small chunks are gathered for one call to the kernel.
    var scratch: [UInt8] = []
    /// Small answers of the connection at work, one behind the other, for one call to the kernel when its
    /// turn ends; empty between two connections' turns.
    var answers: [UInt8] = []
    /// Answers that may be given again.
    let kept = KeptAnswers()

    private var spare: [Workspace] = []
    private static let spareLimit = 64

    /// Status lines with the date behind them, by status; of one second.
    private var openings: [Status: [UInt8]] = [:]
    private var okOpening: [UInt8] = []
    /// When the date is another one.
    private var secondEnds = Instant(nanoseconds: 0)
    private var dateText = ""

    init(
        loop: EventLoop, number: Int, configuration: ServerConfiguration, services: ServerServices,
        clients: ClientLimits
    ) {
        self.clients = clients
        self.loop = loop
        self.number = number
        self.configuration = configuration
        self.services = services
    }

    /// Of the clients that are counted; the rest of the connections bear no address.
    private var addresses: [ObjectIdentifier: String] = [:]

    /// nil where the client is not counted.
    func address(of connection: AnyObject) -> String? {
        addresses.isEmpty ? nil : addresses[ObjectIdentifier(connection)]
    }

    /// False when the client has as many connections as it may.
    func enter(_ connection: AnyObject, from address: SocketAddress) -> Bool {
        guard case .internet(let host, _) = address, clients.counts(loopback: address.isLoopback) else {
            return true
        }
        addresses[ObjectIdentifier(connection)] = host
        return clients.enter(host)
    }

    func leave(_ connection: AnyObject) {
        guard !addresses.isEmpty else { return }
        guard let host = addresses.removeValue(forKey: ObjectIdentifier(connection)) else { return }
        clients.leave(host)
    }

    /// For the next request.
    func nextID() -> RequestID {
        requests += 1
        return RequestID(run: clients.run, loop: UInt16(truncatingIfNeeded: number), number: requests)
    }

    func lend() -> Workspace {
        spare.popLast() ?? Workspace(limits: configuration.limits)
    }

    /// - Precondition: it is clear.
    func takeBack(_ workspace: Workspace) {
        guard spare.count < LoopContext.spareLimit else { return }
        workspace.reset()
        spare.append(workspace)
    }

    /// Status line and Date of an answer that is given now.
    func opening(_ status: Status) -> [UInt8] {
        if loop.now >= secondEnds { beginSecond() }
        if status == .ok { return okOpening }
        if let known = openings[status] { return known }
        let opening = ResponseEncoder.opening(status, date: dateText)
        openings[status] = opening
        return opening
    }

    private func beginSecond() {
        let milliseconds = WallClock.milliseconds
        dateText = HTTPDate(secondsSince1970: milliseconds / 1000).description
        secondEnds = Instant.now + .milliseconds(1000 - milliseconds % 1000)
        openings = [:]
        okOpening = ResponseEncoder.opening(.ok, date: dateText)
    }
}
