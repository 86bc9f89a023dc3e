// The group of processes that train together, through c10d: gloo on CPUs, NCCL on GPUs where its
// headers were there when the shim was built.

#pragma once

#include "handles.h"

#define USE_C10D_GLOO 1
// crt/ comes with the compiler of CUDA; the other headers do not do without.
#if __has_include(<nccl.h>) && __has_include(<crt/host_config.h>)
#define USE_C10D_NCCL 1
#endif

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <c10/util/Logging.h>

#include <algorithm>
#include <vector>

namespace {

// Set between distributed_start and distributed_stop.
c10::intrusive_ptr<c10d::Store> store;
c10::intrusive_ptr<c10d::Backend> group;

c10::intrusive_ptr<c10d::Backend> make_backend(
    const cwct_group &place, std::chrono::milliseconds patience) {
    const std::string name = place.backend;
    if (name == "gloo") {
        auto options = c10d::ProcessGroupGloo::Options::create(patience);
        options->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
        return c10::make_intrusive<c10d::ProcessGroupGloo>(store, place.rank, place.size, options);
    }
    TORCH_CHECK(name == "nccl", "unknown backend '", name, "'");
#ifdef USE_C10D_NCCL
    auto options = c10d::ProcessGroupNCCL::Options::create();
    options->timeout = patience;
    return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, place.rank, place.size, options);
#else
    TORCH_CHECK(false, "this shim was built without NCCL: its headers were not there");
#endif
}

bool distributed_start(const cwct_group *place) {
    return guarded(false, [&] {
        // Errors are thrown; what c10d prints beside them is for its developers.
        FLAGS_caffe2_log_level = std::max(FLAGS_caffe2_log_level, 3);
        auto milliseconds = [](double seconds) {
            return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
        };
        const auto joining = milliseconds(place->joining_seconds);
        c10d::TCPStoreOptions options;
        options.port = static_cast<uint16_t>(place->port);
        options.isServer = place->hosts_store;
        options.waitWorkers = false;
        options.timeout = joining;
        try {
            store = c10::make_intrusive<c10d::PrefixStore>(
                place->prefix, c10::make_intrusive<c10d::TCPStore>(place->host, options));
        } catch (const std::exception &error) {
            const std::string reason = error.what();
            TORCH_CHECK(
                false, "no group of processes at ", place->host, ":", place->port, ": ",
                reason.substr(0, reason.find('\n')));
        }

        // Everybody has come before the backend connects, which would not say who is missing.
        auto key = [](int32_t rank) { return "joined/" + std::to_string(rank); };
        store->set(key(place->rank), std::vector<uint8_t>{1});
        for (int32_t rank = 0; rank < place->size; rank++) {
            try {
                store->wait({key(rank)}, joining);
            } catch (const std::exception &) {
                TORCH_CHECK(
                    false, "rank ", rank, " of ", place->size, " has not joined within ",
                    place->joining_seconds, " s");
            }
        }
        group = make_backend(*place, milliseconds(place->waiting_seconds));
        return true;
    });
}

// All tensors go as one: a message a tensor would cost its delay each time.
bool all_reduce(const cwct_tensor *tensors, int32_t count, bool average) {
    return guarded(false, [&] {
        TORCH_CHECK(group, "there is no group of processes");
        if (count == 0) return true;
        at::NoGradGuard guard;
        std::vector<at::Tensor> rows;
        for (int32_t i = 0; i < count; i++) rows.push_back(tensors[i]->value.reshape({-1}));
        std::vector<at::Tensor> all{at::cat(rows)};
        group->allreduce(all)->wait();
        if (average) all[0].div_(group->getSize());
        int64_t start = 0;
        for (int32_t i = 0; i < count; i++) {
            const auto &tensor = tensors[i]->value;
            tensor.copy_(all[0].narrow(0, start, tensor.numel()).view(tensor.sizes()));
            start += tensor.numel();
        }
        return true;
    });
}

bool broadcast(cwct_tensor tensor) {
    return guarded(false, [&] {
        TORCH_CHECK(group, "there is no group of processes");
        at::NoGradGuard guard;
        std::vector<at::Tensor> all{tensor->value};
        group->broadcast(all)->wait();
        return true;
    });
}

void distributed_stop() {
    group.reset();
    store.reset();
}

}  // namespace
