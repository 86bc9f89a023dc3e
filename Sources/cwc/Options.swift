import ArgumentParser
import CWCDecoder

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
