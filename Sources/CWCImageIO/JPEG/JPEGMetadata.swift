import CWCImage

extension JPEGSegment {
    // What the payload of an application segment starts with.
    private static let exifName = Array("Exif\0\0".utf8)
    private static let xmpName = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    private static let iccName = Array("ICC_PROFILE\0".utf8)

    /// The metadata of a file that libjpeg has already read.
    ///
    /// Of an XMP packet that was too long for one segment, the first and standard part is taken.
    static func metadata(
        of bytes: [UInt8], limits: ImageLimits
    ) throws(ImageError) -> Metadata {
        var metadata = Metadata()
        var profile: [ProfilePart] = []
        for segment in header(of: bytes) {
            if metadata.exif == nil, let exif = segment.body(app1, after: exifName) {
                try limits.check(metadataBytes: exif.count, format: .jpeg)
                metadata.exif = Array(exif)
            } else if metadata.xmp == nil, let xmp = segment.body(app1, after: xmpName) {
                try limits.check(metadataBytes: xmp.count, format: .jpeg)
                metadata.xmp = Array(xmp)
            } else if let part = segment.body(app2, after: iccName) {
                profile.append(try ProfilePart(part))
            }
        }
        if !profile.isEmpty { metadata.icc = try ProfilePart.join(profile, limits) }
        return metadata
    }

    private func body(_ marker: UInt8, after name: [UInt8]) -> ArraySlice<UInt8>? {
        guard self.marker == marker, payload.starts(with: name) else { return nil }
        return payload.dropFirst(name.count)
    }

    /// A profile may need several segments: each says which it is, from 1 on, and of how many.
    private struct ProfilePart {
        var index: Int
        var count: Int
        var bytes: ArraySlice<UInt8>

        init(_ body: ArraySlice<UInt8>) throws(ImageError) {
            guard body.count >= 2 else {
                throw ImageError(.malformed, .jpeg, "ICC segment without a number")
            }
            index = Int(body[body.startIndex])
            count = Int(body[body.startIndex + 1])
            bytes = body.dropFirst(2)
        }

        static func join(
            _ parts: [ProfilePart], _ limits: ImageLimits
        ) throws(ImageError) -> [UInt8] {
            let sorted = parts.sorted { $0.index < $1.index }
            guard sorted.map(\.index).elementsEqual(1...sorted.count),
                sorted.allSatisfy({ $0.count == sorted.count })
            else {
                throw ImageError(.malformed, .jpeg, "ICC segments are missing or repeated")
            }
            let profile = sorted.flatMap(\.bytes)
            try limits.check(metadataBytes: profile.count, format: .jpeg)
            return profile
        }
    }

    /// The segments that hold `metadata`; they go after the JFIF segment.
    ///
    /// - Throws: `unsupported` when a part is longer than JPEG can carry.
    static func segments(for metadata: Metadata) throws(ImageError) -> [JPEGSegment] {
        var segments: [JPEGSegment] = []
        for (name, part, title) in [
            (exifName, metadata.exif, "Exif"), (xmpName, metadata.xmp, "XMP"),
        ] {
            guard let part else { continue }
            guard name.count + part.count <= maxPayload else {
                throw ImageError(.unsupported, .jpeg, "\(part.count) bytes of \(title); too long")
            }
            segments.append(JPEGSegment(marker: app1, payload: (name + part)[...]))
        }
        if let icc = metadata.icc {
            let room = maxPayload - iccName.count - 2
            let count = max(1, (icc.count + room - 1) / room)
            guard count <= 255 else {
                throw ImageError(.unsupported, .jpeg, "\(icc.count) bytes of ICC; too long")
            }
            for index in 0..<count {
                let part = icc[index * room..<min((index + 1) * room, icc.count)]
                let head = iccName + [UInt8(index + 1), UInt8(count)]
                segments.append(JPEGSegment(marker: app2, payload: (head + part)[...]))
            }
        }
        return segments
    }
}
