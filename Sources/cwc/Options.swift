import ArgumentParser
import CWCDecoder
import CWCImageIO
import CWCToolSupport

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
struct CPUOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Instruction set: \(Self.names(InstructionSet.allCases)). "
                + "Default: CWC_CPU, or the fastest here.",
            valueName: "set"))
    var cpu: String?

    /// The instruction set that the user asks for, by the option or in the environment; else the
    /// fastest.
    var instructions: InstructionSet {
        get throws {
            guard let (name, source) = choice else { return .best }
            return try Self.instructions(named: name, from: source)
        }
    }

    /// The same, where `all` is a choice too.
    var allInstructions: [InstructionSet] {
        get throws {
            if let choice, choice.name == "all" { return InstructionSet.available }
            return [try instructions]
        }
    }

    private var choice: (name: String, source: String)? {
        if let cpu { return (cpu, "--cpu") }
        guard let value = getenv("CWC_CPU"), value.pointee != 0 else { return nil }
        return (String(cString: value), "CWC_CPU")
    }

    private static func instructions(
        named name: String, from source: String
    ) throws -> InstructionSet {
        guard let instructions = InstructionSet(rawValue: name) else {
            throw ToolError(
                "\(source): '\(name)' is no instruction set; known are "
                    + names(InstructionSet.allCases))
        }
        guard instructions.isAvailable else {
            throw ToolError(
                "\(source): this machine has no \(name); it has \(names(InstructionSet.available))")
        }
        return instructions
    }

    private static func names(_ sets: [InstructionSet]) -> String {
        sets.map(\.rawValue).joined(separator: ", ")
    }
}

/// Bits of a sample as the command line has them.
enum DepthOption {
    /// The depth of so many bits; nil where there is none, or it is more than is allowed.
    static func depth(_ bits: Int?, atMost deepest: SampleDepth) -> SampleDepth? {
        bits.flatMap { UInt8(exactly: $0) }.flatMap(SampleDepth.init)
            .flatMap { $0 <= deepest ? $0 : nil }
    }
}

/// What a file may ask for.
struct LimitOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The most pixels that a picture may have.", valueName: "n"))
    var maxPixels: UInt64 = FormatLimits.usualPixels

    @Option(
        help: ArgumentHelp("The most memory that the work may take, in MiB.", valueName: "MiB"))
    var maxMemory = FormatLimits.usualMemory >> 20

    var limits: DecodingLimits { DecodingLimits(pixels: maxPixels, memory: maxMemory << 20) }

    /// The same for pictures to be encoded: no file is made that cannot be decoded.
    var imageLimits: ImageLimits {
        ImageLimits(maxPixels: Int(clamping: maxPixels), maxBufferedBytes: maxMemory << 20)
    }

    func validate() throws {
        guard (1...Int.max >> 20).contains(maxMemory) else {
            throw ValidationError("'--max-memory' is out of range.")
        }
    }
}

/// Processors that this machine has for us.
var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
