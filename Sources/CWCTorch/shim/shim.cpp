// libtorch behind the C interface of CTorchShim.h.
//
// Every operator goes through one boxed call of ATen's dispatcher, so that this file does not grow
// with the operators that Swift uses. See the header for ownership and errors.

#include "distributed.h"
#include "handles.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/grad_mode.h>
#include <torch/torch.h>
#include <torch/version.h>

#include <string>
#include <vector>

namespace {

c10::IValue ivalue(const cwct_value &value, const c10::Argument &argument) {
    switch (value.tag) {
        case CWCT_DEFAULT:
            if (argument.default_value()) return *argument.default_value();
            return c10::IValue();
        case CWCT_NONE: return c10::IValue();
        case CWCT_TENSOR: return value.tensor->value;
        case CWCT_TENSORS: {
            c10::List<at::Tensor> list;
            for (int32_t i = 0; i < value.count; i++) list.push_back(value.tensors[i]->value);
            return list;
        }
        case CWCT_INTEGER: return value.integer;
        case CWCT_NUMBER: return value.number;
        case CWCT_BOOLEAN: return value.integer != 0;
        case CWCT_INTEGERS:
            return c10::List<int64_t>(
                c10::ArrayRef<int64_t>(value.integers, static_cast<size_t>(value.count)));
        case CWCT_TEXT: return std::string(value.text);
        case CWCT_DEVICE: return c10::Device(std::string(value.text));
        default: TORCH_CHECK(false, "unknown argument tag ", value.tag);
    }
}

int32_t call(
    const char *name, const char *overload, const cwct_value *arguments, int32_t count,
    cwct_value *results, int32_t capacity) {
    return guarded(-1, [&] {
        auto op = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
        const auto &schema = op.schema();
        const auto &declared = schema.arguments();
        TORCH_CHECK(
            static_cast<size_t>(count) <= declared.size(), name, " takes at most ",
            declared.size(), " arguments, ", count, " given");
        torch::jit::Stack stack;
        for (int32_t i = 0; i < count; i++) stack.push_back(ivalue(arguments[i], declared[i]));
        for (size_t i = static_cast<size_t>(count); i < declared.size(); i++) {
            TORCH_CHECK(
                declared[i].default_value(), name, " needs an argument '", declared[i].name(),
                "'");
            stack.push_back(*declared[i].default_value());
        }
        op.callBoxed(&stack);

        int32_t produced = 0;
        auto store = [&](const cwct_value &value) {
            TORCH_CHECK(produced < capacity, name, " gives more results than expected");
            results[produced++] = value;
        };
        for (auto &output : stack) {
            cwct_value value{};
            if (output.isTensor()) {
                value.tag = CWCT_TENSOR;
                value.tensor = wrap(output.toTensor());
                store(value);
            } else if (output.isTensorList()) {
                for (const at::Tensor &tensor : output.toTensorVector()) {
                    value.tag = CWCT_TENSOR;
                    value.tensor = wrap(tensor);
                    store(value);
                }
            } else if (output.isDouble()) {
                value.tag = CWCT_NUMBER;
                value.number = output.toDouble();
                store(value);
            } else if (output.isInt() || output.isBool()) {
                value.tag = output.isInt() ? CWCT_INTEGER : CWCT_BOOLEAN;
                value.integer = output.isInt() ? output.toInt() : output.toBool();
                store(value);
            } else {
                TORCH_CHECK(false, name, " gives a result of unsupported kind");
            }
        }
        return produced;
    });
}

cwct_tensor from_bytes(
    const void *bytes, size_t byte_count, int32_t dtype, const int64_t *sizes, int32_t rank,
    const char *device) {
    return guarded<cwct_tensor>(nullptr, [&] {
        auto tensor = at::empty(
            at::IntArrayRef(sizes, static_cast<size_t>(rank)),
            at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype)));
        TORCH_CHECK(
            tensor.nbytes() == byte_count, "a tensor of ", tensor.nbytes(), " bytes given ",
            byte_count);
        if (byte_count > 0) std::memcpy(tensor.data_ptr(), bytes, byte_count);
        return wrap(tensor.to(c10::Device(std::string(device))));
    });
}

