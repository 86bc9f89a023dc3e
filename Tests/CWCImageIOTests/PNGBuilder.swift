@testable import CWCImageIO

/// Makes PNG files of kinds that our own encoder does not write. Rows are not filtered.
struct PNGBuilder {
    var width: Int
    var height: Int
    var depth: Int
    /// PNG's number: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
    var colorType: Int
    /// Adam7; only for whole bytes a pixel.
    var interlaced = false
    /// Chunks between IHDR and IDAT.
    var chunks: [PNGChunk] = []

    init(width: Int, height: Int, depth: Int, colorType: Int) {
        self.width = width
        self.height = height
        self.depth = depth
        self.colorType = colorType
    }

    private var bitsPerPixel: Int { depth * [1, 0, 3, 1, 2, 0, 4][colorType] }

    /// A file from its packed rows, without filter bytes.
    func file(rows: [UInt8]) -> [UInt8] {
        var header = [width, height].flatMap { side in
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: side >> $0) }
        }
        header += [UInt8(depth), UInt8(colorType), 0, 0, interlaced ? 1 : 0]
        let data = rows.isEmpty ? [] : interlaced ? passes(rows) : filtered(rows, width: width)
        let list =
            [PNGChunk(type: "IHDR", data: header)] + chunks + [
                PNGChunk(type: "IDAT", data: Zlib.deflate(data)), PNGChunk(type: "IEND", data: []),
            ]
        return PNGChunk.signature + list.flatMap(\.bytes)
    }

    private func filtered(_ rows: [UInt8], width: Int) -> [UInt8] {
        let rowBytes = (width * bitsPerPixel + 7) / 8
        return stride(from: 0, to: rows.count, by: rowBytes).flatMap {
            [0] + rows[$0..<$0 + rowBytes]
        }
    }

    /// The seven pictures of Adam7: first column, first row, step right, step down.
    private func passes(_ rows: [UInt8]) -> [UInt8] {
        let pixelBytes = bitsPerPixel / 8
        let grids = [
            (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
            (0, 1, 1, 2),
        ]
        var output: [UInt8] = []
        for (x0, y0, dx, dy) in grids {
            let columns = Array(stride(from: x0, to: width, by: dx))
            if columns.isEmpty { continue }
            for y in stride(from: y0, to: height, by: dy) {
                let pixels = columns.flatMap { x in
                    let start = (y * width + x) * pixelBytes
                    return rows[start..<start + pixelBytes]
                }
                output += filtered(pixels, width: columns.count)
            }
        }
        return output
    }

    /// Samples of less than 8 bits, the first in the highest bits.
    static func pack(_ values: [UInt8], depth: Int) -> [UInt8] {
        let perByte = 8 / depth
        return stride(from: 0, to: values.count, by: perByte).map { start in
            (0..<perByte).reduce(0) { byte, index in
                byte << depth | (start + index < values.count ? values[start + index] : 0)
            }
        }
    }
}
