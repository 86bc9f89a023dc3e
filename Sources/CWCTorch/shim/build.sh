#!/bin/sh
# Compiles the shim against the torch of a Python: build.sh PYTHON OUTPUT.so
#
# One shim serves one torch version; build it on each host. Takes about half a minute.
set -eu
python=${1:-python3}
output=${2:-libcwctorch.so}
here=$(cd "$(dirname "$0")" && pwd)

torch=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))') || {
    echo "build.sh: '$python' has no torch; install it with: $python -m pip install torch" >&2
    exit 1
}
abi=$("$python" -c 'import torch; print(int(torch._C._GLIBCXX_USE_CXX11_ABI))')

# The headers of CUDA and NCCL, where pip installed them; without them there is no NCCL.
site=$(dirname "$torch")
cuda=
for folder in "$site"/nvidia/*/include "${CUDA_HOME:-/usr/local/cuda}/include"; do
    [ ! -d "$folder" ] || cuda="$cuda -isystem $folder"
done
[ ! -e "$torch/lib/libtorch_cuda.so" ] || cuda="$cuda -ltorch_cuda -lc10_cuda"

"${CXX:-g++}" -std=c++20 -O2 -fPIC -shared -fvisibility=hidden -w \
    "-D_GLIBCXX_USE_CXX11_ABI=$abi" \
    -I"$here/../../CTorchShim/include" \
    -idirafter "$here/declarations" -isystem "$torch/include" -isystem "$torch/include/torch/csrc/api/include" \
    "$here/shim.cpp" -o "$output.partial" \
    -L"$torch/lib" -Wl,-rpath,"$torch/lib" -ltorch -ltorch_cpu -lc10 $cuda
mv "$output.partial" "$output"
