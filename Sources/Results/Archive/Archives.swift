/// Archives on their way to readers: the disk is read on threads of its own, a piece at a time.
package import HTTP
package import Linux
internal import Synchronization

package final class Archives: Sendable {
    private static let pieceSize = 256 * 1024

    private let workers: WorkerPool
    private let slots: Slots
    /// Written once a loop, before it accepts its first connection.
    private let loops = Mutex<[Int: Confined<ArchiveLoop>]>([:])

    /// - Parameter limit: archives at once.
    package init(limit: Int = 16) throws(SystemError) {
        // No stream ever waits for more than one piece: the queue can't be full.
        workers = try WorkerPool(threads: 2, capacity: limit)
        slots = Slots(limit: limit)
    }

    /// On each event loop of the server, before it serves.
    package func attach(_ loop: EventLoop, number: Int) {
        let confined = Confined(ArchiveLoop(), to: loop)
        loops.withLock { $0[number] = confined }
    }

    /// The folder as a stream of bytes; nil where too many are under way. The stream holds the folder open.
    /// - Parameters:
    ///   - path: nil for the whole of `folder`; may be reached over links that stay beneath.
    ///   - prefix: a name that all members lie below.
    package func tar(
        of path: ArtifactPath?, in folder: String, prefix: String
    ) throws(SystemError) -> StreamStart? {
        guard let slot = slots.take() else { return nil }
        let root = try Directory(folder).folder(path?.bytes ?? [], over: .beneath)
        let source = ArchiveSource(TarProducer(root, prefix: Array(prefix.utf8)))
        return stream(slot) { source.next($0) }
    }

    /// Bytes of another kind, made in the same way; nil where too many are under way.
    /// - Parameter next: at least so many bytes where there are that many; none at the end. May block.
    package func stream(_ next: @escaping @Sendable (_ count: Int) -> [UInt8]) -> StreamStart? {
        slots.take().map { stream($0, next) }
    }

    private func stream(
        _ slot: Slots.Slot, _ next: @escaping @Sendable (_ count: Int) -> [UInt8]
    ) -> StreamStart {
        { [self] sink in
            guard let loop = loops.withLock({ $0[sink.loop] }) else {
                preconditionFailure("loop \(sink.loop) serves before it was attached")
            }
            return loop.value.begin(sink) { [workers] number in
                let isAccepted = workers.submit { [slot] in
                    let piece = withExtendedLifetime(slot) { next(Self.pieceSize) }
                    loop.post { $0.deliver(piece, to: number) }
                }
                precondition(isAccepted, "a slot's piece has a place in the queue")
            }
        }
    }
}

/// One archive's producer, used by one worker at a time.
private final class ArchiveSource: Sendable {
    /// Held while a piece is made, by the one worker that was asked for it.
    private let producer: Mutex<TarProducer>

    init(_ producer: consuming sending TarProducer) {
        self.producer = Mutex(producer)
    }

    func next(_ count: Int) -> [UInt8] { producer.withLock { $0.next(count) } }
}

/// How many archives may be under way: a slot is given back when the last who holds it is gone.
private final class Slots: Sendable {
    private let taken = Mutex(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func take() -> Slot? {
        let isFree = taken.withLock { taken in
            if taken == limit { return false }
            taken += 1
            return true
        }
        return isFree ? Slot(self) : nil
    }

    final class Slot: Sendable {
        private let slots: Slots

        init(_ slots: Slots) { self.slots = slots }

        deinit { slots.taken.withLock { $0 -= 1 } }
    }
}