bool to_bytes(cwct_tensor tensor, void *bytes, size_t byte_count) {
    return guarded(false, [&] {
        auto host = tensor->value.detach().to(at::kCPU).contiguous();
        TORCH_CHECK(
            host.nbytes() == byte_count, "a tensor of ", host.nbytes(), " bytes read as ",
            byte_count);
        if (byte_count > 0) std::memcpy(bytes, host.data_ptr(), byte_count);
        return true;
    });
}

// A backward pass given from outside, kept alive by the graph.
struct Callback : torch::CustomClassHolder {
    at::Tensor output;
    cwct_backward backward;
    void *context;
    void (*free_context)(void *);
    ~Callback() override { free_context(context); }
};

struct Attached : torch::autograd::Function<Attached> {
    static at::Tensor forward(
        torch::autograd::AutogradContext *context, const at::Tensor &,
        c10::intrusive_ptr<Callback> callback) {
        auto output = std::move(callback->output);
        callback->output = at::Tensor();
        context->saved_data["callback"] =
            c10::IValue::make_capsule(c10::intrusive_ptr<torch::CustomClassHolder>(callback));
        return output;
    }

    static torch::autograd::variable_list backward(
        torch::autograd::AutogradContext *context, torch::autograd::variable_list gradients) {
        auto holder = context->saved_data["callback"].toCapsule();
        auto *callback = static_cast<Callback *>(holder.get());
        cwct_tensor_object gradient{gradients[0]};
        cwct_tensor result = callback->backward(callback->context, &gradient);
        TORCH_CHECK(result != nullptr, "a backward pass written in Swift failed");
        at::Tensor value = std::move(result->value);
        delete result;
        return {value, at::Tensor()};
    }
};

cwct_tensor attach_backward(
    cwct_tensor input, cwct_tensor output, cwct_backward backward, void *context,
    void (*free_context)(void *)) {
    return guarded<cwct_tensor>(nullptr, [&] {
        auto callback = c10::make_intrusive<Callback>();
        callback->output = output->value.detach();
        callback->backward = backward;
        callback->context = context;
        callback->free_context = free_context;
        return wrap(Attached::apply(input->value, callback));
    });
}

void copy(at::IntArrayRef from, int64_t *out) { std::copy(from.begin(), from.end(), out); }

const cwct_api api = {
    CWCT_ABI_VERSION,
    TORCH_VERSION,
    [] { return error_text.c_str(); },
    [](cwct_tensor tensor) { return wrap(tensor->value); },
    [](cwct_tensor tensor) { delete tensor; },
    call,
    from_bytes,
    to_bytes,
    [](cwct_tensor tensor) { return static_cast<int32_t>(tensor->value.dim()); },
    [](cwct_tensor tensor, int64_t *out) { copy(tensor->value.sizes(), out); },
    [](cwct_tensor tensor, int64_t *out) { copy(tensor->value.strides(), out); },
    [](cwct_tensor tensor) { return static_cast<int32_t>(tensor->value.scalar_type()); },
    [](cwct_tensor tensor, bool wanted) {
        return guarded(false, [&] {
            tensor->value.set_requires_grad(wanted);
            return true;
        });
    },
    [](cwct_tensor tensor) -> cwct_tensor {
        const auto &gradient = tensor->value.grad();
        return gradient.defined() ? wrap(gradient) : nullptr;
    },
    [](cwct_tensor tensor) { tensor->value.mutable_grad() = at::Tensor(); },
    [](cwct_tensor tensor) {
        return guarded(false, [&] {
            tensor->value.backward();
            return true;
        });
    },
    [](bool enabled) {
        bool previous = c10::GradMode::is_enabled();
        c10::GradMode::set_enabled(enabled);
        return previous;
    },
    attach_backward,
    [](const char *device, bool enabled, int32_t dtype) {
        return guarded(false, [&] {
            auto type = c10::Device(std::string(device)).type();
            at::autocast::set_autocast_dtype(type, static_cast<at::ScalarType>(dtype));
            at::autocast::set_autocast_enabled(type, enabled);
            return true;
        });
    },
    [] { at::autocast::clear_cache(); },
    [](uint64_t seed) {
        return guarded(false, [&] {
            torch::manual_seed(seed);
            return true;
        });
    },
    [](int32_t count) { at::set_num_threads(count); },
    [] { return static_cast<int32_t>(torch::cuda::device_count()); },
    distributed_start,
    all_reduce,
    broadcast,
    distributed_stop,
};

}  // namespace

extern "C" __attribute__((visibility("default"))) const cwct_api *cwct_get_api(void) {
    return &api;
}
