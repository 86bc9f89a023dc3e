// swift-tools-version: 6.2
import PackageDescription

// One set of rules for every Swift target: the manifest is the architecture, and a warning is a
// failure.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

/// A module of the codec, and what it may import. It reads files from anywhere, so whatever in it could
/// touch memory that is not its own must be marked `unsafe`.
func codec(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: settings + [.strictMemorySafety()])
}

/// A Swift library or tool of ours, and what it may import.
func module(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tool(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["CWCTestSupport"], swiftSettings: settings)
}

/// What a codec family may import: everything below it, and no other family.
let family: [Target.Dependency] = [
    "CWCModel", "CWCNetwork", "CWCContainer", "CWCBitstream", "CWCImage",
]

/// What tests of codecs use beside what they test.
let below: [Target.Dependency] = ["CWCNetwork", "CWCContainer", "CWCBitstream", "CWCImage"]

let package = Package(
    name: "cwc",
    products: [
        .library(name: "CWCDecoder", targets: ["CWCDecoder"]),
        .library(name: "CWCEncoder", targets: ["CWCEncoder"]),
        .library(name: "CWCModels", targets: ["CWCModels"]),
        .executable(name: "cwc", targets: ["cwc"]),
        .executable(name: "cwc-train", targets: ["cwc-train"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0")
    ],
    targets: [
        // System libraries.
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(
            name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(
            name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
        .systemLibrary(
            name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),
        .systemLibrary(
            name: "COpenJPEG", pkgConfig: "libopenjp2", providers: [.apt(["libopenjp2-7-dev"])]),

        // The codec, from the bottom up.
        .target(name: "CWCKernels"),
        .executableTarget(name: "cwc-kernel-bench", dependencies: ["CWCKernels"]),
        codec("CWCImage", []),
        codec("CWCBitstream", ["CZlib"]),
        codec("CWCContainer", ["CWCBitstream", "CWCImage"]),
        codec("CWCNetwork", ["CWCKernels"]),
        codec("CWCModel", ["CWCNetwork", "CWCContainer", "CWCImage"]),
        codec("CWCSeed", family),
        codec("CWCWavelet", family),
        codec("CWCFamilies", ["CWCSeed", "CWCWavelet", "CWCModel", "CWCContainer"]),
        codec(
            "CWCDecoder",
            [
                "CWCFamilies", "CWCModel", "CWCNetwork", "CWCContainer", "CWCBitstream", "CWCImage",
            ]),
        codec(
            "CWCEncoder",
            [
                "CWCFamilies", "CWCModel", "CWCNetwork", "CWCContainer", "CWCBitstream", "CWCImage",
            ]),
        .target(name: "CWCEmbeddedFiles", exclude: ["models", "page"]),
        module("CWCModels", ["CWCEmbeddedFiles", "CWCFamilies", "CWCModel", "CWCContainer"]),

        // Pictures and figures, for the tools.
        .target(name: "CImageShim", dependencies: ["CPNG", "CJPEG", "COpenJPEG"]),
        module("CWCImageIO", ["CWCImage", "CImageShim", "CWebP", "CZlib"]),
        module("CWCMetrics", ["CWCImage"]),
        module("CWCFigures", []),
        module(
            "CWCComparison",
            [
                "CWCDecoder", "CWCEncoder", "CWCNetwork", "CWCImage", "CWCImageIO", "CWCMetrics",
                "CWCFigures",
            ]),
        module(
            "CWCReport",
            [
                "CWCEmbeddedFiles", "CWCComparison", "CWCNetwork", "CWCImage", "CWCImageIO",
                "CWCFigures",
            ]),

        // Training.
        .target(name: "CTorchShim"),
        module("CWCTorch", ["CTorchShim"], exclude: ["shim"]),
        module(
            "CWCTraining",
            [
                "CWCTorch", "CWCSeed", "CWCWavelet", "CWCModel", "CWCNetwork", "CWCContainer",
                "CWCBitstream", "CWCImage", "CWCImageIO", "CWCMetrics", "CWCFigures",
            ]),
        module("CWCLearnedOptimizers", ["CWCTraining", "CWCTorch", "CWCImageIO", "CWCFigures"]),

        // The tools.
        .target(name: "CSystemShim"),
        module("CWCToolSupport", ["CWCImageIO"]),
        tool(
            "cwc",
            [
                "CWCDecoder", "CWCEncoder", "CWCModels", "CWCFamilies", "CWCSeed", "CWCModel",
                "CWCNetwork", "CWCContainer", "CWCBitstream", "CWCImage", "CWCImageIO",
                "CWCMetrics", "CWCFigures", "CWCComparison", "CWCReport", "CWCToolSupport",
                "CSystemShim", arguments,
            ]),
        tool(
            "cwc-train",
            [
                "CWCLearnedOptimizers", "CWCTraining", "CWCTorch", "CWCEncoder", "CWCDecoder",
                "CWCFamilies", "CWCSeed", "CWCModel", "CWCContainer", "CWCImage", "CWCImageIO",
                "CWCMetrics", "CWCFigures", "CWCToolSupport", arguments,
            ],
            exclude: ["configs", "host"]),

        // Tests.
        .target(
            name: "CWCTestSupport",
            dependencies: [
                "CWCSeed", "CWCWavelet", "CWCModel", "CWCNetwork", "CWCImage",
            ],
            path: "Tests/CWCTestSupport", swiftSettings: settings),
        tests("CWCImageTests", ["CWCImage"]),
        tests("CWCImageIOTests", ["CWCImageIO", "CWCImage", "CWebP"]),
        tests("CWCBitstreamTests", ["CWCBitstream"]),
        tests("CWCContainerTests", ["CWCContainer", "CWCBitstream", "CWCImage"]),
        tests("CWCNetworkTests", ["CWCNetwork", "CWCSeed", "CWCModel", "CWCKernels"]),
        tests("CWCModelTests", ["CWCFamilies", "CWCModel", "CWCSeed", "CWCWavelet"] + below),
        tests("CWCSeedTests", ["CWCSeed", "CWCContainer", "CWCBitstream"]),
        tests("CWCWaveletTests", ["CWCWavelet", "CWCModel"] + below),
        tests(
            "CWCDecoderTests",
            [
                "CWCDecoder", "CWCEncoder", "CWCWavelet", "CWCSeed", "CWCModel", "CWCNetwork",
                "CWCContainer", "CWCImage",
            ]),
        tests(
            "CWCEncoderTests",
            [
                "CWCEncoder", "CWCDecoder", "CWCModels", "CWCSeed", "CWCModel", "CWCNetwork",
                "CWCContainer", "CWCImage",
            ]),
        tests(
            "CWCModelsTests",
            ["CWCModels", "CWCFamilies", "CWCWavelet", "CWCModel", "CWCContainer"]),
        tests(
            "CWCCorpusTests",
            ["CWCDecoder", "CWCEncoder", "CWCModels", "CWCModel", "CWCImageIO"] + below),
        tests("CWCMetricsTests", ["CWCMetrics", "CWCImageIO", "CWCImage"]),
        tests("CWCFiguresTests", ["CWCFigures"]),
        tests("CWCComparisonTests", ["CWCComparison", "CWCImageIO", "CWCMetrics", "CWCImage"]),
        tests("CWCReportTests", ["CWCReport", "CWCComparison", "CWCImageIO", "CWCImage"]),
        tests(
            "CWCTrainingTests",
            [
                "cwc-train", "CWCLearnedOptimizers", "CWCTraining", "CWCTorch", "CWCFamilies",
                "CWCSeed", "CWCWavelet", "CWCModel", "CWCImageIO", "CWCFigures",
            ] + below),
        tests(
            "CWCToolTests",
            [
                "cwc", "CWCDecoder", "CWCEncoder", "CWCModels", "CWCModel", "CWCNetwork",
                "CWCImage", "CWCImageIO",
            ]),
    ]
)
