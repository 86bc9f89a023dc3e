public import CWCImageIO
public import CWCTorch

/// Training pictures, decoded once and kept as bytes.
public struct PictureSet {
    /// RGB pictures, `[H, W, 3]`.
    public private(set) var pictures: [Picture] = []
    /// Names and reasons of what could not be read.
    public private(set) var unreadable: [(name: String, reason: String)] = []

    public init() {}

    /// Reads every picture of a tar archive. Members that are no picture are noted, not fatal.
    ///
    /// - Throws: when the file cannot be read or is no archive.
    public mutating func addArchive(path: String) throws {
        let archive = try TarArchive(parsing: try readFile(path))
        for entry in archive.entries {
            do throws(ImageError) {
                let picture = try decodeImage(bytes: Array(archive[entry]))
                pictures.append(picture.convertedToRGB())
            } catch {
                unreadable.append((entry.name, "\(error)"))
            }
        }
    }

    /// Keeps only pictures of at least `side` pixels in both directions.
    public mutating func dropSmallerThan(_ side: Int) {
        pictures.removeAll { $0.width < side || $0.height < side }
    }

    /// Random crops on a device, half of them mirrored: bytes `[count, side, side, 3]`.
    public func batch(
        _ count: Int, side: Int, device: Device, using random: inout TrainingRandom
    ) throws(TorchError) -> Tensor {
        try Tensor(
            crops(count, side: side, using: &random), shape: [count, side, side, 3],
            device: device)
    }

    /// Random crops, half of them mirrored: `count` squares of `side` pixels as bytes
    /// `[count, side, side, 3]`.
    public func crops(
        _ count: Int, side: Int, using random: inout TrainingRandom
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count * side * side * 3)
        for index in 0..<count {
            let picture = pictures[Int.random(in: 0..<pictures.count, using: &random)]
            let left = Int.random(in: 0...(picture.width - side), using: &random)
            let top = Int.random(in: 0...(picture.height - side), using: &random)
            let mirrored = Bool.random(using: &random)
            for row in 0..<side {
                var target = (index * side + row) * side * 3
                let source = ((top + row) * picture.width + left) * 3
                for column in 0..<side {
                    let pixel = source + (mirrored ? side - 1 - column : column) * 3
                    bytes[target] = picture.samples[pixel]
                    bytes[target + 1] = picture.samples[pixel + 1]
                    bytes[target + 2] = picture.samples[pixel + 2]
                    target += 3
                }
            }
        }
        return bytes
    }
}

extension Picture {
    /// This picture as RGB: grey is repeated, alpha dropped.
    public func convertedToRGB() -> Picture {
        guard channels != .rgb else { return self }
        let step = channels.rawValue
        let colour = channels.colorCount == 3
        var rgb = [UInt8]()
        rgb.reserveCapacity(width * height * 3)
        for pixel in stride(from: 0, to: samples.count, by: step) {
            rgb.append(samples[pixel])
            rgb.append(samples[colour ? pixel + 1 : pixel])
            rgb.append(samples[colour ? pixel + 2 : pixel])
        }
        return Picture(width: width, height: height, channels: .rgb, samples: rgb)
    }
}
