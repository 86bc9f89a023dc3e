import ArgumentParser
import CWCDecoder

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// How many threads to use.
struct ThreadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Threads; the result does not depend on it. Default: one a processor.",
            valueName: "n"))
    var threads: Int?

    var count: Int { threads ?? processorCount }

    func validate() throws {
        guard threads ?? 1 >= 1 else { throw ValidationError("There must be a thread.") }
    }
}

/// Which kernels to run the networks with. The result does not depend on it.
struct LevelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Instruction set: \(Self.names(KernelLevel.allCases)). Default: CWC_CPU, or the fastest here.",
            valueName: "level"))
    var cpu: String?

    /// The level that the user asks for, by the option or in the environment; else the fastest.
    var level: KernelLevel {
        get throws {
            guard let (name, source) = choice else { return .best }
            return try Self.level(named: name, from: source)
        }
    }

    /// The same, where `all` is a choice too.
    var levels: [KernelLevel] {
        get throws {
            if let choice, choice.name == "all" { return KernelLevel.available }
            return [try level]
        }
    }

    private var choice: (name: String, source: String)? {
        if let cpu { return (cpu, "--cpu") }
        guard let value = getenv("CWC_CPU"), value.pointee != 0 else { return nil }
        return (String(cString: value), "CWC_CPU")
    }

    private static func level(named name: String, from source: String) throws -> KernelLevel {
        guard let level = KernelLevel(rawValue: name) else {
            throw ToolError(
                "\(source): '\(name)' is no instruction set; known are \(names(KernelLevel.allCases))"
            )
        }
        guard level.isAvailable else {
            throw ToolError(
                "\(source): this machine has no \(name); it has \(names(KernelLevel.available))")
        }
        return level
    }

    private static func names(_ levels: [KernelLevel]) -> String {
        levels.map(\.rawValue).joined(separator: ", ")
    }
}

/// What a file may ask for.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The most pixels that a picture may have.", valueName: "n"))
    var maxPixels: UInt64 = FormatLimits.usualPixels

    @Option(
        help: ArgumentHelp("The most memory that decoding may take, in MiB.", valueName: "MiB"))
    var maxMemory = FormatLimits.usualMemory >> 20

    var limits: DecodingLimits { DecodingLimits(pixels: maxPixels, memory: maxMemory << 20) }

    func validate() throws {
        guard (1...Int.max >> 20).contains(maxMemory) else {
            throw ValidationError("'--max-memory' is out of range.")
        }
    }
}
