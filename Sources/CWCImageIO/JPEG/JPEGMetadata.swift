import CWCImage

/// Collects the metadata of a file whose segments before the first scan libjpeg hands on.
///
/// Of an XMP packet that was too long for one segment, the first and standard part is taken.
final class JPEGMetadataCollector: PartCollector {
    private let limits: ImageLimits
    private var parts = Metadata()
    private var profile: [JPEGSegment.ProfilePart] = []

    init(_ limits: ImageLimits) { self.limits = limits }

    override func take(
        _ kind: UInt32, _ bytes: UnsafeRawBufferPointer
    ) throws(ImageError) {
        typealias Segment = JPEGSegment
        let segment = Segment(
            marker: UInt8(truncatingIfNeeded: kind), payload: Array(bytes)[...])
        if parts.exif == nil, let exif = segment.body(Segment.app1, after: Segment.exifName) {
            try limits.check(metadataBytes: exif.count, format: .jpeg)
            parts.exif = Array(exif)
        } else if parts.xmp == nil, let xmp = segment.body(Segment.app1, after: Segment.xmpName) {
            try limits.check(metadataBytes: xmp.count, format: .jpeg)
            parts.xmp = Array(xmp)
        } else if let part = segment.body(Segment.app2, after: Segment.iccName) {
            // Numbers have a byte each: more parts than that repeat one.
            guard profile.count < 255 else {
                throw ImageError(.malformed, .jpeg, "ICC segments are missing or repeated")
            }
            profile.append(try Segment.ProfilePart(part))
        }
    }

    /// What was collected, once every segment has been taken.
    func metadata() throws(ImageError) -> Metadata {
        guard !profile.isEmpty else { return parts }
        var metadata = parts
        metadata.icc = try JPEGSegment.ProfilePart.join(profile, limits)
        return metadata
    }
}

extension JPEGSegment {
    // What the payload of an application segment starts with.
    fileprivate static let exifName = Array("Exif\0\0".utf8)
    fileprivate static let xmpName = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
    fileprivate static let iccName = Array("ICC_PROFILE\0".utf8)

    fileprivate func body(_ marker: UInt8, after name: [UInt8]) -> ArraySlice<UInt8>? {
        guard self.marker == marker, payload.starts(with: name) else { return nil }
        return payload.dropFirst(name.count)
    }

    /// A profile may need several segments: each says which it is, from 1 on, and of how many.
    fileprivate struct ProfilePart {
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
