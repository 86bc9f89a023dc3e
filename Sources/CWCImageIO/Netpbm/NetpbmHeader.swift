import CWCImage

/// Everything before the samples of a PGM, PPM or PAM file.
struct NetpbmHeader {
    private(set) var width = 0
    private(set) var height = 0
    private(set) var channels = Channels.grey
    /// The value of white, 1...65535.
    private(set) var maximum = 0
    /// Where the samples begin.
    private(set) var byteCount = 0

    init(parsing bytes: [UInt8]) throws(ImageError) {
        var cursor = Cursor(bytes: bytes, offset: 2)
        if bytes[1] == UInt8(ascii: "7") {
            try parseLines(&cursor)
        } else {
            channels = bytes[1] == UInt8(ascii: "5") ? .grey : .rgb
            width = try cursor.number()
            height = try cursor.number()
            maximum = try cursor.number()
            cursor.offset += 1  // exactly one white space before the samples
        }
        guard (1...65535).contains(maximum) else {
            throw ImageError(.malformed, .netpbm, "maximum sample \(maximum), not 1...65535")
        }
        byteCount = cursor.offset
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
                cursor.offset += 1  // the newline
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

    /// Words between white space, with comments from `#` to the end of the line.
    private struct Cursor {
        let bytes: [UInt8]
        var offset: Int

        mutating func word() throws(ImageError) -> String {
            var inComment = false
            while offset < bytes.count,
                inComment || Netpbm.isSpace(bytes[offset]) || bytes[offset] == UInt8(ascii: "#")
            {
                if bytes[offset] == UInt8(ascii: "#") { inComment = true }
                if bytes[offset] == UInt8(ascii: "\n") { inComment = false }
                offset += 1
            }
            let start = offset
            while offset < bytes.count, !Netpbm.isSpace(bytes[offset]) {
                offset += 1
                // No keyword is as long: do not collect a word from megabytes of something else.
                guard offset - start <= 32 else {
                    throw ImageError(.malformed, .netpbm, "a header word of more than 32 bytes")
                }
            }
            guard offset < bytes.count else {
                throw ImageError(.truncated, .netpbm, "the file ends within the header")
            }
            return String(decoding: bytes[start..<offset], as: UTF8.self)
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
