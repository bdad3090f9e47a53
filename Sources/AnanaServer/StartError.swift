/// Why the server could not be started; each is one readable line.
package import Linux
package import Project

package enum StartError: Error, Sendable {
    case folderMissing(path: String)
    case project(ProjectError)
    case notLoopback(host: String)
    case resultsNotWritable(path: String, SystemError)
    /// `holder`: what the other server noted of itself; empty where it noted nothing.
    case folderTaken(path: String, holder: String)
    case portTaken(host: String, port: UInt16)
    case staticFolder(path: String, SystemError)
    case supervisorMissing(path: String)
    case system(doing: String, SystemError)
}

extension StartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .folderMissing(let path): "\(path): there is no such folder"
        case .project(let error): "\(error)"
        case .notLoopback(let host):
            "--host \(host): only loopback addresses (127.0.0.1, ::1, localhost) are served; "
                + "whoever reaches the port can start jobs"
        case .resultsNotWritable(let path, let error): "\(path): results can't be kept here: \(error.reason)"
        case .folderTaken(let path, let holder):
            "\(path): another anana serves this folder\(holder.isEmpty ? "" : " (\(holder))")"
        case .portTaken(let host, let port):
            "port \(port) on \(host) is taken by another program; choose one with --port, 0 for any that is free"
        case .staticFolder(let path, let error): "\(path): the page's files can't be read: \(error.reason)"
        case .supervisorMissing(let path): "\(path): the supervisor is missing; `swift build` puts it beside anana"
        case .system(let doing, let error): "\(doing): \(error)"
        }
    }
}
