/// What the jobs under test run: anana.yaml with its templates, and small Python programs.

enum Scripts {
    static let common = [
        "anana.yaml": configuration, "gate.py": gate, "count.py": count, "halves.py": halves
    ]

    /// `run` any script; `hasty`: the same, impatient when stopped; `shell`: the same by bash.
    static let configuration = """
        templates:
          run:
            command: [python3]
            parameters:
              file: {type: string, required: true, position: 1}
              args: {type: array, items: string, position: 2}
            environment: [DATA_DIR, "MY_*"]
          hasty:
            command: [python3]
            parameters:
              file: {type: string, required: true, position: 1}
              args: {type: array, items: string, position: 2}
            stop: {signal: INT, grace: 2s, terminate_grace: 2s}
          shell:
            command: [/bin/bash]
            parameters:
              file: {type: string, required: true, position: 1}
              args: {type: array, items: string, position: 2}
          train:
            title: Hyperparameter search
            command: [python3, train.py]
            parameters:
              trials: {type: integer, default: 20, minimum: 1, maximum: 500, flag: --trials}
              quick: {type: boolean, default: false, flag: --quick}
              flavor: {type: flavor, default: cpu, flag: --flavor}
        promote: {template: run}
        """

    /// `gate.wait("go")` lasts until the test has made the file `go`.
    static let gate = """
        import os, time

        def wait(name):
            while not os.path.exists(name):
                time.sleep(0.005)
        """

    /// `count.py N [SECONDS] [CODE]`: lines 1 to N, a pause after each, an exit code.
    static let count = """
        import sys, time
        words = sys.argv + ["0", "0"]
        total, pause, code = int(words[1]), float(words[2]), int(words[3])
        levels = ["DEBUG", "INFO", "WARNING", "ERROR"]
        for number in range(1, total + 1):
            print(f"{levels[number % 4]}: line {number} of {total}")
            if pause: time.sleep(pause)
        sys.exit(code)
        """

    /// `halves.py N`: what `count.py N` prints; the second half not before the test has made the file `go`.
    static let halves = """
        import sys, time, gate
        total = int(sys.argv[1])
        levels = ["DEBUG", "INFO", "WARNING", "ERROR"]
        for number in range(1, total + 1):
            print(f"{levels[number % 4]}: line {number} of {total}")
            if number == total // 2: gate.wait("go")
            time.sleep(0.002)
        """

    /// What `count.py` prints.
    static func counted(_ total: Int) -> [String] {
        let levels = ["DEBUG", "INFO", "WARNING", "ERROR"]
        return (1...total).map { "\(levels[$0 % 4]): line \($0) of \(total)" }
    }
}
