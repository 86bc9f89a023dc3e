// What the parts of the shim share: handles and errors.

#pragma once

#include "CTorchShim.h"

#include <ATen/ATen.h>

#include <string>

struct cwct_tensor_object {
    at::Tensor value;
};

namespace {

thread_local std::string error_text;

cwct_tensor wrap(at::Tensor tensor) { return new cwct_tensor_object{std::move(tensor)}; }

// Runs `body`; an exception becomes `failure` and a message.
template <typename Result, typename Body>
Result guarded(Result failure, Body body) {
    try {
        return body();
    } catch (const c10::Error &error) {
        error_text = error.what_without_backtrace();
    } catch (const std::exception &error) {
        error_text = error.what();
    } catch (...) {
        error_text = "unknown C++ exception";
    }
    return failure;
}

}  // namespace
