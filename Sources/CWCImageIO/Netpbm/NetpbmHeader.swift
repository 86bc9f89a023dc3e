import CWCImage

/// Everything before the samples of a PGM, PPM or PAM file.
struct NetpbmHeader {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var channels = Channels.grey
    /// The value of white, 1...65535.
    private(set) var maximum = 0

    /// Reads a header, and the one white space that ends it.
    init(parsing source: ByteSource) throws(ImageError) {
        var cursor = Cursor(source: source)
        let type = try cursor.word()
        if type == "P7" {
            try parseLines(&cursor)
        } else {
            channels = type == "P5" ? .grey : .rgb
            width = try cursor.number()
            height = try cursor.number()
            maximum = try cursor.number()
        }
        guard (1...65535).contains(maximum) else {
            throw ImageError(.malformed, .netpbm, "maximum sample \(maximum), not 1...65535")
        }
    }

    /// PAM: lines of a keyword and a value, up to `ENDHDR`.
    private mutating func parseLines(_ cursor: inout Cursor) throws(ImageError) {
        var depth = 0
        var type: String?
        while true {
            let keyword = try cursor.word()
            switch keyword {
            case "WIDTH": width = try cursor.number()
            case "HEIGHT": height = try cursor.number()
            case "DEPTH": depth = try cursor.number()
            case "MAXVAL": maximum = try cursor.number()
            case "TUPLTYPE": type = try cursor.word()
            case "ENDHDR":
                guard let channels = Channels(count: depth) else {
                    throw ImageError(.unsupported, .netpbm, "\(depth) channels, not 1...4")
                }
                let known = [nil, Self.tupleType(channels)]
                guard known.contains(type) || (type == "BLACKANDWHITE" && depth == 1) else {
                    throw ImageError(.unsupported, .netpbm, "\(depth) channels of \(type ?? "")")
                }
                self.channels = channels
                return
            default: throw ImageError(.malformed, .netpbm, "PAM header line \(keyword)")
            }
        }
    }

    /// PAM's name for the channels.
    static func tupleType(_ channels: Channels) -> String {
        switch channels {
        case .grey: "GRAYSCALE"
        case .greyAlpha: "GRAYSCALE_ALPHA"
        case .rgb: "RGB"
        case .rgbAlpha: "RGB_ALPHA"
        }
    }

    /// Words and the one white space behind each, with comments from `#` to the end of the line.
    private struct Cursor {
        let source: ByteSource
        private var count = 0

        init(source: ByteSource) { self.source = source }

        /// A header has a few dozen bytes; comments may take some more, but not whole disks.
        private static let maxBytes = 1 << 20

        private mutating func byte() throws(ImageError) -> UInt8 {
            guard let byte = source.readByte() else {
                throw ImageError(.truncated, .netpbm, "the file ends within the header")
            }
            count += 1
            guard count <= Self.maxBytes else {
                throw ImageError(.malformed, .netpbm, "a header of more than 1 MiB")
            }
            return byte
        }

        mutating func word() throws(ImageError) -> String {
            var next = try byte()
            var inComment = false
            while inComment || Netpbm.isSpace(next) || next == UInt8(ascii: "#") {
                if next == UInt8(ascii: "#") { inComment = true }
                if next == UInt8(ascii: "\n") { inComment = false }
                next = try byte()
            }
            var word: [UInt8] = []
            while !Netpbm.isSpace(next) {
                word.append(next)
                // No keyword is as long: do not collect a word from megabytes of something else.
                guard word.count <= 32 else {
                    throw ImageError(.malformed, .netpbm, "a header word of more than 32 bytes")
                }
                next = try byte()
            }
            return String(decoding: word, as: UTF8.self)
        }

        mutating func number() throws(ImageError) -> Int {
            let text = try word()
            guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text)
            else {
                throw ImageError(.malformed, .netpbm, "\(text) in place of a number")
            }
            return number
        }
    }
}
