// swift-tools-version: 6.2
// The rooms of the house, from floor 0 up; a target imports only from floors below its own.
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
let staticLink: [LinkerSetting] = [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]

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
        .executableTarget(name: "OpenAPIGenerator", dependencies: ["YAML"], swiftSettings: settings),
        .plugin(name: "OpenAPIPlugin", capability: .buildTool(), dependencies: ["OpenAPIGenerator"],
                path: "Sources/OpenAPIPlugin"),
        .target(name: "JobAPI", dependencies: ["HTTP", "JSON"], swiftSettings: settings, plugins: ["OpenAPIPlugin"]),
        .target(name: "JobDirectory", dependencies: ["JSON", "Linux", "LogText"], swiftSettings: settings),
        .target(name: "Project", dependencies: ["JSON", "YAML"], swiftSettings: settings),

        // Floor 3: what runs a job, and what carries its log.
        .executableTarget(name: "AnanaSupervisor", dependencies: ["JobDirectory", "Linux"],
                          swiftSettings: staticSwift, linkerSettings: staticLink),
        .target(name: "Engines", dependencies: ["JobDirectory", "Linux"], swiftSettings: settings),
        .target(name: "Streams", dependencies: ["HTTP", "JSON", "JobDirectory", "Linux", "LogText"],
                swiftSettings: settings),

        // Floor 4: the domain.
        .target(name: "Jobs", dependencies: ["Engines", "JSON", "JobDirectory", "Linux", "Project"],
                swiftSettings: settings),

        // Floor 5: handlers and wiring.
        .target(name: "AnanaServer",
                dependencies: [
                    "Engines", "HTTP", "HTTPServer", "JSON", "JobAPI", "JobDirectory", "Jobs", "Linux", "LogText", "Project",
                    "Streams",
                ],
                swiftSettings: settings),

        // Floor 6: the command line. It needs the supervisor built beside it.
        .executableTarget(name: "AnanaCommand", dependencies: ["AnanaServer", "AnanaSupervisor", "HTTP", "HTTPServer", "Linux", "Project"],
                          resources: [.embedInCode("Sample/")],
                          swiftSettings: staticSwift, linkerSettings: staticLink),

        // For conformance suites, which are pointed at it; no product of its own.
        .executableTarget(name: "WebSocketEchoServer", dependencies: ["HTTP", "HTTPServer", "Linux"], swiftSettings: settings),

        // Tests, one target a room.
        .target(name: "TestSupport", dependencies: ["Linux"], path: "Tests/Support", swiftSettings: settings),
    ] + [
        test("Linux", ["Linux"]),
        test("HTTP", ["HTTP"]),
        test("JSON", ["JSON"]),
        test("LogText", ["LogText"]),
        test("YAML", ["YAML"]),
        test("HTTPServer", ["HTTP", "HTTPServer", "Linux"]),
        test("OpenAPIGenerator", ["OpenAPIGenerator", "YAML"], exclude: ["Golden"]),
        test("JobAPI", ["HTTP", "JSON", "JobAPI"]),
        test("JobDirectory", ["JSON", "JobDirectory", "Linux", "LogText"]),
        test("Project", ["JSON", "Project", "YAML"]),
        test("Supervisor", ["AnanaSupervisor", "JobDirectory", "Linux"]),
        test("Engines", ["AnanaSupervisor", "Engines", "JobDirectory", "Linux"]),
        test("Streams", ["HTTP", "JSON", "JobAPI", "JobDirectory", "Linux", "LogText", "Streams"]),
        test("Jobs", ["AnanaSupervisor", "Engines", "JSON", "JobDirectory", "Jobs", "Linux", "Project"]),
        test("Server", [
            "AnanaCommand", "AnanaServer", "Engines", "HTTP", "HTTPServer", "JSON", "JobAPI", "JobDirectory", "Jobs",
            "Linux", "Project", "Streams",
        ]),
        test("StaticBundle", []),
        test("EndToEnd", ["AnanaCommand", "AnanaSupervisor", "HTTP", "JSON", "Linux"]),
    ]
)

func test(_ room: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: room + "Tests", dependencies: dependencies + ["TestSupport"], exclude: exclude, swiftSettings: settings)
}
