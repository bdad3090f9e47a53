/// A file that a write queue sends from; open as long as somebody owes bytes of it.
internal import Linux

final class OpenFile {
    let descriptor: FileDescriptor

    init(_ path: String) throws(SystemError) {
        descriptor = try FileDescriptor.open(path, .read)
    }
}
