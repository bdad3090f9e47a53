/// An artifact held open: what was looked at is what is sent, whatever becomes of its name.
package import Linux

package final class ArtifactFile: Sendable {
    private let descriptor: FileDescriptor
    package let status: FileStatus

    package enum Failure: Error, Equatable, Sendable {
        case missing
        /// A link on the way leads out of the folder.
        case outside
        /// A folder, a socket, ….
        case notAFile(FileStatus.Kind)
        case unreadable(SystemError)
    }

    /// - Parameter folder: of the artifacts; links are followed as long as they stay beneath it.
    package init(_ path: ArtifactPath, in folder: String) throws(Failure) {
        do throws(SystemError) {
            descriptor = try Directory(folder).file(path.bytes, over: .beneath)
            status = try descriptor.status()
        } catch {
            // ENXIO: a socket can't be opened, nor a device without a driver.
            if error.isMissing { throw .missing }
            throw error.leadsOutside ? .outside : .unreadable(error)
        }
        if status.kind != .file { throw .notAFile(status.kind) }
    }

    /// Good as long as this lives.
    package var path: String { descriptor.procPath }
}
