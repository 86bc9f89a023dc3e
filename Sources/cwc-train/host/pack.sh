#!/bin/sh
# Packs a run for a host that has Python with torch and a C++ compiler, and no Swift:
#
#     pack.sh CONFIG OUTPUT.tar DATA... [-- VALIDATION...]
#
# The archive holds the program with the libraries that it needs, the shim's source, the
# configuration, the pictures and run.sh. CWC_TRAIN names a program that is built already,
# CWC_WEIGHTS weights to begin with.
set -eu
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64; }
[ $# -ge 3 ] || usage
config=$1 output=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
sources=$(cd "$here/../.." && pwd)
[ -f "$config" ] || { echo "pack.sh: $config is not there" >&2; exit 1; }

program=${CWC_TRAIN:-}
if [ -z "$program" ]; then
    swift build --package-path "$sources/.." -c release --static-swift-stdlib --product cwc-train >&2
    program=$(swift build --package-path "$sources/.." -c release --static-swift-stdlib \
        --show-bin-path)/cwc-train
fi

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
pack=$stage/cwc-run
mkdir -p "$pack/lib" "$pack/data" "$pack/validation" "$pack/shim/CWCTorch" \
    "$pack/shim/CTorchShim"
cp "$program" "$pack/cwc-train"
# The picture libraries, and what they need; the C and C++ libraries are the host's own.
ldd "$program" | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' |
    grep -Ev '/(libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+|ld-linux[^/]*)\.so' |
    while read -r library; do cp -L "$library" "$pack/lib/"; done
cp -r "$sources/CWCTorch/shim" "$pack/shim/CWCTorch/"
cp -r "$sources/CTorchShim/include" "$pack/shim/CTorchShim/"
cp "$config" "$pack/config.json"
cp "$here/run.sh" "$pack/"
[ -z "${CWC_WEIGHTS:-}" ] || cp "$CWC_WEIGHTS" "$pack/weights.safetensors"
(git -C "$sources" rev-parse HEAD 2>/dev/null || echo unknown) >"$pack/COMMIT"
target=data
for path in "$@"; do
    if [ "$path" = -- ]; then target=validation; else cp -rL "$path" "$pack/$target/"; fi
done
tar -C "$stage" -cf "$output.partial" cwc-run
mv "$output.partial" "$output"
echo "$output: $(wc -c <"$output") bytes" >&2
