// swift-tools-version: 6.2
// The rooms of the house, from floor 0 up; a target imports only from floors below its own.
import Glibc
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A release build carries the Swift runtime inside it: nothing to install, and a supervisor of 5 MB resident.
let staticSwift = settings + [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]
/// Relocations in their short form: 0.6 MB less to read at each start, and to hold. glibc reads them since 2.36.
var version = [CChar](repeating: 0, count: 64)  // "glibc 2.36"
confstr(Int32(_CS_GNU_LIBC_VERSION), &version, version.count)
let glibc = version.map { UInt8(bitPattern: $0) }.split { !(0x30...0x39).contains($0) }.compactMap {
    Int(String(decoding: $0, as: UTF8.self))
}
let shortRelocations =
    glibc.lexicographicallyPrecedes([2, 36])
    ? [] : ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"]
let staticLink: [LinkerSetting] = [
    .unsafeFlags(["-static-stdlib"] + shortRelocations, .when(configuration: .release))
]

let package = Package(
    name: "anana",
    products: [
        .executable(name: "anana", targets: ["AnanaCommand"]),
        .executable(name: "anana-supervisor", targets: ["AnanaSupervisor"]),
    ],
    targets: [
        // Floor 0: kernel headers.
        .systemLibrary(name: "CLinux"),

        // Floor 1: one subject each, none knows another.
        .target(name: "Linux", dependencies: ["CLinux"], swiftSettings: settings),
        .target(name: "HTTP", swiftSettings: settings),
        .target(name: "JSON", swiftSettings: settings),
        .target(name: "LogText", swiftSettings: settings),
        .target(name: "YAML", swiftSettings: settings),

        // Floor 2: contracts on the wire, on disk and in files, and the build tool that makes the first of them.
        .target(name: "HTTPServer", dependencies: ["HTTP", "Linux"], swiftSettings: settings),
        .executableTarget(name: "OpenAPIGenerator", dependencies: ["JSON", "YAML"], swiftSettings: settings),
        .plugin(name: "OpenAPIPlugin", capability: .buildTool(), dependencies: ["OpenAPIGenerator"],
                path: "Sources/OpenAPIPlugin"),
        // No permission is asked: SwiftPM has no sandbox on Linux, and the command is there to write.
        .plugin(name: "ScaffoldPlugin",
                capability: .command(intent: .custom(
                    verb: "scaffold", description: "Writes stubs of the handlers that openapi.yaml lacks")),
                dependencies: ["OpenAPIGenerator"], path: "Sources/ScaffoldPlugin"),
        .target(name: "JobAPI", dependencies: ["HTTP", "JSON"], swiftSettings: settings, plugins: ["OpenAPIPlugin"]),
        .target(name: "JobDirectory", dependencies: ["JSON", "Linux", "LogText"], swiftSettings: settings),
        .target(name: "Project", dependencies: ["JSON", "YAML"], swiftSettings: settings),

        // Floor 3: what is done and told of a job's processes, by whoever looks after them.
        .target(name: "JobProcesses", dependencies: ["JobDirectory", "Linux"], swiftSettings: settings),

        // Floor 4: what runs a job, and what carries its log.
        .executableTarget(name: "AnanaSupervisor", dependencies: ["JobDirectory", "JobProcesses", "Linux"],
                          swiftSettings: staticSwift, linkerSettings: staticLink),
        .target(name: "Engines", dependencies: ["JobDirectory", "JobProcesses", "Linux"], swiftSettings: settings),
        .target(name: "Streams", dependencies: ["HTTP", "JSON", "JobDirectory", "Linux", "LogText"],
                swiftSettings: settings),

        .target(name: "Provenance", dependencies: ["JSON", "JobAPI", "Linux"], swiftSettings: settings),
        .target(name: "Results", dependencies: ["HTTP", "JSON", "JobDirectory", "Linux"], swiftSettings: settings),

        // Floor 5: the domain.
        .target(name: "Jobs", dependencies: ["CLinux", "Engines", "JSON", "JobDirectory", "Linux", "Project"],
                swiftSettings: settings),

        // Floor 6: handlers and wiring.
        .target(name: "AnanaServer",
                dependencies: [
                    "Engines", "HTTP", "HTTPServer", "JSON", "JobAPI", "JobDirectory", "Jobs", "Linux", "LogText", "Project",
                    "Provenance", "Results", "Streams",
                ],
                swiftSettings: settings),

        // Floor 7: the command line. It needs the supervisor built beside it.
        .executableTarget(name: "AnanaCommand", dependencies: ["AnanaServer", "AnanaSupervisor", "HTTP", "HTTPServer", "Linux", "Project"],
                          resources: [.embedInCode("Sample/")],
                          swiftSettings: staticSwift, linkerSettings: staticLink),

        // For conformance suites, which are pointed at it; no product of its own.
        .executableTarget(name: "WebSocketEchoServer", dependencies: ["HTTP", "HTTPServer", "Linux"], swiftSettings: settings),

        // Tests, one target a room.
        .target(name: "TestSupport", dependencies: ["Linux"], path: "Tests/Support", swiftSettings: settings),
        // What is generated from a golden document, compiled together with JobAPI's runtime (by a link).
        .target(name: "GeneratedCode", dependencies: ["HTTP", "JSON"], path: "Tests/GeneratedCode",
                exclude: ["openapi.yaml"], swiftSettings: settings, plugins: ["OpenAPIPlugin"]),
    ] + [
        test("Linux", ["Linux"]),
        test("HTTP", ["HTTP"]),
        test("JSON", ["JSON"]),
        test("LogText", ["LogText"]),
        test("YAML", ["YAML"]),
        test("HTTPServer", ["HTTP", "HTTPServer", "Linux"], exclude: ["Conformance.md"]),
        test("OpenAPIGenerator", ["OpenAPIGenerator", "YAML"], exclude: ["Golden"]),
        test("GeneratedCode", ["GeneratedCode", "HTTP", "JSON"]),
        test("JobAPI", ["HTTP", "JSON", "JobAPI"]),
        test("JobDirectory", ["JSON", "JobDirectory", "Linux", "LogText"]),
        test("Project", ["JSON", "Project", "YAML"]),
        test("JobProcesses", ["JobDirectory", "JobProcesses", "Linux"]),
        test("Supervisor", ["AnanaSupervisor", "JobDirectory", "JobProcesses", "Linux"]),
        test("Engines", ["AnanaSupervisor", "Engines", "JobDirectory", "JobProcesses", "Linux"]),
        test("Streams", ["HTTP", "JSON", "JobAPI", "JobDirectory", "Linux", "LogText", "Streams"]),
        test("Provenance", ["JSON", "JobAPI", "Linux", "Provenance"]),
        test("Results", ["HTTP", "JSON", "JobDirectory", "Linux", "Results"]),
        test("Jobs", ["AnanaSupervisor", "Engines", "JSON", "JobDirectory", "Jobs", "Linux", "Project"]),
        test("Server", [
            "AnanaCommand", "AnanaServer", "Engines", "HTTP", "HTTPServer", "JSON", "JobAPI", "JobDirectory", "Jobs",
            "Linux", "LogText", "Project", "Provenance", "Results", "Streams",
        ]),
        test("StaticBundle", []),
        test("EndToEnd", ["AnanaCommand", "AnanaSupervisor", "HTTP", "JSON", "Linux", "YAML"]),
    ]
)

func test(_ room: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: room + "Tests", dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: settings)
}
