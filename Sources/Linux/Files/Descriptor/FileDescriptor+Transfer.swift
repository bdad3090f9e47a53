/// Moving bytes: read, write, positioned, splice and sendfile; an interrupted call is made again.
internal import CLinux
internal import Glibc

extension FileDescriptor {
    /// read(2). 0 is the end of the file; nil where nothing is there yet (EAGAIN).
    package borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int? {
        while true {
            let count = Glibc.read(number, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("read") }
        }
    }

    /// write(2). May take fewer bytes than given; nil where there is no room now (EAGAIN).
    package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Int? {
        while true {
            let count = Glibc.write(number, bytes.baseAddress, bytes.count)
            if count >= 0 { return count }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("write") }
        }
    }

    /// Writes all of it; for files and blocking descriptors only.
    package borrowing func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let step: Result<Int?, SystemError> = bytes.withUnsafeBytes { buffer in
                Result { () throws(SystemError) in
                    try write(UnsafeRawBufferPointer(rebasing: buffer[done...]))
                }
            }
            guard let count = try step.get() else { throw SystemError(code: EAGAIN, call: "write") }
            done += count
        }
    }

    /// pread(2): reads at `offset`, moving nothing. 0 at or past the end.
    package borrowing func read(
        into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64
    ) throws(SystemError) -> Int {
        while true {
            let count = pread(number, buffer.baseAddress, buffer.count, off_t(offset))
            if count >= 0 { return count }
            if errno != EINTR { throw .last("pread") }
        }
    }

    /// The bytes `[offset, offset+count)`, fewer where the file ends before.
    package borrowing func bytes(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(SystemError) {
                while filled < count {
                    let rest = UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                    let step = try read(into: rest, at: offset + UInt64(filled))
                    if step == 0 { break }
                    filled += step
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// pwrite(2), all of it.
    package borrowing func writeAll(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                number, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset) + off_t(done))
            if count >= 0 { done += count } else if errno != EINTR { throw .last("pwrite") }
        }
    }

    /// splice(2): moves up to `count` bytes of this pipe into `file` at `offset`, through no buffer of ours.
    /// 0: every writer is gone; nil: nothing is there now. What was moved is in the file even if we die here.
    package borrowing func splice(
        into file: borrowing FileDescriptor, at offset: UInt64, count: Int
    ) throws(SystemError) -> Int? {
        while true {
            var position = off_t(offset)
            let moved = CLinux.splice(
                number, nil, file.number, &position, count, UInt32(clinux_splice_nonblock))
            if moved >= 0 { return moved }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("splice") }
        }
    }

    /// sendfile(2): up to `count` bytes of `file` from `offset` on into this socket; nil where there is no
    /// room now, 0 where the file ends.
    package borrowing func send(
        file: borrowing FileDescriptor, at offset: UInt64, count: Int
    ) throws(SystemError) -> Int? {
        while true {
            var position = off_t(offset)
            let sent = sendfile(number, file.number, &position, count)
            if sent >= 0 { return sent }
            if errno == EAGAIN { return nil }
            if errno != EINTR { throw .last("sendfile") }
        }
    }
}
