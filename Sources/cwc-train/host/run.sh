#!/bin/sh
# One slice of a packed run:
#
#     run.sh SECONDS [OPTION...]
#
# Begins the run, or goes on with it, for at most SECONDS; then leaves its files in out/, none
# larger than 16 MiB (ARTEFACT_BYTES). Where the folder run/ is gone, out/ brings it back. Options
# go to cwc-train: --device cuda, --threads 8. PYTHON names the Python that has torch.
set -eu
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64; }
seconds=$1
shift
cd "$(dirname "$0")"
limit=${ARTEFACT_BYTES:-16777216}

[ -e libcwctorch.so ] || sh shim/CWCTorch/shim/build.sh "${PYTHON:-python3}" libcwctorch.so
export CWC_TORCH_SHIM="$PWD/libcwctorch.so" OMP_WAIT_POLICY=PASSIVE
export LD_LIBRARY_PATH="$PWD/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"

# What an earlier slice left, on this host or another.
if [ ! -d run ] && [ -e out/checksums ]; then
    mkdir run.partial
    for name in $(sed 's/.*  //' out/checksums); do
        if [ -e "out/$name" ]; then
            cp "out/$name" run.partial/
        else
            cat "out/$name".part-* >"run.partial/$name"
        fi
    done
    (cd run.partial && sha256sum --quiet -c ../out/checksums)
    mv run.partial run
fi

# Weights that the run begins with.
if [ ! -d run ] && [ -e weights.safetensors ]; then
    mkdir run.partial
    cp config.json run.partial/
    cp weights.safetensors run.partial/checkpoint.safetensors
    mv run.partial run
fi

sources="--data data"
[ -z "$(ls validation)" ] || sources="$sources --validation validation"
status=0
if [ -e run/checkpoint.safetensors ]; then
    timeout -k 10 "$seconds" ./cwc-train resume run $sources "$@" || status=$?
else
    timeout -k 10 "$seconds" ./cwc-train run config.json -o run $sources "$@" || status=$?
fi
# 124: the slice is over and the run is not.
[ "$status" -eq 0 ] || [ "$status" -eq 124 ] || exit "$status"

rm -rf out.partial
mkdir out.partial
for file in run/*; do
    name=$(basename "$file")
    case $name in *.tmp) continue ;; esac
    if [ "$(wc -c <"$file")" -le $limit ]; then
        cp "$file" out.partial/
    else
        split -b $limit "$file" "out.partial/$name.part-"
    fi
    (cd run && sha256sum "$name") >>out.partial/checksums
done
rm -rf out
mv out.partial out
[ "$status" -eq 0 ] && echo 'run.sh: the run is done' || echo 'run.sh: the slice is over; run again'
